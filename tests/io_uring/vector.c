// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes whose vector is in the page that is held: the kernel copies it when it takes the
 * request, and what becomes of the write is decided behind that.
 *
 * Deciding kernel code: io_uring/rw.c:io_prep_rwv(), io_write().
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "commands.h"
#include "completions.h"
#include "events.h"
#include "families.h"
#include "loopfs.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

#define OP_WRITEV_FIXED	61	/* in <linux/io_uring.h> since 6.15 */
#define BUFFER_GROUP	7
#define NOWAIT		0x8	/* RWF_NOWAIT; the one of the tools needs a macro of the kernel */

static void vector_fill(struct fault_cell *c, uint8_t *page)
{
	payload_fill(uring_of(c)->data, FAULT_LEN);
	memcpy(cell_buf_in(c, page), &uring_of(c)->iov, sizeof(struct iovec));
}

static long writev_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_WRITEV, cell_fds(c)[FD_OUT])->len = 1;
	return uring_submit_inline(c);
}

#define WRITEV \
	.class = PATH_UACCESS, .access = FAULT_LOAD, .len = sizeof(struct iovec), \
	.decides = "io_uring/rw.c:io_prep_rwv(), io_write()", .fill = vector_fill, \
	.arm = uring_arm, .check = uring_load_check, .teardown = uring_teardown

/* ---- Pipes ---------------------------------------------------------------- */

static const char *pipe_conserve(struct fault_cell *c, long moved)
{
	const char *wrong = uring_check_left(c, moved);
	uint8_t copy[FAULT_LEN];

	if (wrong || !moved)
		return wrong;
	if (read(cell_fds(c)[FD_IN], copy, sizeof(copy)) != moved)
		return complain("reading what was written: %s", strerror(errno));
	return check_payload(copy, moved);
}

static const struct fault_path path_uring_writev = {
	WRITEV, .name = "uring_writev", .ok = FAULT_LEN,
	.probe = uring_probe_read, .setup = uring_open_pipe, .run = writev_run,
	.conserve = pipe_conserve,
};

/* The end of a pipe that can't be written. Before 5.19 it is refused ahead of the copy. */
static long writev_read_end_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_WRITEV, cell_fds(c)[FD_IN])->len = 1;
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_writev_read_end = {
	WRITEV, .name = "uring_writev_read_end", .ok = -EBADF,
	.probe = uring_probe_coop, .setup = uring_open_pipe, .run = writev_read_end_run,
};

static int fill_pipe(struct fault_cell *c)
{
	uint8_t block[PIPE_BUF] = { 0 };

	while (write(cell_fds(c)[FD_OUT], block, sizeof(block)) > 0)
		;
	return errno == EAGAIN ? 0 : -errno;
}

static int crammed_pipe(struct fault_cell *c)
{
	int err = uring_open_pipe(c);

	return err ?: fill_pipe(c);
}

/*
 * Must not wait for room. Before 6.5 a pipe does not know the flag, and the kernel says so; before
 * 5.19 ahead of the copy.
 */
static long writev_full_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add_held(c, IORING_OP_WRITEV, cell_fds(c)[FD_OUT]);
	long ret;

	sqe->len = 1;
	sqe->rw_flags = NOWAIT;
	ret = uring_submit_inline(c);
	return ret == -EOPNOTSUPP ? -EAGAIN : ret;
}

static const struct fault_path path_uring_writev_full = {
	WRITEV, .name = "uring_writev_full", .ok = -EAGAIN,
	.probe = uring_probe_coop, .setup = crammed_pipe, .run = writev_full_run,
};

/* The same pipe, not O_NONBLOCK: the request waits until the pipe is read. */
static int crammed_pipe_that_waits(struct fault_cell *c)
{
	int err = crammed_pipe(c);

	return err ?: fcntl(cell_fds(c)[FD_OUT], F_SETFL, 0) ? -errno : 0;
}

static void empty_pipe(struct fault_cell *c)
{
	uint8_t block[PIPE_BUF];

	while (read(cell_fds(c)[FD_IN], block, sizeof(block)) == (ssize_t)sizeof(block))
		;
}

static long writev_waits_run(struct fault_cell *c)
{
	int ret;

	uring_add_held(c, IORING_OP_WRITEV, cell_fds(c)[FD_OUT])->len = 1;
	ret = io_uring_submit(&uring_of(c)->ring);
	if (ret < 0)
		return ret;
	empty_pipe(c);
	return uring_finish_inline(c);
}

/* Whether the write comes before the last read of empty_pipe() is its own business. */
static const char *waits_check(struct fault_cell *c, long ret)
{
	empty_pipe(c);
	return uring_load_check(c, ret);
}

