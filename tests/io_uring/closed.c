// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rings that are closed while a request is held.  A task that waits in io_uring_enter()
 * would keep the ring, so the submitter waits for an eventfd instead.
 *
 * Deciding kernel code: io_uring/io_uring.c:io_ring_exit_work().
 */
#include <errno.h>
#include <linux/futex.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "closed.h"
#include "completions.h"
#include "events.h"
#include "families.h"
#include "pinned.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

/**
 * uring_arm_eventfd() - make the ring announce its completions on FD_DONE.
 * @c: the cell, in the victim, with a ring.
 * Return: 0 or -errno.
 */
int uring_arm_eventfd(struct fault_cell *c)
{
	return uring_register(c, IORING_REGISTER_EVENTFD, &cell_fds(c)[FD_DONE], 1);
}

static int closed_arm(struct fault_cell *c)
{
	int err = uring_arm(c);

	return err ?: uring_arm_eventfd(c);
}

/* Record a completion that went with the ring; the check of the data shows if it is true. */
static void note_unseen(struct fault_cell *c, long res)
{
	uring_of(c)->seen[REQUEST_HELD] = 1;
	uring_of(c)->res[REQUEST_HELD] = res;
}

static bool held_is_done(struct uring *u)
{
	if (atomic_load(&u->closed))
		return atomic_load(&u->wakes) >= 2;	/* by the poll request and the held one */
	uring_reap(u);
	return u->seen[REQUEST_HELD];
}

static long wait_eventfd(struct fault_cell *c, long ok)
{
	struct uring *u = uring_of(c);
	eventfd_t count;

	do {
		if (eventfd_read(cell_fds(c)[FD_DONE], &count))
			return -errno;
		atomic_fetch_add(&u->wakes, count);
		syscall(SYS_futex, &u->wakes, FUTEX_WAKE, 1, NULL, NULL, 0);
	} while (!held_is_done(u));
	if (atomic_load(&u->closed))
		note_unseen(c, ok);
	return u->res[REQUEST_HELD];
}

/**
 * uring_submit_and_wait_eventfd() - have the fault in another task.
 * @c: the cell, in the submitter, which waits for an eventfd and not in the ring.
 * @ok: the result to assume if the ring is gone; the check of the data shows if it is true.
 * Return: the request's result or -errno.
 */
long uring_submit_and_wait_eventfd(struct fault_cell *c, long ok)
{
	int ret;

	ret = io_uring_submit(&uring_of(c)->ring);
	return ret < 0 ? ret : wait_eventfd(c, ok);
}

static const char *check_unless_closed(struct fault_cell *c, long ret, long want)
{
	return atomic_load(&uring_of(c)->closed) ? NULL : uring_check_async(c, ret, want);
}

static long read_closed_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN])->flags = IOSQE_ASYNC;
	return uring_submit_and_wait_eventfd(c, cell_len(c));
}

/**
 * uring_read_closed_check() - fault_path.check: like uring_store_async_check(), also for a
 *	ring that is closed.
 * @c: the cell, in the submitter.
 * @ret: result of run().
 * Return: NULL, or a complaint.
 */
const char *uring_read_closed_check(struct fault_cell *c, long ret)
{
	return check_unless_closed(c, ret, cell_len(c)) ?:
	       check_payload(cell_buf(c), cell_len(c)) ?: check_page_around(c, cell_len(c));
}

static const struct fault_path path_uring_read_eventfd = {
	.name = "uring_read_eventfd", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_ring_exit_work(), io_uring/io-wq.c:__io_wq_worker_cancel()",
	.probe = uring_probe_worker, .setup = uring_full_pipe, .arm = closed_arm,
	.run = read_closed_run, .check = uring_read_closed_check,
	.conserve = uring_source_conserve_async, .teardown = uring_teardown,
};

static long populate_closed_run(struct fault_cell *c)
{
	uring_add_populate(c);
	return uring_submit_and_wait_eventfd(c, 0);
}

static const char *populate_closed_check(struct fault_cell *c, long ret)
{
	return check_unless_closed(c, ret, 0) ?: check_page_around(c, 0);
}

static const struct fault_path path_uring_populate_eventfd = {
	.name = "uring_populate_eventfd", .class = PATH_WORKER_GUP, .access = FAULT_STORE,
	.flags = PATH_WORKER, .len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.decides = "io_uring/io_uring.c:io_ring_exit_work(), io_uring/io-wq.c:__io_wq_worker_cancel()",
	.probe = uring_probe_populate, .setup = uring_setup, .arm = closed_arm,
	.run = populate_closed_run, .check = populate_closed_check,
	.teardown = uring_teardown,
};

const struct matrix_row rows_uring_closed[] = {
	{ .path = &path_uring_read_eventfd, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill),
	  .own = STIMULI(&stimulus_task_work, &stimulus_close_ring) },
	{ .path = &path_uring_populate_eventfd, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill),
	  .own = STIMULI(&stimulus_task_work, &stimulus_close_ring) },
	{ }
};
