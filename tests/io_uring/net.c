// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends and receives with the flags by which io_uring does more than the system call: wait
 * first, go on until all is done, choose a buffer, complete more than once.
 *
 * Deciding kernel code: io_uring/net.c:io_recv(), io_send(), io_msg_copy_hdr().
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "commands.h"
#include "completions.h"
#include "events.h"
#include "families.h"
#include "net.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

/* As in <linux/io_uring.h> since 5.19, 6.0 and 6.10. */
#define RECVSEND_POLL_FIRST	BIT_OF(0)
#define RECV_MULTISHOT		BIT_OF(1)
#define RECVSEND_BUNDLE		BIT_OF(4)
#define FEAT_RECVSEND_BUNDLE	BIT_OF(14)
#define CQE_BUFFER(id)		(1U | (id) << 16)

#define BUFFER_GROUP	7
#define HALF		(FAULT_LEN / 2)

/* struct message - args of a path: fields of its request. */
struct message {
	uint8_t opcode;
	uint8_t flags;
	uint16_t ioprio;
	uint32_t msg_flags;
	unsigned int vectors;
};

/**
 * uring_probe_net() - fault_path.probe: are sends and receives polled first, completed more than
 *	once, and ended by a short message? They are since 6.0, which has no feature for it.
 * Return: NULL, or the answer.
 */
const struct answer *uring_probe_net(void)
{
	return uring_probe_opcode(IORING_OP_SEND_ZC, NEED_URING_SEND_ZC);
}

static const struct answer *probe_bundle(void)
{
	return uring_probe_feature(FEAT_RECVSEND_BUNDLE, NEED_URING_RECVSEND_BUNDLE);
}

/* Give the kernel buffers to choose from, one behind the other. */
static void provide(struct fault_cell *c, const void *addr, size_t len, int buffers)
{
	struct io_uring_sqe *sqe = uring_add(c, REQUEST_OTHER, IORING_OP_PROVIDE_BUFFERS, buffers,
					     addr, len);

	sqe->buf_group = BUFFER_GROUP;
}

static struct io_uring_sqe *add_message(struct fault_cell *c)
{
	const struct message *message = cell_args(c);
	bool sends = message->opcode == IORING_OP_SEND;
	struct io_uring_sqe *sqe = uring_add_held(c, message->opcode,
						  cell_fds(c)[sends ? FD_OUT : FD_IN]);

	sqe->flags = message->flags;
	sqe->ioprio = message->ioprio;
	sqe->msg_flags = message->msg_flags;
	if (message->flags & IOSQE_BUFFER_SELECT) {
		sqe->buf_group = BUFFER_GROUP;
		uring_of(c)->chosen[REQUEST_HELD] = CQE_BUFFER(0);
	}
	return sqe;
}

static long message_run(struct fault_cell *c)
{
	add_message(c);
	return uring_submit_inline(c);
}

static long message_async_run(struct fault_cell *c)
{
	add_message(c);
	return uring_submit_async(c);
}

#define RECV(...)	(&(const struct message){ .opcode = IORING_OP_RECV, __VA_ARGS__ })
#define SEND(...)	(&(const struct message){ .opcode = IORING_OP_SEND, __VA_ARGS__ })
#define RECVMSG(...) \
	(&(const struct message){ .opcode = IORING_OP_RECVMSG, .flags = IOSQE_BUFFER_SELECT, \
				  __VA_ARGS__ })
#define STREAM_RECV \
	.access = FAULT_STORE, .flags = PATH_MESSAGE, .decides = "io_uring/net.c:io_recv()", \
	.arm = uring_arm, .check = uring_store_check, .teardown = uring_teardown
#define STREAM_SEND \
	.access = FAULT_LOAD, .flags = PATH_MESSAGE, .decides = "io_uring/net.c:io_send()", \
	.arm = uring_arm, .check = uring_load_check, .teardown = uring_teardown

/* ---- In a worker, and after a wait ---------------------------------------- */

