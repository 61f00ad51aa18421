// SPDX-License-Identifier: GPL-2.0-only
/*
 * The other end of a call: a pipe, a socket or a file with the payload in it, or empty.
 * The controller fills it before the victim exists, and looks at it when the victim is
 * done or dead: each byte must be either delivered or still there, even if the call failed.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "peer.h"

/**
 * split_buffer() - split the cell's buffer in two segments, the first one odd and small.
 * @c: the cell.
 * @iov: set to the segments.
 */
void split_buffer(const struct fault_cell *c, struct iovec iov[2])
{
	size_t first = 33;

	iov[0].iov_base = cell_buf(c);
	iov[0].iov_len = first;
	iov[1].iov_base = (uint8_t *)cell_buf(c) + first;
	iov[1].iov_len = cell_len(c) - first;
}

/**
 * queue_payload() - write the payload to a descriptor, in one call.
 * @fd: the descriptor.
 * @len: bytes, PEER_MAX at most.
 * Return: 0 or -errno.
 */
int queue_payload(int fd, size_t len)
{
	uint8_t payload[PEER_MAX];
	ssize_t n;

	payload_fill(payload, len);
	n = write(fd, payload, len);
	if (n < 0)
		return -errno;
	return n == (ssize_t)len ? 0 : -EIO;
}

/**
 * empty_pipe() - fault_path.setup: make a pipe at READ_END and WRITE_END of cell_fds().
 * @c: the cell.
 * Return: 0 or -errno.
 */
int empty_pipe(struct fault_cell *c)
{
	return pipe2(cell_fds(c), O_CLOEXEC) ? -errno : 0;
}

/**
 * small_pipe() - fault_path.setup: make an empty pipe that has one buffer.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int small_pipe(struct fault_cell *c)
{
	int err = empty_pipe(c);

	return err ?: fcntl(cell_fds(c)[WRITE_END], F_SETPIPE_SZ, small_page()) < 0 ? -errno : 0;
}

/**
 * pipe_with_payload() - fault_path.setup: make a pipe with more payload than the call wants.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int pipe_with_payload(struct fault_cell *c)
{
	return empty_pipe(c) ?: queue_payload(cell_fds(c)[WRITE_END], cell_len(c) + SPARE);
}

/**
 * empty_memfd() - fault_path.setup: make a memfd, the first of cell_fds().
 * @c: the cell.
 * Return: 0 or -errno.
 */
int empty_memfd(struct fault_cell *c)
{
	int fd = memfd_create("faultsig", MFD_CLOEXEC);

	cell_fds(c)[0] = fd;
	return fd < 0 ? -errno : 0;
}

/**
 * memfd_with_payload() - fault_path.setup: make a memfd with more payload than the call wants,
 * at position 0.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int memfd_with_payload(struct fault_cell *c)
{
	int err = empty_memfd(c);

	if (!err)
		err = queue_payload(cell_fds(c)[0], cell_len(c) + SPARE);
	if (!err && lseek(cell_fds(c)[0], 0, SEEK_SET))
		err = -errno;
	return err;
}

/**
 * open_first() - open a file as the first of cell_fds().
 * @c: the cell.
 * @path: the file's name.
 * @flags: flags of open(); O_CLOEXEC is added.
 * Return: 0 or -errno.
 */
int open_first(struct fault_cell *c, const char *path, int flags)
{
	cell_fds(c)[0] = open(path, flags | O_CLOEXEC);
	return cell_fds(c)[0] < 0 ? -errno : 0;
}

/**
 * take_queued() - read all that is queued at a descriptor.
 * @fd: the descriptor, which becomes non-blocking.
 * @buf: filled.
 * @size: bytes of @buf.
 * @want: bytes that may still be on their way; waits for them.
 * Return: number of bytes that were there.
 */
size_t take_queued(int fd, uint8_t *buf, size_t size, size_t want)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	size_t taken = 0;
	ssize_t n;

	/* A write that failed leaves an empty buffer, which old kernels call readable. */
	if (fcntl(fd, F_SETFL, O_NONBLOCK))
		return 0;
	while (taken < size && poll(&pfd, 1, taken < want ? PEER_DEADLINE_MS : 0) == 1) {
		n = read(fd, buf + taken, size - taken);
		if (n <= 0)
			break;
		taken += n;
	}
	return taken;
}

/**
 * check_still_queued() - check that the bytes of the payload not delivered are still queued.
 * @c: the cell.
 * @fd: the descriptor.
 * @moved: number of bytes that were delivered.
 * Return: NULL, or a complaint.
 */
const char *check_still_queued(const struct fault_cell *c, int fd, size_t moved)
{
	size_t total = cell_len(c) + SPARE, left;
	uint8_t payload[PEER_MAX], queued[PEER_MAX];

	left = take_queued(fd, queued, sizeof(queued), total - moved);
	if (left != total - moved)
		return complain("%zu of %zu bytes delivered, %zu left", moved, total, left);
	payload_fill(payload, total);
	if (memcmp(queued, payload + moved, left))
		return complain("what is left is not what follows the %zu bytes delivered", moved);
	return NULL;
}

/**
 * check_arrived() - check that exactly the bytes that the call took from the buffer are queued.
 * @c: the cell.
 * @fd: the descriptor.
 * @moved: number of bytes that the call took.
 * Return: NULL, or a complaint.
 */
const char *check_arrived(const struct fault_cell *c, int fd, size_t moved)
{
	uint8_t queued[PEER_MAX];
	size_t n = take_queued(fd, queued, sizeof(queued), moved);

	if (n != moved)
		return complain("%zu bytes arrived, %zu were accepted", n, moved);
	return check_content(c, queued, n);
}

/**
 * check_file_position() - fault_path.conserve: check the position of the first of cell_fds().
 * @c: the cell.
 * @moved: the position, from the bytes that were moved.
 * Return: NULL, or a complaint.
 */
const char *check_file_position(struct fault_cell *c, long moved)
{
	off_t position = lseek(cell_fds(c)[0], 0, SEEK_CUR);

	if (position != moved)
		return complain("the file position is %ld, %ld bytes were moved", (long)position,
				moved);
	return NULL;
}

/**
 * payload_check() - fault_path.check of a store path: check that it got exactly the payload.
 * @c: the cell.
 * @ret: bytes of the payload that it got.
 * Return: NULL, or a complaint.
 */
const char *payload_check(struct fault_cell *c, long ret)
{
	const char *wrong = check_payload(cell_buf(c), ret);

	if (wrong || cell_good_len(c))
		return wrong;	/* the page behind a good one can't be looked at */
	return check_page_around(c, ret);
}

/**
 * unchanged_check() - fault_path.check of a load path: check that the page is unchanged.
 * @c: the cell.
 * @ret: result of the call.
 * Return: NULL, or a complaint.
 */
const char *unchanged_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_page_around(c, 0);
}
