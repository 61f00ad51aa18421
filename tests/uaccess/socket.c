// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets: unix and, over the loopback interface, TCP and UDP. A stream keeps all bytes
 * that it could not deliver. A datagram is taken off the queue before it is copied and
 * is gone even if the copy fails, as it has always been
 * (net/unix/af_unix.c:unix_stream_read_generic(), __unix_dgram_recvmsg(),
 * net/ipv4/tcp.c:tcp_recvmsg_locked(), net/ipv4/udp.c:udp_recvmsg()).
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "families.h"
#include "peer.h"
#include "socket.h"
#include "sources.h"

/**
 * unix_stream() - fault_path.setup: make two unix sockets with nothing in them.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int unix_stream(struct fault_cell *c)
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, cell_fds(c)) ? -errno : 0;
}

static int unix_stream_with_payload(struct fault_cell *c)
{
	return unix_stream(c) ?: queue_payload(cell_fds(c)[PEER_END], cell_len(c) + SPARE);
}

/* Make a socket on which no call can wait for ever, and whose port does not stay in TIME_WAIT. */
static int guarded_socket(int type)
{
	struct timeval deadline = { .tv_sec = PEER_DEADLINE_MS / 1000 };
	struct linger reset = { .l_onoff = 1 };
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return fd;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof(deadline));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof(deadline));
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	return fd;
}

static int bind_loopback(int fd, struct sockaddr_in *addr)
{
	socklen_t len = sizeof(*addr);

	addr->sin_family = AF_INET;
	addr->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	addr->sin_port = 0;
	if (bind(fd, (struct sockaddr *)addr, len))
		return -errno;
	return getsockname(fd, (struct sockaddr *)addr, &len) ? -errno : 0;
}

/* Make @fds[PEER_END] and connect it to @listener; the accepted socket is VICTIM_END. */
static int connect_pair(int listener, int fds[2])
{
	struct sockaddr_in addr = { 0 };
	int err = bind_loopback(listener, &addr);

	if (err)
		return err;
	if (listen(listener, 1))
		return -errno;
	fds[PEER_END] = guarded_socket(SOCK_STREAM);
	if (connect(fds[PEER_END], (struct sockaddr *)&addr, sizeof(addr)))
		return -errno;
	fds[VICTIM_END] = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	return fds[VICTIM_END] < 0 ? -errno : 0;
}

/**
 * tcp_stream() - fault_path.setup: make a TCP connection over the loopback interface.
 * @c: the cell; its first descriptor is the victim's end, the second one the peer's.
 * Return: 0 or -errno.
 */
int tcp_stream(struct fault_cell *c)
{
	int listener = guarded_socket(SOCK_STREAM), err;

	err = connect_pair(listener, cell_fds(c));
	close(listener);
	return err;
}

/**
 * tcp_stream_with_payload() - fault_path.setup: a TCP connection, and the bytes for the buffer in
 *	the receive queue.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int tcp_stream_with_payload(struct fault_cell *c)
{
	size_t len = cell_len(c) + SPARE;
	uint8_t seen[PEER_MAX];
	int err = tcp_stream(c) ?: queue_payload(cell_fds(c)[PEER_END], len);
	ssize_t n;

	if (err)
		return err;
	n = recv(cell_fds(c)[VICTIM_END], seen, len, MSG_PEEK | MSG_WAITALL);
	return n == (ssize_t)len ? 0 : -EIO;
}

/**
 * loopback_probe() - tell whether there is a loopback interface.
 * Return: NULL, or the answer.
 */
const struct answer *loopback_probe(void)
{
	struct sockaddr_in addr;
	int fd = guarded_socket(SOCK_DGRAM), err;

	if (fd < 0)
		return errno == EAFNOSUPPORT ? lacks(NEED_LOOPBACK) :
		       answer_to(NEED_LOOPBACK, "socket(AF_INET)", -errno);
	err = bind_loopback(fd, &addr) ?:
	      sysret(connect(fd, (struct sockaddr *)&addr, sizeof(addr)));
	close(fd);
	/* The loopback address is missing, or its interface is down. */
	if (err == -EADDRNOTAVAIL || err == -ENETUNREACH)
		return lacks(NEED_LOOPBACK);
	return answer_to(NEED_LOOPBACK, "connecting to the loopback address", err);
}

/**
 * socket_left_conserve() - fault_path.conserve: check that the bytes that were not read are there.
 * @c: the cell.
 * @moved: bytes that were read.
 * Return: NULL, or a complaint.
 */
const char *socket_left_conserve(struct fault_cell *c, long moved)
{
	return check_still_queued(c, cell_fds(c)[VICTIM_END], moved);
}

/**
 * socket_arrived_conserve() - fault_path.conserve: check that the bytes sent have arrived.
 * @c: the cell.
 * @moved: bytes that were sent.
 * Return: NULL, or a complaint.
 */
const char *socket_arrived_conserve(struct fault_cell *c, long moved)
{
	return check_arrived(c, cell_fds(c)[PEER_END], moved);
}

static long recv_run(struct fault_cell *c)
{
	return sysret(recv(cell_fds(c)[VICTIM_END], cell_buf(c), cell_len(c), 0));
}

static long send_run(struct fault_cell *c)
{
	return sysret(send(cell_fds(c)[VICTIM_END], cell_buf(c), cell_len(c), MSG_NOSIGNAL));
}

const struct fault_path path_unix_recv = {
	.name = "unix_recv", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/unix/af_unix.c:unix_stream_read_actor(): skb_copy_datagram_msg()",
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.setup = unix_stream_with_payload, .run = recv_run,
	.check = payload_check, .conserve = socket_left_conserve,
};