static const struct fault_path path_uring_recv_async = {
	.name = "uring_recv_async", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER | PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_recv()", .args = RECV(.flags = IOSQE_ASYNC),
	.probe = uring_probe_worker, .setup = uring_full_socketpair, .arm = uring_arm,
	.run = message_async_run, .check = uring_store_async_check,
	.conserve = uring_source_conserve_async, .teardown = uring_teardown,
};

static const struct fault_path path_uring_send_async = {
	.name = "uring_send_async", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER | PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_send()", .args = SEND(.flags = IOSQE_ASYNC),
	.probe = uring_probe_worker, .setup = uring_open_socketpair, .arm = uring_arm,
	.run = message_async_run, .check = uring_load_async_check,
	.conserve = uring_sink_conserve_async, .teardown = uring_teardown,
};

static const struct fault_path path_uring_recv_poll_first = {
	STREAM_RECV, .name = "uring_recv_poll_first", .class = PATH_UACCESS, .ok = FAULT_LEN,
	.args = RECV(.ioprio = RECVSEND_POLL_FIRST),
	.probe = uring_probe_net, .setup = uring_full_socketpair,
	.run = message_run, .conserve = uring_source_conserve,
};

static const struct fault_path path_uring_send_poll_first = {
	STREAM_SEND, .name = "uring_send_poll_first", .class = PATH_UACCESS, .ok = FAULT_LEN,
	.args = SEND(.ioprio = RECVSEND_POLL_FIRST),
	.probe = uring_probe_net, .setup = uring_open_socketpair,
	.run = message_run, .conserve = uring_sink_conserve,
};

/* ---- A buffer that the kernel chooses ------------------------------------- */

