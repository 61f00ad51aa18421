// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests on sockets, in the ways that a server uses them: polled first, by whose readiness the
 * request becomes task work, and with a buffer that the kernel takes from a group.
 *
 * Deciding kernel code: io_uring/net.c:io_recv(), io_send(), io_msg_copy_hdr(),
 * io_uring/poll.c:io_poll_task_func(), io_uring/kbuf.c.
 */
#include <string.h>
#include <sys/socket.h>

#include "completions.h"
#include "events.h"
#include "families.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

static const struct stimulus *const stimuli_net[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_task_work, &stimulus_sigkill, NULL
};

static const struct answer *probe_recv(void)
{
	return uring_probe_opcode(IORING_OP_RECV, NEED_URING_SEND);
}

/* ---- Polled ---------------------------------------------------------------- */

/* The bytes come when the request waits for them, and it is task work then. */
static long recv_polled_run(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	int err;

	uring_add_held(c, IORING_OP_RECV, cell_fds(c)[FD_IN]);
	err = io_uring_submit(&u->ring);
	if (err < 0)
		return err;
	err = uring_send_payload(cell_fds(c)[FD_OUT], cell_len(c));
	return err ?: uring_finish_inline(c);
}

static const struct fault_path path_recv_polled = {
	.name = "uring_recv_polled", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/poll.c:io_poll_task_func(), io_uring/net.c:io_recv()",
	.probe = probe_recv, .setup = uring_open_socketpair, .arm = uring_arm,
	.run = recv_polled_run, .check = uring_store_check,
	.conserve = uring_source_conserve, .teardown = uring_teardown,
};

/* The same release, 5.19, has brought cooperative task work and this flag. */
static long poll_first_run(struct fault_cell *c, uint8_t opcode, int fd)
{
	uring_add_held(c, opcode, fd)->ioprio = IORING_RECVSEND_POLL_FIRST;
	return uring_submit_inline(c);
}

static long recv_poll_first_run(struct fault_cell *c)
{
	return poll_first_run(c, IORING_OP_RECV, cell_fds(c)[FD_IN]);
}

static const struct fault_path path_recv_poll_first = {
	.name = "uring_recv_poll_first", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_recv(): IORING_RECVSEND_POLL_FIRST",
	.probe = uring_probe_coop, .setup = uring_full_socketpair, .arm = uring_arm,
	.run = recv_poll_first_run, .check = uring_store_check,
	.conserve = uring_source_conserve, .teardown = uring_teardown,
};

static long send_poll_first_run(struct fault_cell *c)
{
	return poll_first_run(c, IORING_OP_SEND, cell_fds(c)[FD_OUT]);
}

static const struct fault_path path_send_poll_first = {
	.name = "uring_send_poll_first", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_send(): IORING_RECVSEND_POLL_FIRST",
	.probe = uring_probe_coop, .setup = uring_open_socketpair, .arm = uring_arm,
	.run = send_poll_first_run, .check = uring_load_check,
	.conserve = uring_sink_conserve, .teardown = uring_teardown,
};

static long recv_all_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_RECV, cell_fds(c)[FD_IN])->msg_flags = MSG_WAITALL;
	return uring_submit_inline(c);
}

static const struct fault_path path_recv_all = {
	.name = "uring_recv_waitall", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_recv(): MSG_WAITALL",
	.probe = probe_recv, .setup = uring_full_socketpair, .arm = uring_arm,
	.run = recv_all_run, .check = uring_store_check, .conserve = uring_source_conserve,
	.teardown = uring_teardown,
};

static long send_all_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_SEND, cell_fds(c)[FD_OUT])->msg_flags = MSG_WAITALL;
	return uring_submit_inline(c);
}

static const struct fault_path path_send_all = {
	.name = "uring_send_waitall", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_send(): MSG_WAITALL",
	.probe = probe_recv, .setup = uring_open_socketpair, .arm = uring_arm,
	.run = send_all_run, .check = uring_load_check, .conserve = uring_sink_conserve,
	.teardown = uring_teardown,
};

/* ---- With a buffer of a group ---------------------------------------------- */

#define GROUP	7	/* of the one buffer, whose number is 0 */

