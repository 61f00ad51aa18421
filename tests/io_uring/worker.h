/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests that an io-wq worker issues, a thread of the process, while the submitter
 * waits in io_uring_enter().  A signal ends that wait with EINTR; the request goes on
 * and completes, once, after the release.
 */
#ifndef IO_URING_WORKER_H
#define IO_URING_WORKER_H

#include "../uaccess/attributes.h"

#define STIMULI_ORDERED_POKED(X, path) \
	STIMULI_ORDERED(X, path) \
	X(path, task_work)

#define STIMULI_WORKER(X, path) \
	STIMULI_ORDERED_POKED(X, path) \
	X(path, cancel) \
	X(path, thread_exit)

#define STIMULI_WORKER_FEW(X, path) \
	STIMULI_FEW(X, path) \
	X(path, cancel) \
	X(path, thread_exit)

static const char *store_async_check(struct fault_cell *c, long ret)
{
	const char *wrong = check_async(c, ret, cell_len(c));

	if (wrong || !bytes_reported(c))
		return wrong;
	return check_payload(cell_buf(c), cell_len(c)) ?: check_page_around(c, cell_len(c));
}

static const char *load_async_check(struct fault_cell *c, long ret)
{
	return check_async(c, ret, cell_len(c)) ?: check_page_around(c, 0);
}

/* ---- Pipes ---------------------------------------------------------------- */

static long read_async_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_READ, cell_fds(c)[FD_IN])->flags = IOSQE_ASYNC;
	return submit_async(c);
}

FAULT_PATH(uring_read_async, SOURCES_THP_STORE, STIMULI_WORKER) = {
	.name = "uring_read_async", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/io-wq.c:io_worker_handle_work(), fs/pipe.c:anon_pipe_read()",
	.probe = probe_worker, .setup = full_pipe, .arm = uring_arm,
	.run = read_async_run, .check = store_async_check, .conserve = source_conserve_async,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_SHORT(uring_read_async, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(uring_read_async)

static long write_async_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_WRITE, cell_fds(c)[FD_OUT])->flags = IOSQE_ASYNC;
	return submit_async(c);
}

FAULT_PATH(uring_write_async, SOURCES_HELD_LOAD, STIMULI_WORKER) = {
	.name = "uring_write_async", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/io-wq.c:io_worker_handle_work(), fs/pipe.c:anon_pipe_write()",
	.probe = probe_worker, .setup = open_pipe, .arm = uring_arm,
	.run = write_async_run, .check = load_async_check, .conserve = sink_conserve_async,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_SHORT(uring_write_async, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(uring_write_async)

/*
 * Two completions are waited for at once, and the poke brings the first: the submitter
 * must sleep on until the second.
 */
#define STIMULI_TASK_WORK(X, path) \
	X(path, task_work)

static long read_staggered_run(struct fault_cell *c)
{
	struct uring *u = uring(c);
	int ret;

	held_request(c, IORING_OP_READ, cell_fds(c)[FD_IN])->flags = IOSQE_ASYNC;
	ret = io_uring_submit(&u->ring);
	if (ret < 0)
		return ret;
	ret = await(u, REQUEST_HELD, 2);
	return ret ?: u->res[REQUEST_HELD];
}

FAULT_PATH(uring_read_staggered, SOURCES_ANON, STIMULI_TASK_WORK) = {
	.name = "uring_read_staggered", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_cqring_wait(), io_should_wake()",
	.probe = probe_worker, .setup = full_pipe, .arm = uring_arm,
	.run = read_staggered_run, .check = store_async_check,
	.conserve = source_conserve_async, .poke = uring_poke, .teardown = uring_teardown,
};

/* ---- Files ---------------------------------------------------------------- */

/* How much of a page a failing copy gets to is exact where it ends in bytes. */
#if defined(__x86_64__)
#define HALF_GOOD	FAULT_LEN
#else
#define HALF_GOOD	FAILS_SKIP
#endif

static int empty_file(struct fault_cell *c)
{
	int err = uring_setup(c);

	if (err)
		return err;
	cell_fds(c)[FD_IN] = memfd_create("faultsig", MFD_CLOEXEC);
	return cell_fds(c)[FD_IN] < 0 ? -errno : 0;
}

static int full_file(struct fault_cell *c)
{
	int err = empty_file(c);

	return err ?: send_payload(cell_fds(c)[FD_IN], cell_len(c));
}

/* A request with an offset leaves the file position where the set-up left it. */
static const char *check_file_position(struct fault_cell *c, off_t want)
{
	off_t position = lseek(cell_fds(c)[FD_IN], 0, SEEK_CUR);

	if (position != want)
		return complain("the file position is %ld, expected %ld", (long)position,
				(long)want);
	return NULL;
}

static const char *read_file_conserve(struct fault_cell *c, long moved)
{
	(void)moved;
	return check_file_position(c, cell_len(c));
}

FAULT_PATH(uring_read_file_async, SOURCES_HELD_STORE, STIMULI_WORKER_FEW) = {
	.name = "uring_read_file_async", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, HALF_GOOD },
	.decides = "io_uring/io-wq.c:io_worker_handle_work(), mm/shmem.c:shmem_file_read_iter()",
	.probe = probe_worker, .setup = full_file, .arm = uring_arm,
	.run = read_async_run, .check = store_async_check, .conserve = read_file_conserve,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_SHORT(uring_read_file_async, SOURCES_FAILING_KERNEL)

static long write_file_async_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_WRITE, cell_fds(c)[FD_IN])->flags = IOSQE_ASYNC;
	return submit_async(c);
}

