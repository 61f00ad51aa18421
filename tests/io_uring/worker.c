// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that an io-wq worker issues, a thread of the process, while the submitter
 * waits in io_uring_enter().  A signal ends that wait with EINTR; the request goes on
 * and completes, once, after the release.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../uaccess/attributes.h"
#include "commands.h"
#include "completions.h"
#include "events.h"
#include "families.h"
#include "libc.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

/* ---- Pipes ---------------------------------------------------------------- */

const struct fault_path path_uring_read_async = {
	.name = "uring_read_async", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/io-wq.c:io_worker_handle_work(), fs/pipe.c:anon_pipe_read()",
	.probe = uring_probe_worker, .setup = uring_full_pipe, .arm = uring_arm,
	.run = uring_read_async_run, .check = uring_store_async_check,
	.conserve = uring_source_conserve_async, .teardown = uring_teardown,
};

static long write_async_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_WRITE, cell_fds(c)[FD_OUT])->flags = IOSQE_ASYNC;
	return uring_submit_async(c);
}

const struct fault_path path_uring_write_async = {
	.name = "uring_write_async", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/io-wq.c:io_worker_handle_work(), fs/pipe.c:anon_pipe_write()",
	.probe = uring_probe_worker, .setup = uring_open_pipe, .arm = uring_arm,
	.run = write_async_run, .check = uring_load_async_check,
	.conserve = uring_sink_conserve_async, .teardown = uring_teardown,
};

/*
 * Two completions are waited for at once, and task work brings the first: the submitter
 * must sleep on until the second.
 */
static long read_staggered_run(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	int ret;

	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN])->flags = IOSQE_ASYNC;
	ret = io_uring_submit(&u->ring);
	if (ret < 0)
		return ret;
	ret = uring_await(u, REQUEST_HELD, 2);
	return ret ?: u->res[REQUEST_HELD];
}

static const struct fault_path path_uring_read_staggered = {
	.name = "uring_read_staggered", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_cqring_wait(), io_should_wake()",
	.probe = uring_probe_worker, .setup = uring_full_pipe, .arm = uring_arm,
	.run = read_staggered_run, .check = uring_store_async_check,
	.conserve = uring_source_conserve_async, .teardown = uring_teardown,
};

/* ---- Files ---------------------------------------------------------------- */

/* On x86-64 a failing copy ends at the exact byte. */
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

	return err ?: uring_send_payload(cell_fds(c)[FD_IN], cell_len(c));
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

static const struct fault_path path_uring_read_file_async = {
	.name = "uring_read_file_async", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, HALF_GOOD },
	.decides = "io_uring/io-wq.c:io_worker_handle_work(), mm/shmem.c:shmem_file_read_iter()",
	.probe = uring_probe_worker, .setup = full_file, .arm = uring_arm,
	.run = uring_read_async_run, .check = uring_store_async_check,
	.conserve = read_file_conserve, .teardown = uring_teardown,
};

static long write_file_async_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_WRITE, cell_fds(c)[FD_IN])->flags = IOSQE_ASYNC;
	return uring_submit_async(c);
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
	moved = uring_bytes_reported(c);
	if (size != moved)
		return complain("the file has %ld bytes, expected %ld", (long)size, moved);
	return check_file_head(c, moved);
}

static const struct fault_path path_uring_write_file_async = {
	.name = "uring_write_file_async", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, HALF_GOOD },
	.decides = "io_uring/io-wq.c:io_worker_handle_work(), mm/filemap.c:generic_perform_write()",
	.probe = uring_probe_worker, .setup = empty_file, .arm = uring_arm,
	.run = write_file_async_run, .check = uring_load_async_check,
	.conserve = write_file_conserve, .teardown = uring_teardown,
};

/*
 * Writes to one file are queued behind each other: the second never starts while the
 * first is held. Not so with IOSQE_ASYNC: since 5.18 such a request is queued before it has
 * its file, and races with others for the inode's lock.
 */
#define BEHIND_AT	(4 * FAULT_LEN)

static const struct stimulus *const stimuli_behind[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigstop, &stimulus_sigkill,
	&stimulus_cancel_request, &stimulus_thread_exit, &stimulus_sigterm,
	&stimulus_sigkill_process, &stimulus_exit_group, &stimulus_execve, NULL
};

static long write_behind_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe;

	uring_add_held(c, IORING_OP_WRITE, cell_fds(c)[FD_IN]);
	sqe = uring_add(c, REQUEST_OTHER, IORING_OP_WRITE, cell_fds(c)[FD_IN],
			uring_of(c)->data, FAULT_LEN);
	sqe->off = BEHIND_AT;
	return uring_submit_async(c);
}

/* The second write must be done in full, or cancelled because its submitter is gone. */
static const char *write_behind_check(struct fault_cell *c, long ret)
{
	const char *wrong = uring_load_async_check(c, ret);
	int res = uring_of(c)->res[REQUEST_OTHER];

	if (!wrong && res != FAULT_LEN && !(res == -ECANCELED && cell_submitter_exits(c)))
		wrong = complain("the write behind it: cqe.res %d, expected %d", res, FAULT_LEN);
	if (!wrong && res == FAULT_LEN &&
	    uring_of(c)->place[REQUEST_OTHER] < uring_of(c)->place[REQUEST_HELD])
		wrong = complain("the write behind it completed ahead of it");
	return wrong;
}

