/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions and system calls that have nothing to do with io_uring, in a thread
 * that has a request waiting: when that completes, its task work is due in the middle
 * of the fault.
 */
#ifndef IO_URING_TASK_WORK_H
#define IO_URING_TASK_WORK_H

#define STIMULI_POLL(X, path) \
	X(path, none) \
	X(path, sigusr1) \
	X(path, task_work) \
	X(path, sigkill)

static long wait_armed(struct fault_cell *c)
{
	int ret;

	poll_request(c);
	ret = io_uring_submit(&uring(c)->ring);
	return ret < 0 ? ret : 0;
}

static void load_byte(struct fault_cell *c)
{
	uring(c)->data[0] = *(volatile uint8_t *)cell_buf(c);
}

static long load_poll_run(struct fault_cell *c)
{
	long err = wait_armed(c);

	uring(c)->data[0] = 0;	/* the access's only fault is the one that is held */
	return err ?: guard_access(load_byte, c);
}

static const char *load_poll_check(struct fault_cell *c, long ret)
{
	return check_content(c, uring(c)->data, 1) ?: load_check(c, ret);
}

FAULT_PATH(load_poll_armed, SOURCES_HELD_LOAD, STIMULI_POLL) = {
	.name = "load_poll_armed", .class = PATH_USER, .access = FAULT_LOAD,
	.decides = "arch/x86/mm/fault.c:do_user_addr_fault(), kernel/entry/common.c",
	.probe = probe_read, .setup = uring_setup, .arm = uring_arm,
	.run = load_poll_run, .check = load_poll_check,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH(load_poll_armed_coop, SOURCES_ANON, STIMULI_POLL) = {
	.name = "load_poll_armed_coop", .class = PATH_USER, .access = FAULT_LOAD,
	.decides = "arch/x86/mm/fault.c:do_user_addr_fault(), kernel/entry/common.c",
	.probe = probe_coop, .setup = uring_setup, .arm = coop_arm,
	.run = load_poll_run, .check = load_poll_check,
	.poke = uring_poke, .teardown = uring_teardown,
};

static long pipe_read_poll_run(struct fault_cell *c)
{
	long err = wait_armed(c);

	return err ?: sysret(read(cell_fds(c)[FD_IN], cell_buf(c), cell_len(c)));
}

FAULT_PATH(pipe_read_poll_armed, SOURCES_HELD_STORE, STIMULI_POLL) = {
	.name = "pipe_read_poll_armed", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "fs/pipe.c:anon_pipe_read(), io_uring/io_uring.c:io_req_normal_work_add()",
	.probe = probe_read, .setup = full_pipe, .arm = uring_arm,
	.run = pipe_read_poll_run, .check = store_check, .conserve = source_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH(pipe_read_poll_armed_coop, SOURCES_ANON, STIMULI_POLL) = {
	.name = "pipe_read_poll_armed_coop", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "fs/pipe.c:anon_pipe_read(), io_uring/io_uring.c:io_req_normal_work_add()",
	.probe = probe_coop, .setup = full_pipe, .arm = coop_arm,
	.run = pipe_read_poll_run, .check = store_check, .conserve = source_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

static long pipe_read_defer_run(struct fault_cell *c)
{
	long err = uring_enable(c);

	return err ?: pipe_read_poll_run(c);
}

FAULT_PATH(pipe_read_poll_armed_defer, SOURCES_ANON, STIMULI_POLL) = {
	.name = "pipe_read_poll_armed_defer", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "fs/pipe.c:anon_pipe_read(), io_uring/io_uring.c:io_req_local_work_add()",
	.probe = probe_defer, .setup = full_pipe, .arm = defer_arm,
	.run = pipe_read_defer_run, .check = store_check, .conserve = source_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

static long vm_readv_poll_run(struct fault_cell *c)
{
	struct iovec remote = { cell_buf(c), cell_len(c) };
	long err = wait_armed(c);

	return err ?: sysret(process_vm_readv(getpid(), &uring(c)->iov, 1, &remote, 1, 0));
}

static const char *vm_readv_poll_check(struct fault_cell *c, long ret)
{
	return check_content(c, uring(c)->data, ret) ?: load_check(c, ret);
}

FAULT_PATH(process_vm_readv_poll_armed, SOURCES_HELD_LOAD, STIMULI_POLL) = {
	.name = "process_vm_readv_poll_armed", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = PATH_PINS, .ok = FAULT_LEN,
	.decides = "mm/gup.c:faultin_page(), io_uring/io_uring.c:io_req_normal_work_add()",
	.probe = probe_read, .setup = uring_setup, .arm = uring_arm,
	.run = vm_readv_poll_run, .check = vm_readv_poll_check,
	.poke = uring_poke, .teardown = uring_teardown,
};

#endif /* IO_URING_TASK_WORK_H */