/* The kernel notes the address, and looks at none of its pages. */
static long provide_buffer(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	struct io_uring_sqe *sqe = uring_add(c, REQUEST_OTHER, IORING_OP_PROVIDE_BUFFERS, 1,
					     cell_buf(c), cell_len(c));
	int err;

	sqe->buf_group = GROUP;
	err = io_uring_submit(&u->ring);
	if (err < 0)
		return err;
	err = uring_await(u, REQUEST_OTHER, 1);
	return err ?: u->res[REQUEST_OTHER] < 0 ? u->res[REQUEST_OTHER] : 0;
}

/* The request, whose buffer is the group's: it has none of its own. */
static struct io_uring_sqe *add_select(struct fault_cell *c, uint8_t opcode)
{
	struct io_uring_sqe *sqe;

	uring_of(c)->held_flags = IORING_CQE_F_BUFFER;
	uring_add_poll(c);
	sqe = uring_add(c, REQUEST_HELD, opcode, cell_fds(c)[FD_IN], NULL, cell_len(c));
	sqe->flags = IOSQE_BUFFER_SELECT;
	sqe->buf_group = GROUP;
	return sqe;
}

static long recv_select_run(struct fault_cell *c)
{
	long err = provide_buffer(c);

	if (err)
		return err;
	add_select(c, IORING_OP_RECV);
	return uring_submit_inline(c);
}

static const struct fault_path path_recv_select = {
	.name = "uring_recv_select", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_recv(): io_do_buffer_select()",
	.probe = probe_recv, .setup = uring_full_socketpair, .arm = uring_arm,
	.run = recv_select_run, .check = uring_store_check, .conserve = uring_source_conserve,
	.teardown = uring_teardown,
};

static long recvmsg_select_run(struct fault_cell *c)
{
	static struct iovec iov;
	static struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	long err = provide_buffer(c);

	if (err)
		return err;
	iov.iov_len = cell_len(c);
	add_select(c, IORING_OP_RECVMSG)->addr = (uintptr_t)&msg;
	return uring_submit_inline(c);
}

static const struct fault_path path_recvmsg_select = {
	.name = "uring_recvmsg_select", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_msg_copy_hdr(), io_recvmsg()",
	.probe = probe_recv, .setup = uring_full_socketpair, .arm = uring_arm,
	.run = recvmsg_select_run, .check = uring_store_check,
	.conserve = uring_source_conserve, .teardown = uring_teardown,
};

static long read_select_run(struct fault_cell *c)
{
	long err = provide_buffer(c);

	if (err)
		return err;
	add_select(c, IORING_OP_READ);
	return uring_submit_inline(c);
}

static const struct fault_path path_read_select = {
	.name = "uring_read_select", .class = PATH_UACCESS, .access = FAULT_STORE,
	.ok = FAULT_LEN,
	.decides = "io_uring/rw.c:io_read(), io_uring/kbuf.c:io_buffer_select()",
	.probe = uring_probe_read, .setup = uring_full_pipe, .arm = uring_arm,
	.run = read_select_run, .check = uring_store_check, .conserve = uring_source_conserve,
	.teardown = uring_teardown,
};

const struct matrix_row rows_uring_net[] = {
	{ .path = &path_recv_polled, .sources = sources_anon, .stimuli = stimuli_net,
	  .fails = sources_failing_kernel },
	{ .path = &path_recv_poll_first, .sources = sources_anon, .stimuli = stimuli_net,
	  .fails = sources_failing_kernel },
	{ .path = &path_send_poll_first, .sources = sources_anon, .stimuli = stimuli_net,
	  .fails = sources_failing_kernel },
	{ .path = &path_recv_all, .sources = sources_anon, .stimuli = stimuli_net,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_send_all, .sources = sources_anon, .stimuli = stimuli_net,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_recv_select, .sources = sources_anon, .stimuli = stimuli_net,
	  .fails = sources_failing_kernel },
	{ .path = &path_recvmsg_select, .sources = sources_anon, .stimuli = stimuli_net,
	  .fails = sources_failing_kernel },
	{ .path = &path_read_select, .sources = sources_anon, .stimuli = stimuli_net,
	  .fails = sources_failing_kernel },
	{ }
};
