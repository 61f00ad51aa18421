// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of sockets with flags and options: who only looks at the bytes, or waits for all of them,
 * or not at all; a stream that ends, that has an urgent byte, or bytes that wait for more.
 *
 * Deciding kernel code: net/ipv4/tcp.c:tcp_recvmsg_locked(), tcp_sendmsg_locked(),
 * net/ipv4/udp.c:udp_recvmsg(), net/unix/af_unix.c:unix_stream_read_generic().
 */
#include <errno.h>
#include <linux/udp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "families.h"
#include "peer.h"
#include "socket.h"
#include "sources.h"

#ifndef TCP_INQ
#define TCP_INQ		36
#endif

static long recv_flags_run(struct fault_cell *c)
{
	const int *flags = cell_args(c);

	return sysret(recv(cell_fds(c)[VICTIM_END], cell_buf(c), cell_len(c), *flags));
}

/* With the address of the sender, which is copied behind the bytes */
static long recvfrom_run(struct fault_cell *c)
{
	struct sockaddr_storage from;
	socklen_t len = sizeof(from);
	const int *flags = cell_args(c);

	return sysret(recvfrom(cell_fds(c)[VICTIM_END], cell_buf(c), cell_len(c), *flags,
			       (struct sockaddr *)&from, &len));
}

static long send_flags_run(struct fault_cell *c)
{
	const int *flags = cell_args(c);

	return sysret(send(cell_fds(c)[VICTIM_END], cell_buf(c), cell_len(c),
			   MSG_NOSIGNAL | *flags));
}

/* Who only looks leaves all bytes. */
static const char *peeked_conserve(struct fault_cell *c, long moved)
{
	(void)moved;
	return check_still_queued(c, cell_fds(c)[VICTIM_END], 0);
}

/* Both datagrams are there. */
static const char *peeked_datagram_conserve(struct fault_cell *c, long moved)
{
	uint8_t queued[PEER_MAX];
	ssize_t n = recv(cell_fds(c)[VICTIM_END], queued, sizeof(queued), MSG_DONTWAIT);

	if (n != (ssize_t)cell_len(c))
		return complain("a datagram of %zd bytes is first in the queue", n);
	return check_payload(queued, n) ?: datagram_conserve(c, moved);
}

/* All that will ever come: half of what the buffer could take. */
static int tcp_stream_that_ends(struct fault_cell *c)
{
	uint8_t seen[PEER_MAX];
	size_t len = FAULT_LEN / 2;
	int err = tcp_stream(c) ?: queue_payload(cell_fds(c)[PEER_END], len);

	if (err || shutdown(cell_fds(c)[PEER_END], SHUT_WR))
		return err ?: -errno;
	return recv(cell_fds(c)[VICTIM_END], seen, len, MSG_PEEK | MSG_WAITALL) ==
	       (ssize_t)len ? 0 : -EIO;
}

static int unix_stream_that_ends(struct fault_cell *c)
{
	int err = unix_stream(c) ?: queue_payload(cell_fds(c)[PEER_END], FAULT_LEN / 2);

	return err ?: shutdown(cell_fds(c)[PEER_END], SHUT_WR) ? -errno : 0;
}

/* The last byte, which the call does not ask for, is urgent. */
static int tcp_stream_with_urgent_byte(struct fault_cell *c)
{
	uint8_t byte = 0;
	int err = tcp_stream_with_payload(c);

	if (!err && send(cell_fds(c)[PEER_END], &byte, 1, MSG_OOB) != 1)
		err = -errno;
	return err;
}

/* Two bytes of the stream are in another buffer of the kernel than those ahead of them. */
static int unix_stream_in_parts(struct fault_cell *c)
{
	uint8_t payload[PEER_MAX];
	size_t half = FAULT_LEN / 2, len = cell_len(c) + SPARE;
	int peer;

	if (unix_stream(c))
		return -errno;
	peer = cell_fds(c)[PEER_END];
	payload_fill(payload, len);
	if (write(peer, payload, half) != (ssize_t)half ||
	    write(peer, payload + half, len - half) != (ssize_t)(len - half))
		return -EIO;
	return 0;
}

