/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rings that are closed while a request is held.  Whoever waits in io_uring_enter()
 * keeps the ring, so the submitter waits for an eventfd instead.
 *
 * Deciding kernel code: io_uring/io_uring.c:io_ring_exit_work(), which cancels all
 * workers' requests and then the poll request: that one's completion proves that it
 * got there.
 */
#ifndef IO_URING_CLOSED_H
#define IO_URING_CLOSED_H

#define CLOSE_DEADLINE_NS	800000000L	/* to the cancelled poll: 0.2 ms idle */

#define STIMULI_CLOSED(X, path) \
	X(path, none) \
	X(path, sigkill) \
	X(path, task_work) \
	X(path, close_ring)

static int eventfd_arm(struct fault_cell *c)
{
	int err = uring_arm(c);

	return err ?: uring_register(c, IORING_REGISTER_EVENTFD, &cell_fds(c)[FD_DONE], 1);
}

/* The ring took the completion with it; whether it is true, the data say. */
static void note_unseen(struct fault_cell *c, long res)
{
	uring(c)->seen[REQUEST_HELD] = 1;
	uring(c)->res[REQUEST_HELD] = res;
}

static bool held_is_done(struct uring *u)
{
	if (atomic_load(&u->closed))
		return atomic_load(&u->wakes) >= 2;	/* the poll request's, and its own */
	reap(u);
	return u->seen[REQUEST_HELD];
}

static long wait_eventfd(struct fault_cell *c, long ok)
{
	struct uring *u = uring(c);
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

static long submit_and_wait_eventfd(struct fault_cell *c, long ok)
{
	int ret;

	ret = io_uring_submit(&uring(c)->ring);
	return ret < 0 ? ret : wait_eventfd(c, ok);
}

static int close_ring(struct fault_cell *c)
{
	struct timespec deadline = { .tv_nsec = CLOSE_DEADLINE_NS };
	struct uring *u = uring(c);

	atomic_store(&u->closed, true);
	io_uring_queue_exit(&u->ring);
	while (!atomic_load(&u->wakes))
		if (syscall(SYS_futex, &u->wakes, FUTEX_WAIT, 0, &deadline, NULL, 0) &&
		    errno == ETIMEDOUT)
			return -ETIMEDOUT;
	return 0;
}

static int closed_poke(struct fault_cell *c, const struct stimulus *stim)
{
	return stim == &stimulus_close_ring ? close_ring(c) : uring_poke(c, stim);
}

static const char *check_unless_closed(struct fault_cell *c, long ret, long want)
{
	return atomic_load(&uring(c)->closed) ? NULL : check_async(c, ret, want);
}

static long read_closed_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_READ, cell_fds(c)[FD_IN])->flags = IOSQE_ASYNC;
	return submit_and_wait_eventfd(c, cell_len(c));
}

static const char *read_closed_check(struct fault_cell *c, long ret)
{
	return check_unless_closed(c, ret, cell_len(c)) ?:
	       check_payload(cell_buf(c), cell_len(c)) ?: check_page_around(c, cell_len(c));
}

FAULT_PATH(uring_read_eventfd, SOURCES_ANON, STIMULI_CLOSED) = {
	.name = "uring_read_eventfd", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_ring_exit_work(), io_uring/io-wq.c:__io_wq_worker_cancel()",
	.probe = probe_worker, .setup = full_pipe, .arm = eventfd_arm,
	.run = read_closed_run, .check = read_closed_check,
	.conserve = source_conserve_async, .poke = closed_poke, .teardown = uring_teardown,
};

static long populate_closed_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_MADVISE, -1)->fadvise_advice = MADV_POPULATE_WRITE;
	return submit_and_wait_eventfd(c, 0);
}

static const char *populate_closed_check(struct fault_cell *c, long ret)
{
	return check_unless_closed(c, ret, 0) ?: check_page_around(c, 0);
}

FAULT_PATH(uring_populate_eventfd, SOURCES_ANON, STIMULI_CLOSED) = {
	.name = "uring_populate_eventfd", .class = PATH_WORKER_GUP, .access = FAULT_STORE,
	.flags = PATH_WORKER, .len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.decides = "io_uring/io_uring.c:io_ring_exit_work(), io_uring/io-wq.c:__io_wq_worker_cancel()",
	.probe = probe_populate, .setup = uring_setup, .arm = eventfd_arm,
	.run = populate_closed_run, .check = populate_closed_check,
	.poke = closed_poke, .teardown = uring_teardown,
};

#endif /* IO_URING_CLOSED_H */