static const char *write_behind_conserve(struct fault_cell *c, long moved)
{
	off_t size = lseek(cell_fds(c)[FD_IN], 0, SEEK_END);
	bool behind = uring_of(c)->seen[REQUEST_OTHER] && uring_of(c)->res[REQUEST_OTHER] > 0;

	moved = uring_bytes_reported(c);
	if (size != (behind ? BEHIND_AT + FAULT_LEN : moved))
		return complain("the file has %ld bytes", (long)size);
	return check_file_head(c, moved);
}

static const struct fault_path path_uring_write_behind = {
	.name = "uring_write_behind", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_prep_async_work(), io_uring/io-wq.c:io_get_next_work()",
	.probe = uring_probe_worker, .setup = empty_file, .arm = uring_arm,
	.run = write_behind_run, .check = write_behind_check,
	.conserve = write_behind_conserve, .teardown = uring_teardown,
};

/* ---- A wait behind the fault ---------------------------------------------- */

/*
 * An eventfd whose counter is not 0 can be written, says poll(), but not with the highest number
 * of all: the write copies it, and would then wait for a reader. A request that was cancelled
 * meanwhile does not wait, and its result is a code that is no business of user space: EINTR
 * has to be in its place.
 */
#define HIGHEST_COUNT	(UINT64_MAX - 1)

static int eventfd_of_one(struct fault_cell *c)
{
	int err = uring_setup(c);

	if (err)
		return err;
	cell_fds(c)[FD_IN] = eventfd(0, EFD_CLOEXEC);
	return eventfd_write(cell_fds(c)[FD_IN], 1) ? -errno : 0;
}

static void highest_fill(struct fault_cell *c, uint8_t *page)
{
	const uint64_t number = HIGHEST_COUNT;

	memcpy(cell_buf_in(c, page), &number, sizeof(number));
}

static const char *write_eventfd_check(struct fault_cell *c, long ret)
{
	return uring_check_async(c, ret, -EINTR) ?: check_page_around(c, 0);
}

static const char *eventfd_conserve(struct fault_cell *c, long moved)
{
	eventfd_t count = 0;

	(void)moved;
	if (eventfd_read(cell_fds(c)[FD_IN], &count) || count != 1)
		return complain("the counter is %#llx", (unsigned long long)count);
	return NULL;
}

static const struct fault_path path_uring_write_eventfd = {
	.name = "uring_write_eventfd", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER, .len = sizeof(uint64_t), .ok = -EINTR,
	.decides = "fs/eventfd.c:eventfd_write(), io_uring/rw.c:io_rw_done()",
	.probe = uring_probe_worker, .setup = eventfd_of_one, .fill = highest_fill,
	.arm = uring_arm, .run = write_file_async_run, .check = write_eventfd_check,
	.conserve = eventfd_conserve, .teardown = uring_teardown,
};

/* ---- statx ---------------------------------------------------------------- */

static const struct answer *probe_statx(void)
{
	return uring_probe_worker() ?: uring_probe_opcode(IORING_OP_STATX, NEED_URING_STATX);
}

/* A worker always does it, because it may sleep for long. */
static long statx_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add_held(c, IORING_OP_STATX, cell_fds(c)[FD_IN]);

	sqe->off = sqe->addr;
	sqe->addr = (uintptr_t)"";
	sqe->len = STATX_BASIC_STATS;
	sqe->statx_flags = AT_EMPTY_PATH;
	return uring_submit_async(c);
}

static const char *statx_check(struct fault_cell *c, long ret)
{
	const char *wrong = uring_check_async(c, ret, 0);
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

static const struct fault_path path_uring_statx = {
	.name = "uring_statx", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .len = sizeof(struct statx),
	.decides = "io_uring/statx.c:io_statx(), fs/stat.c:cp_statx()",
	.probe = probe_statx, .setup = full_file, .arm = uring_arm,
	.run = statx_run, .check = statx_check, .teardown = uring_teardown,
};

const struct matrix_row rows_uring_worker[] = {
	{ .path = &path_uring_read_async, .sources = sources_thp_store,
	  .stimuli = stimuli_ordered, .own = uring_worker_events,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_uring_write_async, .sources = sources_held_load,
	  .stimuli = stimuli_ordered, .own = uring_worker_events,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_uring_read_async, .sources = sources_anon,
	  .stimuli = uring_worker_signals },
	{ .path = &path_uring_write_async, .sources = sources_anon,
	  .stimuli = uring_worker_signals },
	{ .path = &path_uring_write_eventfd, .stimuli = STIMULI(&stimulus_sigkill),
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_minor_shmem),
	  .own = STIMULI(&stimulus_cancel_request) },
	{ .path = &path_uring_read_staggered, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_task_work) },
	{ .path = &path_uring_read_file_async, .sources = sources_held_store,
	  .stimuli = stimuli_few,
	  .own = STIMULI(&stimulus_cancel_request, &stimulus_thread_exit),
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_uring_write_file_async, .sources = sources_held_load,
	  .stimuli = stimuli_few,
	  .own = STIMULI(&stimulus_cancel_request, &stimulus_thread_exit),
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_uring_write_behind, .sources = sources_anon,
	  .stimuli = stimuli_behind },
	{ .path = &path_uring_statx, .sources = sources_anon, .stimuli = stimuli_ordered,
	  .own = uring_worker_events, .fails = sources_failing_kernel },
	{ }
};
