/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is at the other end of a call: a pipe, a socket or a file with the payload
 * in it, or empty.  The controller fills it before the victim exists, and looks at
 * it when the victim is done or dead: whatever became of the call, every byte is
 * either delivered or still there.
 */
#ifndef UACCESS_PEER_H
#define UACCESS_PEER_H

/* Bytes behind those that the call asks for: they must stay where they are. */
#define SPARE		57
/* All that a peer ever holds: a buffer of two pages, and the spare bytes. */
#define PEER_MAX	(2 * small_page() + 2 * SPARE)
/* A segment's way through the loopback interface: 30 us when idle. */
#define PEER_DEADLINE_MS	2000

/*
 * raw_copy_to_user() and its kin may stop short of the failing byte
 * (include/linux/uaccess.h); on x86-64 they don't.
 */
#ifdef __x86_64__
#define UP_TO_THE_FAULT	FAULT_LEN
#else
#define UP_TO_THE_FAULT	FAILS_SKIP
#endif

enum pipe_end { READ_END, WRITE_END };
enum socket_end { VICTIM_END, PEER_END };

/* Where the buffer's content is in @page, the page that is being filled. */
static void *buffer_in(const struct fault_cell *c, uint8_t *page)
{
	return page + ((uint8_t *)cell_buf(c) - cell_page(c));
}

/* Two segments that are one buffer, the first odd and small. */
static void split_buffer(const struct fault_cell *c, struct iovec iov[2])
{
	size_t first = 33;

	iov[0].iov_base = cell_buf(c);
	iov[0].iov_len = first;
	iov[1].iov_base = (uint8_t *)cell_buf(c) + first;
	iov[1].iov_len = cell_len(c) - first;
}

static int send_payload(int fd, size_t len)
{
	uint8_t payload[PEER_MAX];
	ssize_t n;

	payload_fill(payload, len);
	n = write(fd, payload, len);
	if (n < 0)
		return -errno;
	return n == (ssize_t)len ? 0 : -EIO;
}

static int empty_pipe(struct fault_cell *c)
{
	return pipe2(cell_fds(c), O_CLOEXEC) ? -errno : 0;
}

static int pipe_with_payload(struct fault_cell *c)
{
	return empty_pipe(c) ?: send_payload(cell_fds(c)[WRITE_END], cell_len(c) + SPARE);
}

static int empty_file(struct fault_cell *c)
{
	int fd = memfd_create("faultsig", MFD_CLOEXEC);

	cell_fds(c)[0] = fd;
	return fd < 0 ? -errno : 0;
}

static int file_with_payload(struct fault_cell *c)
{
	int err = empty_file(c);

	if (!err)
		err = send_payload(cell_fds(c)[0], cell_len(c) + SPARE);
	if (!err && lseek(cell_fds(c)[0], 0, SEEK_SET))
		err = -errno;
	return err;
}

/* All that is queued at @fd; @want bytes of it may still be on their way. */
static size_t take_queued(int fd, uint8_t *buf, size_t size, size_t want)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	size_t taken = 0;
	ssize_t n;

	/* An empty buffer, which a write that failed leaves, is readable to old kernels. */
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

/* The payload but its first @moved bytes must still be queued at @fd. */
static const char *check_left(const struct fault_cell *c, int fd, size_t moved)
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

/* What the call took from the buffer, and no more, must be queued at @fd. */
static const char *check_arrived(const struct fault_cell *c, int fd, size_t moved)
{
	uint8_t queued[PEER_MAX];
	size_t n = take_queued(fd, queued, sizeof(queued), moved);

	if (n != moved)
		return complain("%zu bytes arrived, %zu were accepted", n, moved);
	return check_content(c, queued, n);
}

/* A store path got @ret bytes of payload. */
static const char *payload_check(struct fault_cell *c, long ret)
{
	const char *wrong = check_payload(cell_buf(c), ret);

	if (wrong || cell_good_len(c))
		return wrong;	/* the page behind a good one can't be looked at */
	return check_page_around(c, ret);
}

/* A load path must leave the page as it was. */
static const char *unchanged_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_page_around(c, 0);
}

#endif /* UACCESS_PEER_H */