static int set_option(int fd, int level, int option)
{
	return setsockopt(fd, level, option, &(int){ 1 }, sizeof(int)) ? -errno : 0;
}

/* The kernel wants to tell where each datagram came from, and how many it has put together. */
static int udp_datagrams_with_options(struct fault_cell *c)
{
	int err = udp_datagrams(c), fd = cell_fds(c)[VICTIM_END];

	return err ?: set_option(fd, IPPROTO_IP, IP_PKTINFO) ?:
	       set_option(fd, IPPROTO_UDP, UDP_GRO);
}

static int unix_datagrams_with_stamps(struct fault_cell *c)
{
	int err = unix_datagrams(c);

	return err ?: set_option(cell_fds(c)[VICTIM_END], SOL_SOCKET, SO_TIMESTAMP);
}

static int unix_stream_with_credentials(struct fault_cell *c)
{
	int err = unix_stream(c) ?:
		  set_option(cell_fds(c)[VICTIM_END], SOL_SOCKET, SO_PASSCRED);

	return err ?: queue_payload(cell_fds(c)[PEER_END], cell_len(c) + SPARE);
}

static int tcp_stream_with_count(struct fault_cell *c)
{
	int err = tcp_stream_with_payload(c);

	return err ?: set_option(cell_fds(c)[VICTIM_END], IPPROTO_TCP, TCP_INQ);
}

/* Bytes that the kernel keeps back wait for more. */
static int tcp_stream_with_bytes_ahead(struct fault_cell *c)
{
	uint8_t ahead[SPARE] = { 0 };
	int err = tcp_stream(c), fd = cell_fds(c)[VICTIM_END];

	if (err || send(fd, ahead, sizeof(ahead), MSG_MORE) != sizeof(ahead))
		return err ?: -errno;
	return 0;
}

/* Who reads half of it, and is killed or not, leaves what it did not read, and then the end. */
static const char *ended_conserve(struct fault_cell *c, long moved)
{
	uint8_t left[FAULT_LEN];
	ssize_t n = recv(cell_fds(c)[VICTIM_END], left, sizeof(left), MSG_DONTWAIT);

	if (n != FAULT_LEN / 2 - moved)
		return complain("%zd bytes are left, expected %ld", n, FAULT_LEN / 2 - moved);
	return NULL;
}

/* What waits for more is sent now. */
static const char *pushed_conserve(struct fault_cell *c, long moved)
{
	if (set_option(cell_fds(c)[VICTIM_END], IPPROTO_TCP, TCP_NODELAY))
		return complain("TCP_NODELAY: %s", strerror(errno));
	return socket_arrived_conserve(c, moved);
}

/* The last byte comes beside the stream. */
static const char *urgent_conserve(struct fault_cell *c, long moved)
{
	int peer = cell_fds(c)[PEER_END];
	uint8_t copy[PEER_MAX];
	size_t due = moved ? moved - 1 : 0, n;

	n = take_queued(peer, copy, sizeof(copy) - 1, due);
	if (n != due)
		return complain("%zu bytes arrived, expected %zu", n, due);
	if (moved && recv(peer, copy + n, 1, MSG_OOB) != 1)
		return complain("no urgent byte: %s", strerror(errno));
	return check_content(c, copy, moved);
}

/* The bytes ahead, which are zeros, are sent with the others or, without them, after a while. */
static const char *behind_conserve(struct fault_cell *c, long moved)
{
	uint8_t copy[PEER_MAX], zeros[SPARE] = { 0 };
	size_t n;

	if (set_option(cell_fds(c)[VICTIM_END], IPPROTO_TCP, TCP_NODELAY))
		return complain("TCP_NODELAY: %s", strerror(errno));
	n = take_queued(cell_fds(c)[PEER_END], copy, sizeof(copy), SPARE + moved);
	if (n != SPARE + (size_t)moved || memcmp(copy, zeros, SPARE))
		return complain("%zu bytes arrived, expected %ld, %d of them zeros", n,
				SPARE + moved, SPARE);
	return check_content(c, copy + SPARE, moved);
}