static const char *check_file_head(struct fault_cell *c, long moved)
{
	uint8_t copy[PIPE_BYTES];

	if (pread(cell_fds(c)[FD_IN], copy, moved, 0) != moved)
		return complain("%ld bytes were written, the file has less", moved);
	return check_content(c, copy, moved);
}

static const char *write_file_conserve(struct fault_cell *c, long moved)
{
	const char *wrong = check_file_position(c, 0);
	off_t size = lseek(cell_fds(c)[FD_IN], 0, SEEK_END);

	if (wrong)
		return wrong;
	moved = bytes_reported(c);
	if (size != moved)
		return complain("the file has %ld bytes, expected %ld", (long)size, moved);
	return check_file_head(c, moved);
}

FAULT_PATH(uring_write_file_async, SOURCES_HELD_LOAD, STIMULI_WORKER_FEW) = {
	.name = "uring_write_file_async", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, HALF_GOOD },
	.decides = "io_uring/io-wq.c:io_worker_handle_work(), mm/filemap.c:generic_perform_write()",
	.probe = probe_worker, .setup = empty_file, .arm = uring_arm,
	.run = write_file_async_run, .check = load_async_check,
	.conserve = write_file_conserve, .poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_SHORT(uring_write_file_async, SOURCES_FAILING_KERNEL)

/*
 * Writes to one file are queued behind each other: the second never starts while the
 * first is held.
 */
#define BEHIND_AT	(4 * FAULT_LEN)

#define STIMULI_BEHIND(X, path) \
	STIMULI_WORKER_FEW(X, path) \
	X(path, sigterm) \
	X(path, sigkill_process) \
	X(path, exit_group) \
	X(path, execve)

static long write_behind_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe;

	held_request(c, IORING_OP_WRITE, cell_fds(c)[FD_IN])->flags = IOSQE_ASYNC;
	sqe = add_request(c, REQUEST_OTHER, IORING_OP_WRITE, cell_fds(c)[FD_IN],
			  uring(c)->data, FAULT_LEN);
	sqe->flags = IOSQE_ASYNC;
	sqe->off = BEHIND_AT;
	return submit_async(c);
}

/* Done in full, or cancelled because its submitter is gone. */
static const char *write_behind_check(struct fault_cell *c, long ret)
{
	const char *wrong = load_async_check(c, ret);
	int res = uring(c)->res[REQUEST_OTHER];

	if (!wrong && res != FAULT_LEN && !(res == -ECANCELED && cell_submitter_exits(c)))
		wrong = complain("the write behind it: cqe.res %d, expected %d", res, FAULT_LEN);
	if (!wrong && res == FAULT_LEN &&
	    uring(c)->place[REQUEST_OTHER] < uring(c)->place[REQUEST_HELD])
		wrong = complain("the write behind it completed ahead of it");
	return wrong;
}

static const char *write_behind_conserve(struct fault_cell *c, long moved)
{
	off_t size = lseek(cell_fds(c)[FD_IN], 0, SEEK_END);
	bool behind = uring(c)->seen[REQUEST_OTHER] && uring(c)->res[REQUEST_OTHER] > 0;

	moved = bytes_reported(c);
	if (size != (behind ? BEHIND_AT + FAULT_LEN : moved))
		return complain("the file has %ld bytes", (long)size);
	return check_file_head(c, moved);
}

FAULT_PATH(uring_write_behind, SOURCES_ANON, STIMULI_BEHIND) = {
	.name = "uring_write_behind", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/io-wq.c:io_get_next_work(): hashed work",
	.probe = probe_worker, .setup = empty_file, .arm = uring_arm,
	.run = write_behind_run, .check = write_behind_check,
	.conserve = write_behind_conserve, .poke = uring_poke, .teardown = uring_teardown,
};

/* ---- statx ---------------------------------------------------------------- */

PROBE_OPCODE(probe_statx_opcode, IORING_OP_STATX, NEED_URING_STATX)

static const struct answer *probe_statx(void)
{
	return probe_worker() ?: probe_statx_opcode();
}

/* Always a worker's: it may sleep for long. */
static long statx_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = held_request(c, IORING_OP_STATX, cell_fds(c)[FD_IN]);

	sqe->off = sqe->addr;
	sqe->addr = (uintptr_t)"";
	sqe->len = STATX_BASIC_STATS;
	sqe->statx_flags = AT_EMPTY_PATH;
	return submit_async(c);
}

static const char *statx_check(struct fault_cell *c, long ret)
{
	const char *wrong = check_async(c, ret, 0);
	struct statx *stat = cell_buf(c), again;

	memset(&again, 0xff, sizeof(again));
	if (!wrong && stat->stx_size != cell_len(c))
		wrong = complain("stx_size is %llu, expected %zu",
				 (unsigned long long)stat->stx_size, cell_len(c));
	if (!wrong)
		wrong = attributes_check(cell_fds(c)[FD_IN], stat);
	if (!wrong && (syscall(SYS_statx, cell_fds(c)[FD_IN], "", AT_EMPTY_PATH,
			       STATX_BASIC_STATS, &again) ||
		       memcmp(stat, &again, sizeof(again))))
		wrong = complain("the attributes are others the second time");
	return wrong ?: check_page_around(c, sizeof(*stat));
}

FAULT_PATH(uring_statx, SOURCES_ANON, STIMULI_WORKER) = {
	.name = "uring_statx", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .len = sizeof(struct statx),
	.decides = "io_uring/statx.c:io_statx(), fs/stat.c:cp_statx()",
	.probe = probe_statx, .setup = full_file, .arm = uring_arm,
	.run = statx_run, .check = statx_check,
	.poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_FAILS(uring_statx, SOURCES_FAILING_KERNEL)

#endif /* IO_URING_WORKER_H */