static const struct fault_path path_uring_writev_waits = {
	.name = "uring_writev_waits", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct iovec), .ok = FAULT_LEN,
	.decides = "io_uring/rw.c:io_write(), io_uring/poll.c:io_arm_poll_handler()",
	.probe = uring_probe_worker, .setup = crammed_pipe_that_waits, .fill = vector_fill,
	.arm = uring_arm, .run = writev_waits_run, .check = waits_check,
	.teardown = uring_teardown,
};

/* ---- Files ---------------------------------------------------------------- */

static int empty_file(struct fault_cell *c)
{
	int err = uring_setup(c);

	if (err)
		return err;
	cell_fds(c)[FD_OUT] = memfd_create("faultsig", MFD_CLOEXEC);
	return cell_fds(c)[FD_OUT] < 0 ? -errno : 0;
}

/* The vector is copied by the submitter; a worker writes. */
static const char *file_conserve(struct fault_cell *c, long moved)
{
	off_t size = lseek(cell_fds(c)[FD_OUT], 0, SEEK_END);
	uint8_t copy[FAULT_LEN];

	if (moved <= 0 || size != moved)
		return size == (moved > 0 ? moved : 0) ? NULL :
		       complain("the file has %ld bytes, expected %ld", (long)size, moved);
	if (pread(cell_fds(c)[FD_OUT], copy, sizeof(copy), 0) != moved)
		return complain("reading what was written: %s", strerror(errno));
	return check_payload(copy, moved);
}

static const struct fault_path path_uring_writev_file = {
	WRITEV, .name = "uring_writev_file", .ok = FAULT_LEN,
	.probe = uring_probe_worker, .setup = empty_file, .run = writev_run,
	.conserve = file_conserve,
};

/* A file that can be written without waiting: past the page cache, but not into it. */
static const struct answer *probe_disk(void)
{
	return uring_probe_worker() ?: loopfs_probe();
}

static int disk_file(struct fault_cell *c)
{
	int err = uring_setup(c);

	if (err)
		return err;
	uring_of(c)->iov.iov_len = LOOPFS_BLOCK;
	payload_fill(uring_of(c)->data, LOOPFS_BLOCK);
	cell_fds(c)[FD_OUT] = loopfs_file();
	return cell_fds(c)[FD_OUT] < 0 ? cell_fds(c)[FD_OUT] : 0;
}

static int cached_file(struct fault_cell *c)
{
	int err = disk_file(c);

	return err ?: fcntl(cell_fds(c)[FD_OUT], F_SETFL, 0) ? -errno : 0;
}

static const char *disk_conserve(struct fault_cell *c, long moved)
{
	static uint8_t copy[LOOPFS_BLOCK] __attribute__((aligned(LOOPFS_BLOCK)));

	if (moved <= 0)
		return NULL;
	if (pread(cell_fds(c)[FD_OUT], copy, sizeof(copy), 0) != moved)
		return complain("reading what was written: %s", strerror(errno));
	return check_payload(copy, moved);
}

static const struct fault_path path_uring_writev_direct = {
	WRITEV, .name = "uring_writev_direct", .ok = LOOPFS_BLOCK, .needs = "ext4",
	.probe = probe_disk, .setup = disk_file, .run = writev_run, .conserve = disk_conserve,
};

static const struct fault_path path_uring_writev_cached = {
	WRITEV, .name = "uring_writev_cached", .ok = LOOPFS_BLOCK, .needs = "ext4",
	.probe = probe_disk, .setup = cached_file, .run = writev_run,
	.conserve = disk_conserve,
};

/* A position that the file can't have. */
static long writev_negative_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add_held(c, IORING_OP_WRITEV, cell_fds(c)[FD_OUT]);

	sqe->len = 1;
	sqe->off = LLONG_MIN;
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_writev_negative = {
	WRITEV, .name = "uring_writev_negative", .ok = -EINVAL,
	.probe = uring_probe_worker, .setup = empty_file, .run = writev_negative_run,
	.conserve = file_conserve,
};

/* An eventfd has write(2) only, and no vector: the kernel writes segment by segment. */
static int eventfd_setup(struct fault_cell *c)
{
	int err = uring_setup(c);

	if (err)
		return err;
	uring_of(c)->iov.iov_len = sizeof(uint64_t);
	cell_fds(c)[FD_OUT] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return cell_fds(c)[FD_OUT] < 0 ? -errno : 0;
}