#define FLAGS(flag)	.args = &(const int){ flag }
#define RECV \
	.class = PATH_UACCESS, .access = FAULT_STORE, .flags = PATH_MESSAGE, \
	.run = recv_flags_run, .check = payload_check
#define SEND \
	.class = PATH_UACCESS, .access = FAULT_LOAD, .flags = PATH_MESSAGE, .ok = FAULT_LEN, \
	.run = send_flags_run, .check = unchanged_check
#define TCP_RECV \
	RECV, .decides = "net/ipv4/tcp.c:tcp_recvmsg_locked()", .probe = loopback_probe
#define TCP_SEND \
	SEND, .decides = "net/ipv4/tcp.c:tcp_sendmsg_locked()", .probe = loopback_probe
#define UNIX_RECV \
	RECV, .decides = "net/unix/af_unix.c:unix_stream_read_generic()"

static const struct fault_path path_tcp_recv_peek = {
	TCP_RECV, .name = "tcp_recv_peek", .ok = FAULT_LEN, FLAGS(MSG_PEEK),
	.setup = tcp_stream_with_payload, .conserve = peeked_conserve,
};

static const struct fault_path path_tcp_recv_waitall = {
	TCP_RECV, .name = "tcp_recv_waitall", .ok = FAULT_LEN, FLAGS(MSG_WAITALL),
	.setup = tcp_stream_with_payload, .conserve = socket_left_conserve,
};

static const struct fault_path path_tcp_recv_dontwait = {
	TCP_RECV, .name = "tcp_recv_dontwait", .ok = FAULT_LEN, FLAGS(MSG_DONTWAIT),
	.setup = tcp_stream_with_payload, .conserve = socket_left_conserve,
};

static const struct fault_path path_tcp_recv_last = {
	TCP_RECV, .name = "tcp_recv_last", .ok = FAULT_LEN / 2, FLAGS(MSG_WAITALL),
	.setup = tcp_stream_that_ends, .conserve = ended_conserve,
};

static const struct fault_path path_tcp_recv_urgent = {
	TCP_RECV, .name = "tcp_recv_urgent", .ok = FAULT_LEN, FLAGS(0),
	.setup = tcp_stream_with_urgent_byte, .conserve = socket_left_conserve,
};

static const struct fault_path path_tcp_send_dontwait = {
	TCP_SEND, .name = "tcp_send_dontwait", FLAGS(MSG_DONTWAIT),
	.setup = tcp_stream, .conserve = socket_arrived_conserve,
};

static const struct fault_path path_tcp_send_record = {
	TCP_SEND, .name = "tcp_send_record", FLAGS(MSG_EOR),
	.setup = tcp_stream, .conserve = socket_arrived_conserve,
};

static const struct fault_path path_tcp_send_more = {
	TCP_SEND, .name = "tcp_send_more", FLAGS(MSG_MORE),
	.setup = tcp_stream, .conserve = pushed_conserve,
};

static const struct fault_path path_tcp_send_urgent = {
	TCP_SEND, .name = "tcp_send_urgent", FLAGS(MSG_OOB),
	.setup = tcp_stream, .conserve = urgent_conserve,
};

static const struct fault_path path_tcp_send_behind = {
	TCP_SEND, .name = "tcp_send_behind", FLAGS(0),
	.setup = tcp_stream_with_bytes_ahead, .conserve = behind_conserve,
};

static const struct fault_path path_tcp_recv_counted = {
	TCP_RECV, .name = "tcp_recv_counted", .ok = FAULT_LEN, FLAGS(0),
	.setup = tcp_stream_with_count, .conserve = socket_left_conserve,
};

static const struct fault_path path_unix_recv_credentials = {
	UNIX_RECV, .name = "unix_recv_credentials", .ok = FAULT_LEN, FLAGS(0),
	.setup = unix_stream_with_credentials, .conserve = socket_left_conserve,
};

