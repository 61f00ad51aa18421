// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rings with IORING_SETUP_SQPOLL: a thread of the process issues the requests, takes the
 * fault with uring_lock held, and also does the task work.
 */
#include "closed.h"
#include "completions.h"
#include "events.h"
#include "families.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

static long sqpoll_read_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	return uring_submit_async(c);
}

const struct fault_path path_uring_sqpoll_read = {
	.name = "uring_sqpoll_read", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/sqpoll.c:__io_sq_thread(), fs/pipe.c:anon_pipe_read()",
	.probe = uring_probe_sqpoll, .setup = uring_full_pipe, .arm = uring_arm_sqpoll,
	.run = sqpoll_read_run, .check = uring_store_async_check,
	.conserve = uring_source_conserve_async, .teardown = uring_teardown,
};

static long sqpoll_write_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_WRITE, cell_fds(c)[FD_OUT]);
	return uring_submit_async(c);
}

static const struct fault_path path_uring_sqpoll_write = {
	.name = "uring_sqpoll_write", .class = PATH_WORKER_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_WORKER, .ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, 0 },
	.decides = "io_uring/sqpoll.c:__io_sq_thread(), fs/pipe.c:anon_pipe_write()",
	.probe = uring_probe_sqpoll, .setup = uring_open_pipe, .arm = uring_arm_sqpoll,
	.run = sqpoll_write_run, .check = uring_load_async_check,
	.conserve = uring_sink_conserve_async, .teardown = uring_teardown,
};

static int sqpoll_eventfd_arm(struct fault_cell *c)
{
	int err = uring_arm_sqpoll(c);

	return err ?: uring_arm_eventfd(c);
}

static long sqpoll_closed_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	return uring_submit_and_wait_eventfd(c, cell_len(c));
}

static const struct fault_path path_uring_sqpoll_read_eventfd = {
	.name = "uring_sqpoll_read_eventfd", .class = PATH_WORKER_UACCESS,
	.access = FAULT_STORE, .flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/io_uring.c:io_ring_ctx_wait_and_kill()",
	.probe = uring_probe_sqpoll, .setup = uring_full_pipe, .arm = sqpoll_eventfd_arm,
	.run = sqpoll_closed_run, .check = uring_read_closed_check,
	.conserve = uring_source_conserve_async, .teardown = uring_teardown,
};

const struct matrix_row rows_uring_sqpoll[] = {
	{ .path = &path_uring_sqpoll_read, .sources = sources_held_store,
	  .stimuli = stimuli_ordered, .own = STIMULI(&stimulus_task_work),
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_uring_sqpoll_write, .sources = sources_held_load,
	  .stimuli = stimuli_ordered, .own = STIMULI(&stimulus_task_work),
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_uring_sqpoll_read, .sources = sources_anon,
	  .stimuli = uring_worker_signals },
	{ .path = &path_uring_sqpoll_read_eventfd, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill),
	  .own = STIMULI(&stimulus_task_work, &stimulus_close_sqpoll_ring) },
	{ }
};
