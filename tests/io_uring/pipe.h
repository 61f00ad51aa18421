/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pipes and socket pairs of a cell, and what must be in them when it is over: bytes
 * that no request reported are where they were.
 */
#ifndef IO_URING_PIPE_H
#define IO_URING_PIPE_H

#define PIPE_BYTES	(2 * small_page())	/* the longest buffer: two small pages */

static int send_payload(int fd, size_t len)
{
	uint8_t payload[PIPE_BYTES];
	ssize_t n;

	if (len > sizeof(payload))
		return -EINVAL;
	payload_fill(payload, len);
	n = write(fd, payload, len);
	if (n < 0)
		return -errno;
	return n == (ssize_t)len ? 0 : -EIO;
}

/* O_NONBLOCK: without it, older kernels leave every pipe to a worker. */
static int open_pipe(struct fault_cell *c)
{
	int err = uring_setup(c), ends[2];

	if (err)
		return err;
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	cell_fds(c)[FD_IN] = ends[0];
	cell_fds(c)[FD_OUT] = ends[1];
	return 0;
}

static int open_socketpair(struct fault_cell *c)
{
	int err = uring_setup(c), ends[2];

	if (err)
		return err;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	cell_fds(c)[FD_IN] = ends[0];
	cell_fds(c)[FD_OUT] = ends[1];
	return 0;
}

/* The kernel reads from it what the buffer is to hold. */
static int full_pipe(struct fault_cell *c)
{
	int err = open_pipe(c);

	return err ?: send_payload(cell_fds(c)[FD_OUT], cell_len(c));
}

static int full_socketpair(struct fault_cell *c)
{
	int err = open_socketpair(c);

	return err ?: send_payload(cell_fds(c)[FD_OUT], cell_len(c));
}

static const char *check_left(struct fault_cell *c, long want)
{
	int left = 0;

	if (ioctl(cell_fds(c)[FD_IN], FIONREAD, &left))
		return complain("FIONREAD: %s", strerror(errno));
	if (left != want)
		return complain("%d bytes are left to read, expected %ld", left, want);
	return NULL;
}

static const char *source_conserve(struct fault_cell *c, long moved)
{
	return check_left(c, cell_len(c) - moved);
}

static const char *source_conserve_async(struct fault_cell *c, long moved)
{
	(void)moved;
	return source_conserve(c, bytes_reported(c));
}

/* What was written came out, and nothing else. */
static const char *sink_conserve(struct fault_cell *c, long moved)
{
	const char *wrong = check_left(c, moved);
	uint8_t copy[PIPE_BYTES];

	if (wrong || !moved)
		return wrong;
	if (read(cell_fds(c)[FD_IN], copy, sizeof(copy)) != moved)
		return complain("reading what was written: %s", strerror(errno));
	return check_content(c, copy, moved);
}

static const char *sink_conserve_async(struct fault_cell *c, long moved)
{
	(void)moved;
	return sink_conserve(c, bytes_reported(c));
}

#endif /* IO_URING_PIPE_H */
