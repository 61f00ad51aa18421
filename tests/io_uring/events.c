// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events that can happen to a held request without any signal: task work for its submitter, a
 * cancellation, the end of its ring, the end of its submitter.  The victim's leader causes
 * them, while another thread of its process waits for the request.  And signals for the worker
 * itself, which has the request in its hands.
 *
 * Deciding kernel code: io_uring/io_uring.c:io_req_normal_work_add(), io_ring_exit_work(),
 * io_uring/io-wq.c:__io_wq_worker_cancel(), io_uring/cancel.c, kernel/fork.c:copy_process()
 * (the mask of a worker).
 */
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "events.h"
#include "ring.h"

#define CLOSE_DEADLINE_NS	800000000L	/* to the cancelled poll: 0.2 ms idle */

static int complete_poll(struct fault_cell *c)
{
	atomic_fetch_or(&uring_of(c)->due, BIT_OF(REQUEST_POLL));
	return eventfd_write(cell_fds(c)[FD_POLLED], 1) ? -errno : 0;
}

const struct stimulus stimulus_task_work = {
	.name = "task_work", .effect = EFFECT_TASK_WORK,
	.flags = STIM_POKE,
	.story = "another request completes: task work, no signal at all",
	.send = have_leader_act, .act = complete_poll,
};

static int cancel_held(struct fault_cell *c)
{
	int ret;

	uring_add(c, REQUEST_CANCEL, IORING_OP_ASYNC_CANCEL, -1,
		  (void *)(uintptr_t)REQUEST_HELD, 0);
	ret = io_uring_submit(&uring_of(c)->ring);
	return ret == 1 ? 0 : ret < 0 ? ret : -EIO;
}

const struct stimulus stimulus_cancel_request = {
	.name = "cancel", .effect = EFFECT_TASK_WORK,
	.flags = STIM_POKE,
	.story = "the stalled request is cancelled: no signal at all",
	.send = have_leader_act, .act = cancel_held,
};

/*
 * Close the ring. io_ring_exit_work() cancels all workers' requests and then the poll request,
 * whose completion proves that it came so far.
 */
static int close_ring(struct fault_cell *c)
{
	struct timespec deadline = { .tv_nsec = CLOSE_DEADLINE_NS };
	struct uring *u = uring_of(c);

	atomic_store(&u->closed, true);
	io_uring_queue_exit(&u->ring);
	while (!atomic_load(&u->wakes))
		if (syscall(SYS_futex, &u->wakes, FUTEX_WAIT, 0, &deadline, NULL, 0) &&
		    errno == ETIMEDOUT)
			return -ETIMEDOUT;
	return 0;
}

#define CLOSE_RING(close) \
	.name = "close_ring", .effect = EFFECT_TASK_WORK, \
	.flags = STIM_POKE, \
	.story = "the ring of the stalled request is closed: no signal at all", \
	.send = have_leader_act, .act = close

const struct stimulus stimulus_close_ring = { CLOSE_RING(close_ring) };

static void *closer_thread(void *arg)
{
	io_uring_queue_exit(&uring_of(arg)->ring);
	return NULL;
}

/*
 * Close the ring in a thread of its own: close() takes uring_lock, which the stalled SQPOLL
 * thread holds, and so sleeps until the release.
 */
static int close_sqpoll_ring(struct fault_cell *c)
{
	pthread_t closer;

	atomic_store(&uring_of(c)->closed, true);
	return -pthread_create(&closer, NULL, closer_thread, c);
}

const struct stimulus stimulus_close_sqpoll_ring = { CLOSE_RING(close_sqpoll_ring) };

const struct stimulus stimulus_thread_exit = {
	.name = "thread_exit", .effect = EFFECT_TASK_WORK,
	.flags = STIM_SUBMITTER_EXIT,
	.story = "the submitting thread exits while its request is stalled",
	.send = have_submitter_exit,
};

/*
 * Signals by the id of the worker, which is a thread of the process, but blocks what can be
 * blocked, and so keeps it for ever. Nobody else may take it: not even one that would kill.
 */
static const struct stimulus stimulus_worker_sigusr1 = {
	.name = "worker_sigusr1", .effect = EFFECT_BLOCKED,
	.signo = SIGUSR1, .flags = STIM_TASK,
	.story = "SIGUSR1 with a handler, to the worker in the fault, which blocks all signals",
	.send = send_to_task,
};

static const struct stimulus stimulus_worker_sigterm = {
	.name = "worker_sigterm", .effect = EFFECT_BLOCKED,
	.signo = SIGTERM, .flags = STIM_TASK,
	.story = "SIGTERM, default action, to the worker in the fault, which blocks all signals",
	.send = send_to_task,
};

static const struct stimulus stimulus_worker_sigstop = {
	.name = "worker_sigstop", .effect = EFFECT_STOP,
	.signo = SIGSTOP, .flags = STIM_STOP | STIM_TASK,
	.story = "SIGSTOP to the worker in the fault, which stops the process once it can",
	.send = send_to_task, .see = see_job_stop, .undo = end_job_stop,
};

static const struct stimulus stimulus_worker_sigkill = {
	.name = "worker_sigkill", .effect = EFFECT_KILL,
	.signo = SIGKILL, .flags = STIM_DEFAULT | STIM_TASK,
	.story = "SIGKILL to the worker in the fault",
	.send = send_to_task,
};

const struct stimulus *const uring_worker_signals[] = {
	&stimulus_worker_sigusr1, &stimulus_worker_sigterm, &stimulus_worker_sigstop,
	&stimulus_worker_sigkill, NULL
};

const struct stimulus *const uring_worker_events[] = {
	&stimulus_task_work, &stimulus_cancel_request, &stimulus_thread_exit, NULL
};