static const struct fault_path path_unix_send = {
	.name = "unix_send", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "net/unix/af_unix.c:unix_stream_sendmsg(): skb_copy_datagram_from_iter()",
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.setup = unix_stream, .run = send_run,
	.check = unchanged_check, .conserve = socket_arrived_conserve,
};

static long recvmsg_run(struct fault_cell *c)
{
	struct iovec iov[2];
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

	split_buffer(c, iov);
	return sysret(recvmsg(cell_fds(c)[VICTIM_END], &msg, 0));
}

static const struct fault_path path_unix_recvmsg = {
	.name = "unix_recvmsg", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/unix/af_unix.c:unix_stream_read_actor(): skb_copy_datagram_msg()",
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.setup = unix_stream_with_payload, .run = recvmsg_run,
	.check = payload_check, .conserve = socket_left_conserve,
};

static long sendmsg_run(struct fault_cell *c)
{
	struct iovec iov[2];
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

	split_buffer(c, iov);
	return sysret(sendmsg(cell_fds(c)[VICTIM_END], &msg, MSG_NOSIGNAL));
}

static const struct fault_path path_unix_sendmsg = {
	.name = "unix_sendmsg", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "net/unix/af_unix.c:unix_stream_sendmsg(): skb_copy_datagram_from_iter()",
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.setup = unix_stream, .run = sendmsg_run,
	.check = unchanged_check, .conserve = socket_arrived_conserve,
};

static const struct fault_path path_tcp_recv = {
	.name = "tcp_recv", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/ipv4/tcp.c:tcp_recvmsg_locked(): skb_copy_datagram_msg()",
	.flags = PATH_MESSAGE, .ok = FAULT_LEN, .probe = loopback_probe,
	.setup = tcp_stream_with_payload, .run = recv_run,
	.check = payload_check, .conserve = socket_left_conserve,
};

static const struct fault_path path_tcp_send = {
	.name = "tcp_send", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "net/ipv4/tcp.c:tcp_sendmsg_locked(): skb_copy_to_page_nocache()",
	.flags = PATH_MESSAGE, .ok = FAULT_LEN, .probe = loopback_probe,
	.setup = tcp_stream, .run = send_run,
	.check = unchanged_check, .conserve = socket_arrived_conserve,
};

/* Send the datagram that the call takes, and another one that it must leave. */
static int send_datagrams(struct fault_cell *c)
{
	int peer = cell_fds(c)[PEER_END];

	return queue_payload(peer, cell_len(c)) ?: queue_payload(peer, SPARE);
}

/**
 * unix_datagrams() - fault_path.setup: two datagrams in a unix socket.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int unix_datagrams(struct fault_cell *c)
{
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, cell_fds(c)))
		return -errno;
	return send_datagrams(c);
}

/**
 * udp_datagrams() - fault_path.setup: two datagrams in a socket of UDP.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int udp_datagrams(struct fault_cell *c)
{
	struct sockaddr_in addr = { 0 };
	int *fds = cell_fds(c), err;

	fds[VICTIM_END] = guarded_socket(SOCK_DGRAM);
	fds[PEER_END] = guarded_socket(SOCK_DGRAM);
	err = bind_loopback(fds[VICTIM_END], &addr);
	if (err)
		return err;
	if (connect(fds[PEER_END], (struct sockaddr *)&addr, sizeof(addr)))
		return -errno;
	return send_datagrams(c);
}

/**
 * datagram_conserve() - fault_path.conserve: the first datagram must be off the queue, delivered
 *	or not; the second one must be whole.
 * @c: the cell.
 * @moved: unused.
 * Return: NULL, or a complaint.
 */
const char *datagram_conserve(struct fault_cell *c, long moved)
{
	struct pollfd pfd = { .fd = cell_fds(c)[VICTIM_END], .events = POLLIN };
	uint8_t queued[PEER_MAX];
	ssize_t n;

	(void)moved;
	if (poll(&pfd, 1, PEER_DEADLINE_MS) != 1)
		return complain("the second datagram was lost");
	n = recv(pfd.fd, queued, sizeof(queued), 0);
	if (n != SPARE)
		return complain("a datagram of %zd bytes is first in the queue, not %d", n, SPARE);
	if (poll(&pfd, 1, 0))
		return complain("there is a third datagram");
	return check_payload(queued, n);
}

static const struct fault_path path_unix_dgram_recv = {
	.name = "unix_dgram_recv", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/unix/af_unix.c:__unix_dgram_recvmsg(): skb_copy_datagram_msg()",
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.setup = unix_datagrams, .run = recv_run,
	.check = payload_check, .conserve = datagram_conserve,
};

static const struct fault_path path_udp_recv = {
	.name = "udp_recv", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "net/ipv4/udp.c:udp_recvmsg(): skb_copy_datagram_msg()",
	.flags = PATH_MESSAGE, .ok = FAULT_LEN, .probe = loopback_probe,
	.setup = udp_datagrams, .run = recv_run,
	.check = payload_check, .conserve = datagram_conserve,
};

const struct matrix_row rows_socket[] = {
	{ .path = &path_unix_recv, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_unix_send, .sources = sources_held_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_unix_recvmsg, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT },
	{ .path = &path_unix_sendmsg, .sources = sources_held_load,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT },
	{ .path = &path_tcp_recv, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_tcp_send, .sources = sources_held_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_unix_dgram_recv, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_udp_recv, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ }
};