static const struct fault_path path_unix_dgram_recv_stamped = {
	RECV, .name = "unix_dgram_recv_stamped", .ok = FAULT_LEN, FLAGS(0),
	.decides = "net/unix/af_unix.c:__unix_dgram_recvmsg()",
	.setup = unix_datagrams_with_stamps, .conserve = datagram_conserve,
};

static const struct fault_path path_udp_recv_options = {
	RECV, .name = "udp_recv_options", .ok = FAULT_LEN, FLAGS(0),
	.decides = "net/ipv4/udp.c:udp_recvmsg()", .probe = loopback_probe,
	.setup = udp_datagrams_with_options, .conserve = datagram_conserve,
};

static const struct fault_path path_unix_recv_peek = {
	UNIX_RECV, .name = "unix_recv_peek", .ok = FAULT_LEN, FLAGS(MSG_PEEK),
	.setup = unix_stream_in_parts, .conserve = peeked_conserve,
};

static const struct fault_path path_unix_recv_waitall = {
	UNIX_RECV, .name = "unix_recv_waitall", .ok = FAULT_LEN, FLAGS(MSG_WAITALL),
	.setup = unix_stream_in_parts, .conserve = socket_left_conserve,
};

static const struct fault_path path_unix_recv_dontwait = {
	UNIX_RECV, .name = "unix_recv_dontwait", .ok = FAULT_LEN, FLAGS(MSG_DONTWAIT),
	.setup = unix_stream_in_parts, .conserve = socket_left_conserve,
};

static const struct fault_path path_unix_recv_last = {
	UNIX_RECV, .name = "unix_recv_last", .ok = FAULT_LEN / 2, FLAGS(MSG_WAITALL),
	.setup = unix_stream_that_ends, .conserve = ended_conserve,
};

static const struct fault_path path_unix_dgram_recv_peek = {
	RECV, .name = "unix_dgram_recv_peek", .ok = FAULT_LEN, FLAGS(MSG_PEEK),
	.decides = "net/unix/af_unix.c:__unix_dgram_recvmsg()",
	.setup = unix_datagrams, .conserve = peeked_datagram_conserve,
};

static const struct fault_path path_udp_recv_peek = {
	RECV, .name = "udp_recv_peek", .ok = FAULT_LEN, FLAGS(MSG_PEEK),
	.decides = "net/ipv4/udp.c:udp_recvmsg()", .probe = loopback_probe,
	.setup = udp_datagrams, .conserve = peeked_datagram_conserve,
};

static const struct fault_path path_udp_recv_from = {
	.name = "udp_recv_from", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN, FLAGS(MSG_DONTWAIT),
	.decides = "net/ipv4/udp.c:udp_recvmsg()", .probe = loopback_probe,
	.setup = udp_datagrams, .run = recvfrom_run, .check = payload_check,
	.conserve = datagram_conserve,
};

#define ROW(ident) \
	{ .path = &path_##ident, .sources = sources_anon, .stimuli = stimuli_brief, \
	  .fails = SOURCES(&source_prot_none) }

const struct matrix_row rows_socket_flags[] = {
	ROW(tcp_recv_peek), ROW(tcp_recv_waitall), ROW(tcp_recv_dontwait),
	ROW(tcp_recv_last), ROW(tcp_recv_urgent), ROW(tcp_send_dontwait),
	ROW(tcp_send_record), ROW(tcp_send_more), ROW(tcp_send_urgent),
	ROW(tcp_send_behind), ROW(tcp_recv_counted), ROW(unix_recv_credentials),
	ROW(unix_dgram_recv_stamped), ROW(udp_recv_options), ROW(unix_recv_peek),
	ROW(unix_recv_waitall), ROW(unix_recv_dontwait), ROW(unix_recv_last),
	ROW(unix_dgram_recv_peek), ROW(udp_recv_peek), ROW(udp_recv_from),
	{ }
};
