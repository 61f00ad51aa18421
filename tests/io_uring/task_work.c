// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions and system calls that have nothing to do with io_uring, in a thread
 * that has a request waiting: when the request completes, its task work is due in the
 * middle of the fault.
 */
#include <sys/uio.h>
#include <unistd.h>

#include "completions.h"
#include "events.h"
#include "families.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

static const struct stimulus *const stimuli_poll[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_task_work, &stimulus_sigkill, NULL
};

static long wait_armed(struct fault_cell *c)
{
	int ret;

	uring_add_poll(c);
	ret = io_uring_submit(&uring_of(c)->ring);
	return ret < 0 ? ret : 0;
}

static void load_byte(struct fault_cell *c)
{
	uring_of(c)->data[0] = *(volatile uint8_t *)cell_buf(c);
}

static long load_poll_run(struct fault_cell *c)
{
	long err = wait_armed(c);

	uring_of(c)->data[0] = 0;	/* the access's only fault is the one that is held */
	return err ?: guard_access(load_byte, c);
}

static const char *load_poll_check(struct fault_cell *c, long ret)
{
	return check_content(c, uring_of(c)->data, 1) ?: uring_load_check(c, ret);
}

static const struct fault_path path_load_poll_armed = {
	.name = "load_poll_armed", .class = PATH_USER, .access = FAULT_LOAD,
	.decides = "arch/x86/mm/fault.c:do_user_addr_fault(), kernel/entry/common.c",
	.probe = uring_probe_read, .setup = uring_setup, .arm = uring_arm,
	.run = load_poll_run, .check = load_poll_check, .teardown = uring_teardown,
};

static const struct fault_path path_load_poll_armed_coop = {
	.name = "load_poll_armed_coop", .class = PATH_USER, .access = FAULT_LOAD,
	.decides = "arch/x86/mm/fault.c:do_user_addr_fault(), kernel/entry/common.c",
	.probe = uring_probe_coop, .setup = uring_setup, .arm = uring_arm_coop,
	.run = load_poll_run, .check = load_poll_check, .teardown = uring_teardown,
};

static long pipe_read_poll_run(struct fault_cell *c)
{
	long err = wait_armed(c);

	return err ?: sysret(read(cell_fds(c)[FD_IN], cell_buf(c), cell_len(c)));
}

static const struct fault_path path_pipe_read_poll_armed = {
	.name = "pipe_read_poll_armed", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "fs/pipe.c:anon_pipe_read(), io_uring/io_uring.c:io_req_normal_work_add()",
	.probe = uring_probe_read, .setup = uring_full_pipe, .arm = uring_arm,
	.run = pipe_read_poll_run, .check = uring_store_check,
	.conserve = uring_source_conserve, .teardown = uring_teardown,
};

static const struct fault_path path_pipe_read_poll_armed_coop = {
	.name = "pipe_read_poll_armed_coop", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "fs/pipe.c:anon_pipe_read(), io_uring/io_uring.c:io_req_normal_work_add()",
	.probe = uring_probe_coop, .setup = uring_full_pipe, .arm = uring_arm_coop,
	.run = pipe_read_poll_run, .check = uring_store_check,
	.conserve = uring_source_conserve, .teardown = uring_teardown,
};

static long pipe_read_defer_run(struct fault_cell *c)
{
	long err = uring_enable(c);

	return err ?: pipe_read_poll_run(c);
}

static const struct fault_path path_pipe_read_poll_armed_defer = {
	.name = "pipe_read_poll_armed_defer", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "fs/pipe.c:anon_pipe_read(), io_uring/io_uring.c:io_req_local_work_add()",
	.probe = uring_probe_defer, .setup = uring_full_pipe, .arm = uring_arm_defer,
	.run = pipe_read_defer_run, .check = uring_store_check,
	.conserve = uring_source_conserve, .teardown = uring_teardown,
};

static long vm_readv_poll_run(struct fault_cell *c)
{
	struct iovec remote = { cell_buf(c), cell_len(c) };
	long err = wait_armed(c);

	return err ?: sysret(process_vm_readv(getpid(), &uring_of(c)->iov, 1, &remote, 1, 0));
}

static const char *vm_readv_poll_check(struct fault_cell *c, long ret)
{
	return check_content(c, uring_of(c)->data, ret) ?: uring_load_check(c, ret);
}

static const struct fault_path path_process_vm_readv_poll_armed = {
	.name = "process_vm_readv_poll_armed", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = PATH_PINS, .ok = FAULT_LEN,
	.decides = "mm/gup.c:faultin_page(), io_uring/io_uring.c:io_req_normal_work_add()",
	.probe = uring_probe_read, .setup = uring_setup, .arm = uring_arm,
	.run = vm_readv_poll_run, .check = vm_readv_poll_check, .teardown = uring_teardown,
};

const struct matrix_row rows_uring_task_work[] = {
	{ .path = &path_load_poll_armed, .sources = sources_held_load,
	  .stimuli = stimuli_poll },
	{ .path = &path_load_poll_armed_coop, .sources = sources_anon,
	  .stimuli = stimuli_poll },
	{ .path = &path_pipe_read_poll_armed, .sources = sources_held_store,
	  .stimuli = stimuli_poll },
	{ .path = &path_pipe_read_poll_armed_coop, .sources = sources_anon,
	  .stimuli = stimuli_poll },
	{ .path = &path_pipe_read_poll_armed_defer, .sources = sources_anon,
	  .stimuli = stimuli_poll },
	{ .path = &path_process_vm_readv_poll_armed, .sources = sources_held_load,
	  .stimuli = stimuli_poll },
	{ }
};
