// SPDX-License-Identifier: GPL-2.0-only
/*
 * Actions of the victim's leader, one for each stimulus that needs one: stimulus.act.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"
#include "libc.h"

#define COST_SIGNAL	SIGWINCH	/* of no timer, and ignored by default */
#define COST_TRIES	8
#define PERIOD_IN_SIGNALS 4	/* of a timer, at least */

static volatile sig_atomic_t signals_taken;

static void take_signal(int signo)
{
	(void)signo;
	signals_taken++;
}

/*
 * Measure the nanoseconds of one signal to this thread, handler and return: least of many. The
 * leader has all signals blocked, and takes this one for once. -EIO if it does not come; a
 * terminal may send more of them.
 */
static long signal_cost(void)
{
	struct sigaction action = { .sa_handler = take_signal }, before;
	long cost, least = LONG_MAX;
	sigset_t set, mask;
	uint64_t begin;
	int tries;

	signals_taken = 0;
	sigemptyset(&set);
	sigaddset(&set, COST_SIGNAL);
	sigaction(COST_SIGNAL, &action, &before);
	pthread_sigmask(SIG_UNBLOCK, &set, &mask);
	for (tries = 0; tries < COST_TRIES; tries++) {
		begin = now_ns();
		raise(COST_SIGNAL);
		cost = (long)(now_ns() - begin);
		least = cost < least ? cost : least;
	}
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	sigaction(COST_SIGNAL, &before, NULL);
	return signals_taken >= COST_TRIES ? least : -EIO;
}

/**
 * start_timer() - stimulus.act: start the timer of the stalled thread.
 * @c: the cell, in the victim.
 *
 * An emulated kernel with KASAN and lockdep may not be back in the fault from one signal when
 * a fast timer sends the next one, and nothing would ever stall: there the timer is slower.
 *
 * Return: 0 or -errno.
 */
int start_timer(struct fault_cell *c)
{
	long cost = signal_cost(), least = PERIOD_IN_SIGNALS * cost;
	long period = c->stim->period_ns > least ? c->stim->period_ns : least;
	struct itimerspec when = {
		.it_value = { period / 1000000000, period % 1000000000 },
		.it_interval = { period / 1000000000, period % 1000000000 },
	};
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = c->stim->signo,
	};

	if (cost < 0)
		return cost;
	event.sigev_notify_thread_id = atomic_load(&c->victim.shared->tid);
	if (timer_create(CLOCK_MONOTONIC, &event, &c->timer))
		return -errno;
	c->timer_armed = true;
	return timer_settime(c->timer, 0, &when, NULL) ? -errno : 0;
}

/**
 * free_thread() - stimulus.act: unblock the signal in the leader, which can then take it.
 * @c: the cell, in the victim.
 * Return: 0 or -errno.
 */
int free_thread(struct fault_cell *c)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, c->stim->signo);
	return -pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

/**
 * exit_all() - stimulus.act: end the process by exit_group().
 * @c: the cell, in the victim.
 * Return: never.
 */
int exit_all(struct fault_cell *c)
{
	(void)c;
	_exit(0);
}

/**
 * exec_self() - stimulus.act: execve() the program itself, whose new image exits at once.
 * @c: the cell, in the victim.
 * Return: -errno if execve() failed, else never.
 */
int exec_self(struct fault_cell *c)
{
	char *argv[] = { "faultsig", NULL };
	char *envp[] = { EXEC_CHILD_ENV "=1", NULL };

	(void)c;
	execve("/proc/self/exe", argv, envp);
	return -errno;
}
