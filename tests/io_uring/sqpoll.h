/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rings with IORING_SETUP_SQPOLL: a thread of the process issues the requests, and
 * takes the fault with uring_lock held; task work is that thread's, too.
 */
#ifndef IO_URING_SQPOLL_H
#define IO_URING_SQPOLL_H

static const struct answer *probe_sqpoll_thread(void)
{
	return probe_worker() ?: probe_sqpoll();
}

static long sqpoll_read_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	return submit_async(c);
}

FAULT_PATH(uring_sqpoll_read, SOURCES_HELD_STORE, STIMULI_ORDERED_POKED) = {
	.name = "uring_sqpoll_read", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/sqpoll.c:__io_sq_thread(), fs/pipe.c:anon_pipe_read()",
	.probe = probe_sqpoll_thread, .setup = full_pipe, .arm = sqpoll_arm,
	.run = sqpoll_read_run, .check = store_async_check,
	.conserve = source_conserve_async, .poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_SHORT(uring_sqpoll_read, SOURCES_FAILING_KERNEL)

static long sqpoll_write_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_WRITE, cell_fds(c)[FD_OUT]);
	return submit_async(c);
}

FAULT_PATH(uring_sqpoll_write, SOURCES_HELD_LOAD, STIMULI_ORDERED_POKED) = {
	.name = "uring_sqpoll_write", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/sqpoll.c:__io_sq_thread(), fs/pipe.c:anon_pipe_write()",
	.probe = probe_sqpoll_thread, .setup = open_pipe, .arm = sqpoll_arm,
	.run = sqpoll_write_run, .check = load_async_check,
	.conserve = sink_conserve_async, .poke = uring_poke, .teardown = uring_teardown,
};

FAULT_PATH_SHORT(uring_sqpoll_write, SOURCES_FAILING_KERNEL)

/*
 * close() takes uring_lock, which the stalled thread holds: it sleeps until the release,
 * and so a thread of its own does it.
 */
static void *closer_thread(void *arg)
{
	io_uring_queue_exit(&uring(arg)->ring);
	return NULL;
}

static int sqpoll_close_poke(struct fault_cell *c, const struct stimulus *stim)
{
	pthread_t closer;

	if (stim != &stimulus_close_ring)
		return uring_poke(c, stim);
	atomic_store(&uring(c)->closed, true);
	return -pthread_create(&closer, NULL, closer_thread, c);
}

static int sqpoll_eventfd_arm(struct fault_cell *c)
{
	int err = sqpoll_arm(c);

	return err ?: uring_register(c, IORING_REGISTER_EVENTFD, &cell_fds(c)[FD_DONE], 1);
}

static long sqpoll_closed_run(struct fault_cell *c)
{
	held_request(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	return submit_and_wait_eventfd(c, cell_len(c));
}

FAULT_PATH(uring_sqpoll_read_eventfd, SOURCES_ANON, STIMULI_CLOSED) = {
	.name = "uring_sqpoll_read_eventfd", .class = PATH_WORKER_UACCESS,
	.access = FAULT_STORE, .flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_ring_ctx_wait_and_kill()",
	.probe = probe_sqpoll_thread, .setup = full_pipe, .arm = sqpoll_eventfd_arm,
	.run = sqpoll_closed_run, .check = read_closed_check,
	.conserve = source_conserve_async, .poke = sqpoll_close_poke,
	.teardown = uring_teardown,
};

#endif /* IO_URING_SQPOLL_H */
