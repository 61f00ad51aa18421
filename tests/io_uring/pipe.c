// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes and socket pairs of a cell, and checks of their content when it is over: bytes
 * that no request reported as moved must be where they were.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "completions.h"
#include "pipe.h"

/**
 * uring_send_payload() - write the payload.
 * @fd: descriptor to write to.
 * @len: bytes, PIPE_BYTES at most.
 * Return: 0 or -errno.
 */
int uring_send_payload(int fd, size_t len)
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

/**
 * uring_open_pipe() - fault_path.setup: make an empty pipe.
 * @c: the cell, in the controller.
 *
 * The pipe is O_NONBLOCK: older kernels would leave any other pipe to a worker.
 * Return: 0 or -errno.
 */
int uring_open_pipe(struct fault_cell *c)
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

/**
 * uring_open_sockets() - make two unix sockets with nothing in them.
 * @c: the cell, in the controller.
 * @type: SOCK_*.
 * Return: 0 or -errno.
 */
int uring_open_sockets(struct fault_cell *c, int type)
{
	int err = uring_setup(c), ends[2];

	if (err)
		return err;
	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends))
		return -errno;
	cell_fds(c)[FD_IN] = ends[0];
	cell_fds(c)[FD_OUT] = ends[1];
	return 0;
}

/**
 * uring_open_socketpair() - fault_path.setup: make two stream sockets with nothing in them.
 * @c: the cell, in the controller.
 * Return: 0 or -errno.
 */
int uring_open_socketpair(struct fault_cell *c)
{
	return uring_open_sockets(c, SOCK_STREAM);
}

/**
 * uring_open_narrow() - fault_path.setup: sockets with the smallest send buffer.
 * @c: the cell, in the controller.
 * Return: 0 or -errno.
 */
int uring_open_narrow(struct fault_cell *c)
{
	int err = uring_open_socketpair(c), smallest = 1;

	if (err)
		return err;
	return setsockopt(cell_fds(c)[FD_OUT], SOL_SOCKET, SO_SNDBUF, &smallest,
			  sizeof(smallest)) ? -errno : 0;
}

/**
 * uring_full_pipe() - fault_path.setup: make a pipe with the bytes that the buffer is to hold.
 * @c: the cell, in the controller.
 * Return: 0 or -errno.
 */
int uring_full_pipe(struct fault_cell *c)
{
	int err = uring_open_pipe(c);

	return err ?: uring_send_payload(cell_fds(c)[FD_OUT], cell_len(c));
}

/**
 * uring_full_socketpair() - fault_path.setup: make sockets with the bytes for the buffer.
 * @c: the cell, in the controller.
 * Return: 0 or -errno.
 */
int uring_full_socketpair(struct fault_cell *c)
{
	int err = uring_open_socketpair(c);

	return err ?: uring_send_payload(cell_fds(c)[FD_OUT], cell_len(c));
}

/**
 * uring_read_run() - fault_path.run: a read that the submitter issues itself.
 * @c: the cell, in the submitter.
 * Return: bytes or -errno.
 */
long uring_read_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	return uring_submit_inline(c);
}

/**
 * uring_read_async_run() - fault_path.run: a read that a worker issues.
 * @c: the cell, in the submitter.
 * Return: as of uring_submit_async().
 */
long uring_read_async_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN])->flags = IOSQE_ASYNC;
	return uring_submit_async(c);
}

/**
 * uring_check_left() - check how many bytes are left in FD_IN.
 * @c: the cell.
 * @want: the number that must be left.
 * Return: NULL, or a complaint.
 */
const char *uring_check_left(struct fault_cell *c, long want)
{
	int left = 0;

	if (ioctl(cell_fds(c)[FD_IN], FIONREAD, &left))
		return complain("FIONREAD: %s", strerror(errno));
	if (left != want)
		return complain("%d bytes are left to read, expected %ld", left, want);
	return NULL;
}

/**
 * uring_source_conserve() - fault_path.conserve: check that unread bytes are still there.
 * @c: the cell, in the controller.
 * @moved: bytes that were read.
 * Return: NULL, or a complaint.
 */
const char *uring_source_conserve(struct fault_cell *c, long moved)
{
	return uring_check_left(c, cell_len(c) - moved);
}

/**
 * uring_source_conserve_async() - uring_source_conserve() after uring_submit_async().
 * @c: the cell, in the controller.
 * @moved: unused: the completion has the number.
 * Return: NULL, or a complaint.
 */
const char *uring_source_conserve_async(struct fault_cell *c, long moved)
{
	(void)moved;
	return uring_source_conserve(c, uring_bytes_reported(c));
}

/**
 * uring_sink_conserve() - fault_path.conserve: check that exactly the written bytes came out.
 * @c: the cell, in the controller.
 * @moved: bytes that were written.
 * Return: NULL, or a complaint.
 */
const char *uring_sink_conserve(struct fault_cell *c, long moved)
{
	const char *wrong = uring_check_left(c, moved);
	uint8_t copy[PIPE_BYTES];

	if (wrong || !moved)
		return wrong;
	if (read(cell_fds(c)[FD_IN], copy, sizeof(copy)) != moved)
		return complain("reading what was written: %s", strerror(errno));
	return check_content(c, copy, moved);
}

/**
 * uring_sink_conserve_async() - uring_sink_conserve() after uring_submit_async().
 * @c: the cell, in the controller.
 * @moved: unused: the completion has the number.
 * Return: NULL, or a complaint.
 */
const char *uring_sink_conserve_async(struct fault_cell *c, long moved)
{
	(void)moved;
	return uring_sink_conserve(c, uring_bytes_reported(c));
}
