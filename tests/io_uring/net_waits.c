// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends and receives that wait for the socket first, and take their fault in task work; and a
 * message that is shorter than it has to be.
 *
 * Deciding kernel code: io_uring/net.c:io_recv(), io_send(), io_uring/poll.c:io_poll_task_func().
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "completions.h"
#include "events.h"
#include "families.h"
#include "net.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

#define SHORT_LEN	(FAULT_LEN / 2)

/* ---- A receiver that waits for bytes -------------------------------------- */

static long recv_waits_run(struct fault_cell *c)
{
	int ret;

	uring_add_held(c, IORING_OP_RECV, cell_fds(c)[FD_IN]);
	ret = io_uring_submit(&uring_of(c)->ring);
	if (ret < 0)
		return ret;
	ret = uring_send_payload(cell_fds(c)[FD_OUT], cell_len(c));
	return ret ?: uring_finish_inline(c);
}

static const struct fault_path path_uring_recv_waits = {
	.name = "uring_recv_waits", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN, .decides = "io_uring/net.c:io_recv()",
	.probe = uring_probe_net, .setup = uring_open_socketpair, .arm = uring_arm,
	.run = recv_waits_run, .check = uring_store_check, .conserve = uring_source_conserve,
	.teardown = uring_teardown,
};

/* ---- A sender that waits for room ----------------------------------------- */

static int full_socketpair(struct fault_cell *c)
{
	int err = uring_open_narrow(c);

	if (err)
		return err;
	while (send(cell_fds(c)[FD_OUT], "", 1, MSG_DONTWAIT) == 1)
		;
	return errno == EAGAIN ? 0 : -errno;
}

/*
 * Take all that is in the way, which makes room: the send is task work of the thread that takes
 * it, and so the last bytes that come are those of the send.
 */
static long send_waits_run(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	ssize_t n;
	int ret;

	uring_add_held(c, IORING_OP_SEND, cell_fds(c)[FD_OUT]);
	ret = io_uring_submit(&u->ring);
	if (ret < 0)
		return ret;
	while ((n = recv(cell_fds(c)[FD_IN], u->data, sizeof(u->data), MSG_DONTWAIT)) > 0)
		u->iov.iov_len = n;
	return uring_finish_inline(c);
}

static const char *send_waits_check(struct fault_cell *c, long ret)
{
	struct uring *u = uring_of(c);

	if ((long)u->iov.iov_len != ret &&
	    recv(cell_fds(c)[FD_IN], u->data, sizeof(u->data), MSG_DONTWAIT) != ret)
		return complain("other than %ld bytes arrived", ret);
	return check_content(c, u->data, ret) ?: uring_load_check(c, ret);
}

static const struct fault_path path_uring_send_waits = {
	.name = "uring_send_waits", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN, .decides = "io_uring/net.c:io_send()",
	.probe = uring_probe_net, .setup = full_socketpair, .arm = uring_arm,
	.run = send_waits_run, .check = send_waits_check, .teardown = uring_teardown,
};

/* ---- A message that is too short ------------------------------------------ */

/* To MSG_WAITALL that is a failure, although no other bytes can come: it ends the chain. */
static int short_message(struct fault_cell *c)
{
	int err = uring_open_sockets(c, SOCK_DGRAM);

	return err ?: uring_send_payload(cell_fds(c)[FD_OUT], SHORT_LEN);
}

static const struct fault_path path_uring_recv_short = {
	.name = "uring_recv_short", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = SHORT_LEN, .decides = "io_uring/net.c:io_recv()",
	.probe = uring_probe_net, .setup = short_message, .arm = uring_arm,
	.run = uring_recv_chain_run, .check = uring_recv_chain_check,
	.teardown = uring_teardown,
};

#define ROW(name)	{ .path = &path_##name, .sources = sources_anon, .stimuli = stimuli_brief }

const struct matrix_row rows_uring_net_waits[] = {
	ROW(uring_recv_waits), ROW(uring_send_waits), ROW(uring_recv_short),
	{ }
};