static long recv_select_run(struct fault_cell *c)
{
	provide(c, cell_buf(c), cell_len(c), 1);
	add_message(c)->addr = 0;
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_recv_select = {
	STREAM_RECV, .name = "uring_recv_select", .class = PATH_UACCESS, .ok = FAULT_LEN,
	.args = RECV(.flags = IOSQE_BUFFER_SELECT),
	.probe = uring_probe_worker, .setup = uring_full_socketpair,
	.run = recv_select_run, .conserve = uring_source_conserve,
};

/*
 * The first completion has as many bytes as the buffer, and the second tells that there is no
 * other buffer for the rest.
 */
static long recv_multishot_run(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	struct io_uring_sqe *sqe;
	long ret;

	provide(c, cell_buf(c), HALF, 1);
	sqe = add_message(c);
	sqe->addr = 0;
	sqe->len = 0;
	atomic_fetch_or(&u->due, BIT_OF(REQUEST_SHOT));
	u->chosen[REQUEST_SHOT] = CQE_BUFFER(0);
	u->chosen[REQUEST_HELD] = 0;
	ret = uring_submit_inline(c);
	return ret == -ENOBUFS ? u->res[REQUEST_SHOT] : ret;
}

static const struct fault_path path_uring_recv_multishot = {
	STREAM_RECV, .name = "uring_recv_multishot", .class = PATH_UACCESS, .ok = HALF,
	.args = RECV(.flags = IOSQE_BUFFER_SELECT, .ioprio = RECV_MULTISHOT),
	.probe = uring_probe_net, .setup = uring_full_socketpair,
	.run = recv_multishot_run, .conserve = uring_source_conserve,
};

/* Two buffers, each with a completion of its own. */
static long send_bundle_run(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	struct io_uring_sqe *sqe;
	long ret;

	provide(c, cell_buf(c), cell_len(c) / 2, 2);
	sqe = add_message(c);
	sqe->addr = 0;
	sqe->len = 0;
	atomic_fetch_or(&u->due, BIT_OF(REQUEST_SHOT));
	u->chosen[REQUEST_SHOT] = CQE_BUFFER(0);
	u->chosen[REQUEST_HELD] = CQE_BUFFER(1U);
	ret = uring_submit_inline(c);
	return ret < 0 ? ret : ret + u->res[REQUEST_SHOT];
}

static const struct fault_path path_uring_send_bundle = {
	STREAM_SEND, .name = "uring_send_bundle", .class = PATH_UACCESS, .ok = FAULT_LEN,
	.args = SEND(.flags = IOSQE_BUFFER_SELECT, .ioprio = RECVSEND_BUNDLE),
	.probe = probe_bundle, .setup = uring_open_socketpair,
	.run = send_bundle_run, .conserve = uring_sink_conserve,
};

/* ---- Until all is done ---------------------------------------------------- */

static int half_full_socketpair(struct fault_cell *c)
{
	int err = uring_open_socketpair(c);

	return err ?: uring_send_payload(cell_fds(c)[FD_OUT], HALF);
}

/* The first half is copied to the page that is held; for the second the request waits. */
static long recv_waitall_run(struct fault_cell *c)
{
	uint8_t payload[FAULT_LEN];
	int ret;

	add_message(c);
	ret = io_uring_submit(&uring_of(c)->ring);
	if (ret < 0)
		return ret;
	payload_fill(payload, sizeof(payload));
	if (write(cell_fds(c)[FD_OUT], payload + HALF, HALF) != HALF)
		return -EIO;
	return uring_finish_inline(c);
}

static const char *half_conserve(struct fault_cell *c, long moved)
{
	return uring_check_left(c, moved ? 0 : HALF);
}

static const struct fault_path path_uring_recv_waitall = {
	STREAM_RECV, .name = "uring_recv_waitall", .class = PATH_UACCESS, .ok = FAULT_LEN,
	.args = RECV(.msg_flags = MSG_WAITALL),
	.probe = uring_probe_net, .setup = half_full_socketpair,
	.run = recv_waitall_run, .conserve = half_conserve,
};

/* The second half never comes: the sender closes. */
static long recv_waitall_closed_run(struct fault_cell *c)
{
	int ret;

	add_message(c);
	ret = io_uring_submit(&uring_of(c)->ring);
	if (ret < 0)
		return ret;
	if (shutdown(cell_fds(c)[FD_OUT], SHUT_WR))
		return -errno;
	return uring_finish_inline(c);
}

static const struct fault_path path_uring_recv_waitall_closed = {
	STREAM_RECV, .name = "uring_recv_waitall_closed", .class = PATH_UACCESS, .ok = HALF,
	.args = RECV(.msg_flags = MSG_WAITALL),
	.probe = uring_probe_net, .setup = half_full_socketpair,
	.run = recv_waitall_closed_run, .conserve = half_conserve,
};

/*
 * A message that is longer than the buffer is a failure to MSG_WAITALL: it ends the chain. The
 * message is gone, also if its reader is killed.
 */
static int long_message(struct fault_cell *c)
{
	int err = uring_open_sockets(c, SOCK_SEQPACKET);

	return err ?: uring_send_payload(cell_fds(c)[FD_OUT], cell_len(c) + HALF);
}

/**
 * uring_recv_chain_run() - fault_path.run: a MSG_WAITALL that fails, and a request linked to it.
 * @c: the cell, in the submitter.
 * Return: bytes or -errno.
 */
long uring_recv_chain_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add_held(c, IORING_OP_RECV, cell_fds(c)[FD_IN]);

	sqe->msg_flags = MSG_WAITALL;
	sqe->flags = IOSQE_IO_LINK;
	uring_add(c, REQUEST_OTHER, IORING_OP_NOP, -1, NULL, 0);
	return uring_submit_inline(c);
}

/**
 * uring_recv_chain_check() - fault_path.check: uring_store_check(), and the linked request is
 *	cancelled.
 * @c: the cell, in the submitter.
 * @ret: bytes.
 * Return: NULL, or a complaint.
 */
