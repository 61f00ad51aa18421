// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes that are not simply empty or filled: the last buffer has room or none, packets, a pipe
 * that is full behind the fault, so that the writer has to wait for a reader, which comes, does
 * not come, or closes; and a reader that has to wait for its bytes, and then for its page.
 *
 * Deciding kernel code: fs/pipe.c:anon_pipe_read(), anon_pipe_write().
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "families.h"
#include "peer.h"
#include "sources.h"

#define BUFFER	small_page()		/* bytes of a buffer of a pipe */
#define MORE	(2 * FAULT_LEN)		/* what run() returns when all of two segments is done */

static const char *check_left(struct fault_cell *c, long want)
{
	int left = 0;

	if (ioctl(cell_fds(c)[READ_END], FIONREAD, &left) || left != want)
		return complain("%d bytes are left in the pipe, expected %ld", left, want);
	return NULL;
}

/* ---- What is ahead of the bytes ------------------------------------------- */

static int pipe_with(struct fault_cell *c, int flags, size_t len)
{
	uint8_t bytes[BUFFER];

	memset(bytes, 0, sizeof(bytes));
	if (pipe2(cell_fds(c), O_CLOEXEC | flags))
		return -errno;
	return write(cell_fds(c)[WRITE_END], bytes, len) == (ssize_t)len ? 0 : -errno;
}

static int spare_pipe(struct fault_cell *c)
{
	return pipe_with(c, 0, SPARE);
}

static int roomless_pipe(struct fault_cell *c)
{
	return pipe_with(c, 0, BUFFER - FAULT_LEN / 2);
}

static int packet_pipe(struct fault_cell *c)
{
	return pipe_with(c, O_DIRECT, SPARE);
}

static long write_run(struct fault_cell *c)
{
	return sysret(write(cell_fds(c)[WRITE_END], cell_buf(c), cell_len(c)));
}

/* Skip what was there before, and look at the rest. */
static const char *behind_conserve(struct fault_cell *c, size_t ahead, long moved)
{
	const char *wrong = check_left(c, ahead + moved);
	uint8_t skipped[BUFFER];

	if (wrong)
		return wrong;
	if (read(cell_fds(c)[READ_END], skipped, ahead) != (ssize_t)ahead)
		return complain("reading what was there before: %s", strerror(errno));
	return check_arrived(c, cell_fds(c)[READ_END], moved);
}

static const char *spare_conserve(struct fault_cell *c, long moved)
{
	return behind_conserve(c, SPARE, moved);
}

static const char *roomless_conserve(struct fault_cell *c, long moved)
{
	return behind_conserve(c, BUFFER - FAULT_LEN / 2, moved);
}

#define WRITE \
	.class = PATH_UACCESS, .access = FAULT_LOAD, .ok = FAULT_LEN, \
	.decides = "fs/pipe.c:anon_pipe_write()", .run = write_run, .check = unchanged_check

static const struct fault_path path_pipe_write_merged = {
	WRITE, .name = "pipe_write_merged", .setup = spare_pipe, .conserve = spare_conserve,
};

static const struct fault_path path_pipe_write_roomless = {
	WRITE, .name = "pipe_write_roomless", .setup = roomless_pipe,
	.conserve = roomless_conserve,
};

static const struct fault_path path_pipe_write_packet = {
	WRITE, .name = "pipe_write_packet", .setup = packet_pipe, .conserve = spare_conserve,
};

/* What is left of a packet behind a read that is too short is gone. */
static int long_packet(struct fault_cell *c)
{
	if (pipe2(cell_fds(c), O_CLOEXEC | O_DIRECT))
		return -errno;
	return queue_payload(cell_fds(c)[WRITE_END], cell_len(c) + SPARE);
}

static long read_run(struct fault_cell *c)
{
	return sysret(read(cell_fds(c)[READ_END], cell_buf(c), cell_len(c)));
}

static const char *packet_conserve(struct fault_cell *c, long moved)
{
	return check_left(c, moved ? 0 : cell_len(c) + SPARE);
}

#define READ \
	.class = PATH_UACCESS, .access = FAULT_STORE, .ok = FAULT_LEN, \
	.decides = "fs/pipe.c:anon_pipe_read()", .check = payload_check

static const struct fault_path path_pipe_read_packet = {
	READ, .name = "pipe_read_packet", .setup = long_packet, .run = read_run,
	.conserve = packet_conserve,
};

/* The pipe has one buffer, which the read empties: there is room for a writer again. */
static int one_full_buffer(struct fault_cell *c)
{
	return small_pipe(c) ?: queue_payload(cell_fds(c)[WRITE_END], cell_len(c));
}

