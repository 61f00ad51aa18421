// SPDX-License-Identifier: GPL-2.0-only
/*
 * See and end a job-control stop: stimulus.see and stimulus.undo of SIGSTOP.
 *
 * Deciding kernel code: kernel/signal.c:do_signal_stop(), prepare_signal(),
 * kernel/exit.c:wait_task_stopped(), wait_task_continued().
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "observe.h"

/*
 * Are the threads stopped that are in no fault? They are the leader, and a thread that waits
 * for a worker.
 */
static bool free_threads_stopped(struct fault_cell *c)
{
	pid_t tid = atomic_load(&c->victim.shared->tid);

	if (task_state(c->victim.pid, c->victim.pid) != 'T')
		return false;
	if (!(c->path->flags & PATH_ASYNC) || tid == fault_tid(c))
		return true;
	return task_state(c->victim.pid, tid) == 'T';
}

static bool await_free_stop(struct fault_cell *c)
{
	uint64_t deadline = deadline_in(STOP_DEADLINE_MS);
	struct timespec pace = { .tv_nsec = SAMPLE_PERIOD_NS };

	while (!free_threads_stopped(c)) {
		if (victim_dead(c) || now_ns() > deadline)
			return false;
		nanosleep(&pace, NULL);
	}
	return true;
}

static bool await_continue_report(struct fault_cell *c)
{
	uint64_t deadline = deadline_in(STOP_DEADLINE_MS);
	struct timespec pace = { .tv_nsec = SAMPLE_PERIOD_NS };
	siginfo_t info = { 0 };

	while (waitid(P_PID, c->victim.pid, &info, WCONTINUED | WNOHANG) || !info.si_pid) {
		if (victim_dead(c) || now_ns() > deadline)
			return false;
		nanosleep(&pace, NULL);
	}
	return info.si_code == CLD_CONTINUED;
}

/**
 * see_job_stop() - stimulus.see: tell whether the victim's stop was reported to its parent.
 * @c: the cell.
 * Return: true once, when CLD_STOPPED comes.
 */
bool see_job_stop(struct fault_cell *c)
{
	siginfo_t info = { 0 };

	return !waitid(P_PID, c->victim.pid, &info, WSTOPPED | WNOHANG) && info.si_pid;
}

/**
 * end_job_stop() - stimulus.undo: prove that there was a stop, send SIGCONT, and prove that
 *	the stop is over.
 * @c: the cell, to which SIGSTOP was sent.
 *
 * A thread that is in no fault stops in any case, which proves the SIGSTOP; a thread that
 * waits for a worker has its EINTR by then. SIGCONT is reported even if not all threads had
 * stopped. If the stop was lost, there is nothing to prove any more.
 */
void end_job_stop(struct fault_cell *c)
{
	bool lost = !c->obs.stop_reported && !(c->stim->flags & STIM_CONT_HELD);

	if (!lost && !await_free_stop(c) && !victim_dead(c))
		wrong(c, "SIGSTOP was lost: a thread that is in no fault is not stopped after %d ms",
		      STOP_DEADLINE_MS);
	kill(c->victim.pid, SIGCONT);
	if (lost)
		return;
	c->obs.continued = true;
	c->obs.continue_reported = await_continue_report(c);
}