const char *uring_recv_chain_check(struct fault_cell *c, long ret)
{
	const char *wrong = uring_store_check(c, ret);

	if (!wrong && uring_of(c)->res[REQUEST_OTHER] != -ECANCELED)
		wrong = complain("the request behind it: cqe.res %d, expected %d",
				 uring_of(c)->res[REQUEST_OTHER], -ECANCELED);
	return wrong;
}

static const struct fault_path path_uring_recv_truncated = {
	.name = "uring_recv_truncated", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN, .decides = "io_uring/net.c:io_recv()",
	.probe = uring_probe_net, .setup = long_message, .arm = uring_arm,
	.run = uring_recv_chain_run, .check = uring_recv_chain_check,
	.teardown = uring_teardown,
};

/* ---- A socket that takes a part ------------------------------------------- */

#define MANY_BYTES	3000	/* more than half of the smallest send buffer, which is one skb */

/* One byte is in the way, so that the kernel takes a part only. */
static int narrow_socketpair(struct fault_cell *c)
{
	int err = uring_open_narrow(c);

	return err ?: uring_send_payload(cell_fds(c)[FD_OUT], 1);
}

/* Take all that is there. Returns the end of it in uring.data. */
static size_t drain(struct fault_cell *c, size_t at)
{
	struct uring *u = uring_of(c);
	ssize_t n;

	while ((n = recv(cell_fds(c)[FD_IN], u->data + at, sizeof(u->data) - at,
			 MSG_DONTWAIT)) > 0)
		at += n;
	return at;
}

static long send_part(struct fault_cell *c, bool closed)
{
	size_t at;
	long ret;

	add_message(c);
	ret = io_uring_submit(&uring_of(c)->ring);
	if (ret < 0)
		return ret;
	if (closed && shutdown(cell_fds(c)[FD_IN], SHUT_RD))
		return -errno;
	at = drain(c, 0);
	ret = uring_finish_inline(c);
	at = drain(c, at);
	if (ret > 0 && at != 1 + (size_t)ret)
		return -EIO;
	return ret;
}

static long send_waitall_run(struct fault_cell *c)
{
	return send_part(c, false);
}

static const char *send_waitall_check(struct fault_cell *c, long ret)
{
	return uring_load_check(c, 0) ?: check_content(c, uring_of(c)->data + 1, ret);
}

/* The byte that was in the way is there until run() takes it. */
static const char *narrow_conserve(struct fault_cell *c, long moved)
{
	return uring_check_left(c, moved ? 0 : 1);
}

static const struct fault_path path_uring_send_waitall = {
	.name = "uring_send_waitall", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_MESSAGE, .len = MANY_BYTES, .ok = MANY_BYTES,
	.decides = "io_uring/net.c:io_send()", .args = SEND(.msg_flags = MSG_WAITALL),
	.probe = uring_probe_net, .setup = narrow_socketpair, .arm = uring_arm,
	.run = send_waitall_run, .check = send_waitall_check, .conserve = narrow_conserve,
	.teardown = uring_teardown,
};

/* Nobody reads the rest, so the part is the result; how long it is, is the kernel's business. */
static long send_waitall_closed_run(struct fault_cell *c)
{
	long ret = send_part(c, true);

	if (ret <= 0)
		return ret;
	return send_waitall_check(c, ret) ? -EIO : 1;
}

static const struct fault_path path_uring_send_waitall_closed = {
	.name = "uring_send_waitall_closed", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_MESSAGE, .len = MANY_BYTES, .ok = 1,
	.decides = "io_uring/net.c:io_send()", .args = SEND(.msg_flags = MSG_WAITALL),
	.probe = uring_probe_net, .setup = narrow_socketpair, .arm = uring_arm,
	.run = send_waitall_closed_run, .check = uring_load_check,
	.conserve = narrow_conserve, .teardown = uring_teardown,
};

/* ---- Headers of messages -------------------------------------------------- */

