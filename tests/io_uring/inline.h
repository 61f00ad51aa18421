/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Data of requests that the submitter issues itself, in io_uring_enter() with
 * uring_lock held: the fault is that of the system call.
 */
#ifndef IO_URING_INLINE_H
#define IO_URING_INLINE_H

#define STIMULI_INLINE(X, path) \
	STIMULI_SIGNALS(X, path) \
	X(path, task_work)

#define STIMULI_INLINE_FEW(X, path) \
	STIMULI_FEW(X, path) \
	X(path, task_work)

static long uring_read_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	return submit_inline(c);
}

static const char *store_check(struct fault_cell *c, long ret)
{
	return check_completions(c) ?: check_payload(cell_buf(c), ret) ?:
	       check_page_around(c, ret);
}

FAULT_PATH(uring_read, SOURCES_THP_STORE, STIMULI_INLINE) = {
	.name = "uring_read", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/rw.c:io_read(), fs/pipe.c:anon_pipe_read()",
	.probe = probe_read, .setup = full_pipe, .arm = uring_arm,
	.run = uring_read_run, .check = store_check, .conserve = source_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_SHORT(uring_read, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(uring_read)
FAULT_PATH_RELEASES(uring_read, RELEASES_STORE)

FAULT_PATH(uring_read_coop, SOURCES_ANON, STIMULI_INLINE_FEW) = {
	.name = "uring_read_coop", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_req_normal_work_add(): IORING_SETUP_COOP_TASKRUN",
	.probe = probe_coop, .setup = full_pipe, .arm = coop_arm,
	.run = uring_read_run, .check = store_check, .conserve = source_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

static long uring_read_defer_run(struct fault_cell *c)
{
	long err = uring_enable(c);

	return err ?: uring_read_run(c);
}

FAULT_PATH(uring_read_defer, SOURCES_ANON, STIMULI_INLINE_FEW) = {
	.name = "uring_read_defer", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_req_local_work_add(): IORING_SETUP_DEFER_TASKRUN",
	.probe = probe_defer, .setup = full_pipe, .arm = defer_arm,
	.run = uring_read_defer_run, .check = store_check, .conserve = source_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

/*
 * The pipe is empty, so that the request waits for it.  The write makes it ready: the
 * read is task work then, done on the writer's way back to user mode.
 */
static long uring_read_polled_run(struct fault_cell *c)
{
	struct uring *u = uring(c);
	int err;

	held_request(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	err = io_uring_submit(&u->ring);
	if (err < 0)
		return err;
	err = send_payload(cell_fds(c)[FD_OUT], cell_len(c));
	return err ?: finish_inline(c);
}

FAULT_PATH(uring_read_polled, SOURCES_ANON, STIMULI_INLINE) = {
	.name = "uring_read_polled", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "io_uring/poll.c:io_poll_task_func(), fs/pipe.c:anon_pipe_read()",
	.probe = probe_read, .setup = open_pipe, .arm = uring_arm,
	.run = uring_read_polled_run, .check = store_check, .conserve = source_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_FAILS(uring_read_polled, SOURCES_FAILING_KERNEL)

static long uring_write_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_WRITE, cell_fds(c)[FD_OUT]);
	return submit_inline(c);
}

static const char *load_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_completions(c) ?: check_page_around(c, 0);
}

FAULT_PATH(uring_write, SOURCES_HELD_LOAD, STIMULI_INLINE) = {
	.name = "uring_write", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/rw.c:io_write(), fs/pipe.c:anon_pipe_write()",
	.probe = probe_read, .setup = open_pipe, .arm = uring_arm,
	.run = uring_write_run, .check = load_check, .conserve = sink_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_SHORT(uring_write, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(uring_write)

PROBE_OPCODE(probe_send, IORING_OP_SEND, NEED_URING_SEND)

static long uring_send_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_SEND, cell_fds(c)[FD_OUT]);
	return submit_inline(c);
}

FAULT_PATH(uring_send, SOURCES_HELD_LOAD, STIMULI_INLINE_FEW) = {
	.name = "uring_send", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_send(), net/unix/af_unix.c:unix_stream_sendmsg()",
	.probe = probe_send, .setup = open_socketpair, .arm = uring_arm,
	.run = uring_send_run, .check = load_check, .conserve = sink_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_SHORT(uring_send, SOURCES_FAILING_KERNEL)

static long uring_recv_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_RECV, cell_fds(c)[FD_IN]);
	return submit_inline(c);
}

FAULT_PATH(uring_recv, SOURCES_HELD_STORE, STIMULI_INLINE_FEW) = {
	.name = "uring_recv", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_recv(), net/unix/af_unix.c:unix_stream_read_generic()",
	.probe = probe_send, .setup = full_socketpair, .arm = uring_arm,
	.run = uring_recv_run, .check = store_check, .conserve = source_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_SHORT(uring_recv, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(uring_recv)

#endif /* IO_URING_INLINE_H */
