// SPDX-License-Identifier: GPL-2.0-only
/*
 * Data of requests that the submitter issues itself, in io_uring_enter() with
 * uring_lock held: the fault is that of the system call.
 */
#include "completions.h"
#include "events.h"
#include "families.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

const struct fault_path path_uring_read = {
	.name = "uring_read", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/rw.c:io_read(), fs/pipe.c:anon_pipe_read()",
	.probe = uring_probe_read, .setup = uring_full_pipe, .arm = uring_arm,
	.run = uring_read_run, .check = uring_store_check, .conserve = uring_source_conserve,
	.teardown = uring_teardown,
};

static const struct fault_path path_uring_read_coop = {
	.name = "uring_read_coop", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_req_normal_work_add(): IORING_SETUP_COOP_TASKRUN",
	.probe = uring_probe_coop, .setup = uring_full_pipe, .arm = uring_arm_coop,
	.run = uring_read_run, .check = uring_store_check, .conserve = uring_source_conserve,
	.teardown = uring_teardown,
};

static int uring_arm_coop_flag(struct fault_cell *c)
{
	struct io_uring_params params = {
		.flags = IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG,
	};

	return uring_create(&uring_of(c)->ring, &params);
}

static const struct fault_path path_uring_read_coop_flag = {
	.name = "uring_read_coop_flag", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "io_uring/tw.c:io_req_normal_work_add(): IORING_SETUP_TASKRUN_FLAG",
	.probe = uring_probe_coop, .setup = uring_full_pipe, .arm = uring_arm_coop_flag,
	.run = uring_read_run, .check = uring_store_check, .conserve = uring_source_conserve,
	.teardown = uring_teardown,
};

static long uring_read_defer_run(struct fault_cell *c)
{
	long err = uring_enable(c);

	return err ?: uring_read_run(c);
}

static const struct fault_path path_uring_read_defer = {
	.name = "uring_read_defer", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_req_local_work_add(): IORING_SETUP_DEFER_TASKRUN",
	.probe = uring_probe_defer, .setup = uring_full_pipe, .arm = uring_arm_defer,
	.run = uring_read_defer_run, .check = uring_store_check,
	.conserve = uring_source_conserve, .teardown = uring_teardown,
};

/*
 * The pipe is empty, so that the request waits for it.  The write makes the pipe ready, and
 * the read becomes task work, done on the writer's way back to user mode.
 */
static long uring_read_polled_run(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	int err;

	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	err = io_uring_submit(&u->ring);
	if (err < 0)
		return err;
	err = uring_send_payload(cell_fds(c)[FD_OUT], cell_len(c));
	return err ?: uring_finish_inline(c);
}

static const struct fault_path path_uring_read_polled = {
	.name = "uring_read_polled", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "io_uring/poll.c:io_poll_task_func(), fs/pipe.c:anon_pipe_read()",
	.probe = uring_probe_read, .setup = uring_open_pipe, .arm = uring_arm,
	.run = uring_read_polled_run, .check = uring_store_check,
	.conserve = uring_source_conserve, .teardown = uring_teardown,
};

static long uring_write_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_WRITE, cell_fds(c)[FD_OUT]);
	return uring_submit_inline(c);
}

const struct fault_path path_uring_write = {
	.name = "uring_write", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/rw.c:io_write(), fs/pipe.c:anon_pipe_write()",
	.probe = uring_probe_read, .setup = uring_open_pipe, .arm = uring_arm,
	.run = uring_write_run, .check = uring_load_check, .conserve = uring_sink_conserve,
	.teardown = uring_teardown,
};

static const struct answer *probe_send(void)
{
	return uring_probe_opcode(IORING_OP_SEND, NEED_URING_SEND);
}

static long uring_send_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_SEND, cell_fds(c)[FD_OUT]);
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_send = {
	.name = "uring_send", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_send(), net/unix/af_unix.c:unix_stream_sendmsg()",
	.probe = probe_send, .setup = uring_open_socketpair, .arm = uring_arm,
	.run = uring_send_run, .check = uring_load_check, .conserve = uring_sink_conserve,
	.teardown = uring_teardown,
};

static long uring_recv_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_RECV, cell_fds(c)[FD_IN]);
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_recv = {
	.name = "uring_recv", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_recv(), net/unix/af_unix.c:unix_stream_read_generic()",
	.probe = probe_send, .setup = uring_full_socketpair, .arm = uring_arm,
	.run = uring_recv_run, .check = uring_store_check, .conserve = uring_source_conserve,
	.teardown = uring_teardown,
};

const struct matrix_row rows_uring_inline[] = {
	{ .path = &path_uring_read, .sources = sources_thp_store,
	  .stimuli = stimuli_signals, .own = STIMULI(&stimulus_task_work),
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late,
	  .releases = releases_store },
	{ .path = &path_uring_read_coop, .sources = sources_anon, .stimuli = stimuli_few,
	  .own = STIMULI(&stimulus_task_work) },
	{ .path = &path_uring_read_coop_flag, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill),
	  .own = STIMULI(&stimulus_task_work) },
	{ .path = &path_uring_read_defer, .sources = sources_anon, .stimuli = stimuli_few,
	  .own = STIMULI(&stimulus_task_work) },
	{ .path = &path_uring_read_polled, .sources = sources_anon,
	  .stimuli = stimuli_signals, .own = STIMULI(&stimulus_task_work),
	  .fails = sources_failing_kernel },
	{ .path = &path_uring_write, .sources = sources_held_load,
	  .stimuli = stimuli_signals, .own = STIMULI(&stimulus_task_work),
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_uring_send, .sources = sources_held_load, .stimuli = stimuli_few,
	  .own = STIMULI(&stimulus_task_work), .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT },
	{ .path = &path_uring_recv, .sources = sources_held_store, .stimuli = stimuli_few,
	  .own = STIMULI(&stimulus_task_work), .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ }
};