static void count_fill(struct fault_cell *c, uint8_t *page)
{
	vector_fill(c, page);
	memset(uring_of(c)->data, 0, sizeof(uint64_t));
	uring_of(c)->data[0] = FAULT_LEN;
}

static const char *count_conserve(struct fault_cell *c, long moved)
{
	eventfd_t count = 0;

	eventfd_read(cell_fds(c)[FD_OUT], &count);
	if (count != (moved > 0 ? FAULT_LEN : 0))
		return complain("%ld bytes were written, the counter is %#llx", moved,
				(unsigned long long)count);
	return NULL;
}

static const struct fault_path path_uring_writev_eventfd = {
	.name = "uring_writev_eventfd", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct iovec), .ok = sizeof(uint64_t),
	.decides = "io_uring/rw.c:loop_rw_iter()", .probe = uring_probe_worker,
	.setup = eventfd_setup, .fill = count_fill, .arm = uring_arm, .run = writev_run,
	.check = uring_load_check, .conserve = count_conserve, .teardown = uring_teardown,
};

/* ---- Buffers that are registered, or chosen ------------------------------- */

static const struct answer *probe_writev_fixed(void)
{
	return uring_probe_opcode(OP_WRITEV_FIXED, NEED_URING_WRITEV_FIXED);
}

static int fixed_arm(struct fault_cell *c)
{
	struct iovec whole = { uring_of(c)->data, sizeof(uring_of(c)->data) };
	int err = uring_arm(c);

	return err ?: uring_register(c, IORING_REGISTER_BUFFERS, &whole, 1);
}

static long writev_fixed_run(struct fault_cell *c)
{
	uring_add_held(c, OP_WRITEV_FIXED, cell_fds(c)[FD_OUT])->len = 1;
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_writev_fixed = {
	.name = "uring_writev_fixed", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct iovec), .ok = FAULT_LEN, .decides = "io_uring/rw.c:io_write()",
	.probe = probe_writev_fixed, .setup = uring_open_pipe, .fill = vector_fill,
	.arm = fixed_arm, .run = writev_fixed_run, .check = uring_load_check,
	.conserve = pipe_conserve, .teardown = uring_teardown,
};

/* The segment is not in the buffer that is registered. */
static void elsewhere_fill(struct fault_cell *c, uint8_t *page)
{
	struct iovec elsewhere = { uring_of(c)->data + sizeof(uring_of(c)->data), FAULT_LEN };

	memcpy(cell_buf_in(c, page), &elsewhere, sizeof(elsewhere));
}

static const struct fault_path path_uring_writev_fixed_elsewhere = {
	.name = "uring_writev_fixed_elsewhere", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct iovec), .ok = -EFAULT, .decides = "io_uring/rw.c:io_write()",
	.probe = probe_writev_fixed, .setup = uring_open_pipe, .fill = elsewhere_fill,
	.arm = fixed_arm, .run = writev_fixed_run, .check = uring_load_check,
	.teardown = uring_teardown,
};

/* The vector tells only how long the buffer may be that the kernel chooses. */
static long readv_select_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe;

	uring_add(c, REQUEST_OTHER, IORING_OP_PROVIDE_BUFFERS, 1, uring_of(c)->data,
		  FAULT_LEN)->buf_group = BUFFER_GROUP;
	sqe = uring_add_held(c, IORING_OP_READV, cell_fds(c)[FD_IN]);
	sqe->len = 1;
	sqe->flags = IOSQE_BUFFER_SELECT;
	sqe->buf_group = BUFFER_GROUP;
	uring_of(c)->chosen[REQUEST_HELD] = IORING_CQE_F_BUFFER;
	return uring_submit_inline(c);
}

static const char *left_conserve(struct fault_cell *c, long moved)
{
	return uring_check_left(c, FAULT_LEN - moved);
}

static const struct fault_path path_uring_readv_select = {
	WRITEV, .name = "uring_readv_select", .ok = FAULT_LEN,
	.probe = uring_probe_worker, .setup = uring_pipe_with_payload,
	.run = readv_select_run, .conserve = left_conserve,
};

#define ROW(name)	{ .path = &path_##name, .sources = sources_anon, .stimuli = stimuli_brief }

const struct matrix_row rows_uring_vector[] = {
	ROW(uring_writev), ROW(uring_writev_read_end), ROW(uring_writev_full),
	ROW(uring_writev_waits),
	ROW(uring_writev_file),
	ROW(uring_writev_direct),
	ROW(uring_writev_cached),
	ROW(uring_writev_negative),
	ROW(uring_writev_eventfd), ROW(uring_writev_fixed),
	ROW(uring_writev_fixed_elsewhere), ROW(uring_readv_select),
	{ }
};