static const char *one_conserve(struct fault_cell *c, long moved)
{
	return check_left(c, cell_len(c) - moved);
}

static const struct fault_path path_pipe_read_last = {
	READ, .name = "pipe_read_last", .setup = one_full_buffer, .run = read_run,
	.conserve = one_conserve,
};

/* ---- A peer that acts when there is something to do ----------------------- */

static void *write_more(void *arg)
{
	struct fault_cell *c = arg;

	queue_payload(cell_fds(c)[WRITE_END], cell_len(c) + SPARE);
	return NULL;
}

static long read_waits_run(struct fault_cell *c)
{
	pthread_t writer;
	long ret;

	if (pthread_create(&writer, NULL, write_more, c))
		return -EAGAIN;
	ret = read_run(c);
	pthread_join(writer, NULL);
	return ret;
}

static const char *waits_conserve(struct fault_cell *c, long moved)
{
	return check_left(c, cell_len(c) + SPARE - moved);
}

static const struct fault_path path_pipe_read_waits = {
	READ, .name = "pipe_read_waits", .setup = empty_pipe, .run = read_waits_run,
	.conserve = waits_conserve,
};

/* ---- A pipe that is full behind the fault --------------------------------- */

#define FULL	(2 * BUFFER)	/* bytes of such a pipe */

static int two_buffers(struct fault_cell *c)
{
	int err = empty_pipe(c);

	return err ?: fcntl(cell_fds(c)[WRITE_END], F_SETPIPE_SZ, FULL) < 0 ? -errno : 0;
}

struct reader {
	int fd;
	bool closes;
	ssize_t len;
	uint8_t *bytes;
};

/* Nothing is there until the writer waits or is done. */
static void *read_once(void *arg)
{
	struct reader *reader = arg;
	struct pollfd pfd = { .fd = reader->fd, .events = POLLIN };

	poll(&pfd, 1, -1);
	if (reader->closes)
		close(reader->fd);
	else
		reader->len = read(reader->fd, reader->bytes, FULL);
	return NULL;
}

/* The held bytes come first, then pages that are there: together more than the pipe takes. */
static long write_two(struct fault_cell *c, int fd)
{
	uint8_t pages[FULL];
	struct iovec iov[] = { { cell_buf(c), cell_len(c) }, { pages, sizeof(pages) } };
	ssize_t ret;

	memset(pages, 0, sizeof(pages));
	ret = writev(fd, iov, ARRAY_LEN(iov));
	if (ret == (ssize_t)(cell_len(c) + sizeof(pages)))
		return MORE;
	if (ret == (ssize_t)sizeof(pages))
		return FAULT_LEN;
	return ret < 0 ? -errno : -EIO;
}

static long write_full(struct fault_cell *c, struct reader *reader, int fd)
{
	pthread_t thread;
	long ret;

	if (pthread_create(&thread, NULL, read_once, reader))
		return -EAGAIN;
	ret = write_two(c, fd);
	pthread_join(thread, NULL);
	return ret;
}

static long write_full_run(struct fault_cell *c)
{
	uint8_t bytes[FULL];
	struct reader reader = { .fd = cell_fds(c)[READ_END], .bytes = bytes };
	long ret = write_full(c, &reader, cell_fds(c)[WRITE_END]);

	if (ret > 0 && (reader.len != (ssize_t)sizeof(bytes) ||
			check_content(c, bytes, cell_len(c))))
		return -EIO;
	return ret;
}

static const char *full_conserve(struct fault_cell *c, long moved)
{
	return check_left(c, moved == MORE ? FAULT_LEN : 0);
}

/* A signal that is pending by then ends the call: the bytes of a full pipe are written. */
static const struct fault_path path_pipe_writev_full = {
	.name = "pipe_writev_full", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_EINTR_DUE, .ok = MORE, .interrupted = FAULT_LEN,
	.decides = "fs/pipe.c:anon_pipe_write()", .setup = two_buffers,
	.run = write_full_run, .check = unchanged_check, .conserve = full_conserve,
};

static int nonblocking_buffers(struct fault_cell *c)
{
	int err = two_buffers(c);

	return err ?: fcntl(cell_fds(c)[WRITE_END], F_SETFL, O_NONBLOCK) ? -errno : 0;
}

static long write_nonblock_run(struct fault_cell *c)
{
	return write_two(c, cell_fds(c)[WRITE_END]);
}

static const char *nonblock_conserve(struct fault_cell *c, long moved)
{
	return check_left(c, moved ? FULL : 0);
}

static const struct fault_path path_pipe_writev_full_nonblock = {
	.name = "pipe_writev_full_nonblock", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.ok = FAULT_LEN, .decides = "fs/pipe.c:anon_pipe_write()",
	.setup = nonblocking_buffers, .run = write_nonblock_run, .check = unchanged_check,
	.conserve = nonblock_conserve,
};