static void header_fill(struct fault_cell *c, uint8_t *page)
{
	const struct message *message = cell_args(c);
	struct msghdr header = { .msg_iov = &uring_of(c)->iov, .msg_iovlen = message->vectors };

	memcpy(cell_buf_in(c, page), &header, sizeof(header));
}

static long header_run(struct fault_cell *c)
{
	const struct message *message = cell_args(c);

	if (message->flags & IOSQE_BUFFER_SELECT)
		provide(c, uring_of(c)->data, FAULT_LEN, 1);
	add_message(c)->len = 1;
	if (message->vectors > 1)
		uring_of(c)->chosen[REQUEST_HELD] = 0;	/* it is refused, and no buffer chosen */
	return uring_submit_inline(c);
}

static const char *header_conserve(struct fault_cell *c, long moved)
{
	return uring_check_left(c, FAULT_LEN - (moved > 0 ? moved : 0));
}

static int socketpair_with_payload(struct fault_cell *c)
{
	int err = uring_open_socketpair(c);

	return err ?: uring_send_payload(cell_fds(c)[FD_OUT], FAULT_LEN);
}

#define HEADER \
	.class = PATH_UACCESS, .access = FAULT_LOAD, .len = sizeof(struct msghdr), \
	.decides = "io_uring/net.c:io_msg_copy_hdr()", .probe = uring_probe_worker, \
	.setup = socketpair_with_payload, .fill = header_fill, .arm = uring_arm, \
	.run = header_run, .check = uring_load_check, .conserve = header_conserve, \
	.teardown = uring_teardown

static const struct fault_path path_uring_recvmsg_select = {
	HEADER, .name = "uring_recvmsg_select", .ok = FAULT_LEN, .args = RECVMSG(.vectors = 1),
};

static const struct fault_path path_uring_recvmsg_select_none = {
	HEADER, .name = "uring_recvmsg_select_none", .ok = FAULT_LEN, .args = RECVMSG(.vectors = 0),
};

static const struct fault_path path_uring_recvmsg_select_two = {
	HEADER, .name = "uring_recvmsg_select_two", .ok = -EINVAL, .args = RECVMSG(.vectors = 2),
};

/* The header is good; its vector is in the page. */
static long recvmsg_vector_run(struct fault_cell *c)
{
	struct msghdr header = { .msg_iov = cell_buf(c), .msg_iovlen = 1 };
	struct io_uring_sqe *sqe;

	provide(c, uring_of(c)->data, FAULT_LEN, 1);
	sqe = add_message(c);
	sqe->addr = (uintptr_t)&header;
	sqe->len = 1;
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_recvmsg_select_vector = {
	.name = "uring_recvmsg_select_vector", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct iovec), .ok = FAULT_LEN, .args = RECVMSG(.vectors = 1),
	.decides = "io_uring/net.c:io_msg_copy_hdr(): iovec_from_user()",
	.probe = uring_probe_worker, .setup = socketpair_with_payload, .fill = uring_iovec_fill,
	.arm = uring_arm, .run = recvmsg_vector_run, .check = uring_load_check,
	.conserve = header_conserve, .teardown = uring_teardown,
};

#define ROW(name)	{ .path = &path_##name, .sources = sources_anon, .stimuli = stimuli_brief }

const struct matrix_row rows_uring_net[] = {
	ROW(uring_recv_async), ROW(uring_send_async),
	ROW(uring_recv_poll_first), ROW(uring_send_poll_first),
	ROW(uring_recv_select), ROW(uring_recv_multishot), ROW(uring_send_bundle),
	ROW(uring_recv_waitall), ROW(uring_recv_waitall_closed), ROW(uring_recv_truncated),
	ROW(uring_send_waitall), ROW(uring_send_waitall_closed),
	ROW(uring_recvmsg_select), ROW(uring_recvmsg_select_none),
	ROW(uring_recvmsg_select_two),
	{ .path = &path_uring_recvmsg_select_vector, .sources = sources_anon,
	  .stimuli = stimuli_brief, .fails = SOURCES(&source_prot_none) },
	{ }
};