/* The first bytes go to the buffer that is there, the others need new ones. */
static const char *merged_conserve(struct fault_cell *c, long moved)
{
	return check_left(c, SPARE + (moved ? FULL + FAULT_LEN : 0));
}

static const struct fault_path path_pipe_writev_merged = {
	.name = "pipe_writev_merged", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.ok = MORE, .decides = "fs/pipe.c:anon_pipe_write()", .setup = spare_pipe,
	.run = write_nonblock_run, .check = unchanged_check, .conserve = merged_conserve,
};

/*
 * The only reader closes while the writer waits: the writer gets SIGPIPE, and a short count. The
 * pipe is the victim's own, since the controller would be a reader too.
 */
static long write_closed_run(struct fault_cell *c)
{
	struct timespec now = { 0 };
	struct reader reader = { .closes = true };
	sigset_t broken, before;
	int ends[2];
	long ret;

	sigemptyset(&broken);
	sigaddset(&broken, SIGPIPE);
	if (pipe2(ends, O_CLOEXEC) || fcntl(ends[1], F_SETPIPE_SZ, FULL) < 0)
		return -errno;
	pthread_sigmask(SIG_BLOCK, &broken, &before);
	reader.fd = ends[0];
	ret = write_full(c, &reader, ends[1]);
	if (ret == FAULT_LEN && sigtimedwait(&broken, NULL, &now) != SIGPIPE)
		ret = -EIO;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(ends[1]);
	return ret;
}

static const struct fault_path path_pipe_writev_closed = {
	.name = "pipe_writev_closed", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.ok = FAULT_LEN, .decides = "fs/pipe.c:anon_pipe_write(): SIGPIPE",
	.run = write_closed_run, .check = unchanged_check,
};

/* ---- A position in a file ------------------------------------------------- */

#define FD_FILE		(WRITE_END + 1)
#define POSITION	7

static int pipe_and_file(struct fault_cell *c)
{
	int err = empty_pipe(c) ?: queue_payload(cell_fds(c)[WRITE_END], FAULT_LEN + SPARE);

	if (err)
		return err;
	cell_fds(c)[FD_FILE] = memfd_create("faultsig", MFD_CLOEXEC);
	return cell_fds(c)[FD_FILE] < 0 ? -errno : 0;
}

static void position_fill(struct fault_cell *c, uint8_t *page)
{
	loff_t position = POSITION;

	memcpy(cell_buf_in(c, page), &position, sizeof(position));
}

static long splice_out_run(struct fault_cell *c)
{
	return sysret(splice(cell_fds(c)[READ_END], NULL, cell_fds(c)[FD_FILE], cell_buf(c),
			     FAULT_LEN, 0));
}

static const char *splice_out_check(struct fault_cell *c, long ret)
{
	uint8_t copy[FAULT_LEN];
	loff_t position;

	memcpy(&position, cell_buf(c), sizeof(position));
	if (position != POSITION + ret)
		return complain("the position is %lld", (long long)position);
	if (pread(cell_fds(c)[FD_FILE], copy, ret, POSITION) != ret)
		return complain("reading what was written: %s", strerror(errno));
	return check_payload(copy, ret) ?: check_page_around(c, sizeof(position));
}

/* splice_from_pipe_next() looks for signals ahead of the first byte. */
static const struct fault_path path_splice_out_offset = {
	.name = "splice_out_offset", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_EINTR_DUE, .len = sizeof(loff_t), .ok = FAULT_LEN,
	.decides = "fs/splice.c:__do_splice()",
	.setup = pipe_and_file, .fill = position_fill, .run = splice_out_run,
	.check = splice_out_check,
};

#define ROW(name)	{ .path = &path_##name, .sources = sources_anon, .stimuli = stimuli_brief }

const struct matrix_row rows_full_pipe[] = {
	{ .path = &path_pipe_write_merged, .sources = sources_anon, .stimuli = stimuli_brief,
	  .fails = SOURCES(&source_prot_none) },
	ROW(pipe_write_roomless), ROW(pipe_write_packet), ROW(pipe_read_packet),
	ROW(pipe_read_last), ROW(pipe_read_waits), ROW(pipe_writev_full),
	ROW(pipe_writev_full_nonblock), ROW(pipe_writev_merged),
	{ .path = &path_splice_out_offset, .sources = sources_anon, .stimuli = stimuli_brief,
	  .fails = SOURCES(&source_prot_none) },
	{ .path = &path_pipe_writev_closed, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill) },
	{ }
};
