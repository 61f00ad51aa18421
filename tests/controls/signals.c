// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals that are lost, doubled, out of order, handled by the wrong thread or although
 * ignored; fatal signals that do not kill, or kill in another way; timer storms without
 * progress.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"

/* ---- lost while held: SIG_IGN drops it in kernel/signal.c:prepare_signal() ---- */

static int arm_ignore(struct fault_cell *c)
{
	return signal(c->stim->signo, SIG_IGN) == SIG_ERR ? -errno : 0;
}

/* ---- lost after the release ---- */

static void set_blocked(int how, int first, int last)
{
	sigset_t set;
	int signo;

	sigemptyset(&set);
	for (signo = first; signo <= last; signo++)
		sigaddset(&set, signo);
	pthread_sigmask(how, &set, NULL);
}

static long read_and_swallow(struct fault_cell *c)
{
	struct timespec now = { 0 };
	sigset_t set;
	long ret;

	set_blocked(SIG_BLOCK, SIGUSR1, SIGUSR1);
	ret = rig_gup_run(c);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigtimedwait(&set, NULL, &now);
	return ret;
}

/* ---- handled twice ---- */

static long read_and_raise(struct fault_cell *c)
{
	long ret = rig_gup_run(c);

	raise(SIGUSR1);
	return ret;
}

/* ---- handled although ignored: the engine's handler, back in place ---- */

static int arm_handler(struct fault_cell *c)
{
	struct sigaction action;

	(void)c;
	if (sigaction(SIGRTMIN, NULL, &action) || sigaction(SIGUSR1, &action, NULL))
		return -errno;
	return 0;
}

/* ---- a queue of signals, taken in another way than it was sent ---- */

/* Take the higher number first, although the lower one is pending. */
static long read_and_reverse(struct fault_cell *c)
{
	long ret;

	set_blocked(SIG_BLOCK, QUEUE_LOWER, QUEUE_HIGHER);
	ret = rig_gup_run(c);
	set_blocked(SIG_UNBLOCK, QUEUE_HIGHER, QUEUE_HIGHER);
	set_blocked(SIG_UNBLOCK, QUEUE_LOWER, QUEUE_LOWER);
	return ret;
}

/* Take the pending signals of number @signo, in order. Returns how many there were. */
static int take_pending(int signo, siginfo_t infos[QUEUE_LOW])
{
	struct timespec now = { 0 };
	sigset_t set;
	int n = 0;

	sigemptyset(&set);
	sigaddset(&set, signo);
	while (n < QUEUE_LOW && sigtimedwait(&set, &infos[n], &now) == signo)
		n++;
	return n;
}

static void queue_again(const siginfo_t *info)
{
	/* The kernel lets a process send SI_QUEUE to itself with any si_pid. */
	syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), info->si_signo, info);
}

/* Act as a kernel that queues one instance of a signal and drops the next. */
static long read_and_merge(struct fault_cell *c)
{
	siginfo_t infos[QUEUE_LOW];
	int signo;
	long ret;

	set_blocked(SIG_BLOCK, QUEUE_LOWER, QUEUE_HIGHER);
	ret = rig_gup_run(c);
	for (signo = QUEUE_LOWER; signo <= QUEUE_HIGHER; signo++)
		if (take_pending(signo, infos))
			queue_again(&infos[0]);
	set_blocked(SIG_UNBLOCK, QUEUE_LOWER, QUEUE_HIGHER);
	return ret;
}

/* Take all signals, but the last one of a number first. */
static long read_and_requeue(struct fault_cell *c, void (*spoil)(siginfo_t *infos))
{
	siginfo_t infos[QUEUE_LOW];
	int i, n;
	long ret;

	set_blocked(SIG_BLOCK, QUEUE_LOWER, QUEUE_HIGHER);
	ret = rig_gup_run(c);
	n = take_pending(QUEUE_LOWER, infos);
	if (n == QUEUE_LOW)
		spoil(infos);
	for (i = 0; i < n; i++)
		queue_again(&infos[i]);
	set_blocked(SIG_UNBLOCK, QUEUE_LOWER, QUEUE_HIGHER);
	return ret;
}

static void swap_last(siginfo_t *infos)
{
	siginfo_t last = infos[QUEUE_LOW - 1];

	infos[QUEUE_LOW - 1] = infos[QUEUE_LOW - 2];
	infos[QUEUE_LOW - 2] = last;
}

static long read_and_swap(struct fault_cell *c)
{
	return read_and_requeue(c, swap_last);
}

static void forget_value(siginfo_t *infos)
{
	infos[1].si_value.sival_int = 0;
}

static long read_and_forget(struct fault_cell *c)
{
	return read_and_requeue(c, forget_value);
}

/* ---- the right signal from another sender: its siginfo was lost ---- */

static long read_and_resend(struct fault_cell *c)
{
	siginfo_t info[QUEUE_LOW];
	long ret;

	set_blocked(SIG_BLOCK, SIGUSR1, SIGUSR1);
	ret = rig_gup_run(c);
	if (take_pending(SIGUSR1, info) == 1)
		raise(SIGUSR1);
	set_blocked(SIG_UNBLOCK, SIGUSR1, SIGUSR1);
	return ret;
}

/* ---- deaths that are not due, or are due in another way ---- */

static int arm_default(struct fault_cell *c)
{
	return signal(c->stim->signo, SIG_DFL) == SIG_ERR ? -errno : 0;
}

static void exit_3(int signo)
{
	(void)signo;
	_exit(3);
}

static int arm_exit_3(struct fault_cell *c)
{
	return signal(c->stim->signo, exit_3) == SIG_ERR ? -errno : 0;
}

static long read_and_die(struct fault_cell *c)
{
	rig_gup_run(c);
	kill(getpid(), SIGKILL);
	return sysret(pause());
}

static const char *die_in_check(struct fault_cell *c, long ret)
{
	(void)c;
	(void)ret;
	_exit(EXIT_FAILURE);
}

/* ---- a signal of the fault itself, which can't be handled and yet is, or kills otherwise ---- */

static long unblock_and_load(struct fault_cell *c)
{
	set_blocked(SIG_UNBLOCK, SIGBUS, SIGSEGV);
	return rig_load_run(c);
}

static long die_first(struct fault_cell *c)
{
	(void)c;
	kill(getpid(), SIGKILL);
	return sysret(pause());
}

/* ---- timer storms ---- */

#define HANDLERS_TO_STOP	3

static struct sigaction engine_handler;

/* Block the signal after a few runs: it stays pending, and the thread asleep. */
static void go_deaf(int signo, siginfo_t *info, void *ucontext)
{
	static int runs;

	engine_handler.sa_sigaction(signo, info, ucontext);
	if (++runs == HANDLERS_TO_STOP)
		sigaddset(&((ucontext_t *)ucontext)->uc_sigmask, signo);
}

/* The next signal is there before the handler ends: the thread never sleeps in its fault again. */
static void outlast_period(int signo, siginfo_t *info, void *ucontext)
{
	engine_handler.sa_sigaction(signo, info, ucontext);
	rig_burn_cpu(2 * stimulus_timer_slow.period_ns);
}

static int arm_instead(struct fault_cell *c, void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction action;

	if (sigaction(c->stim->signo, NULL, &engine_handler))
		return -errno;
	action = engine_handler;
	action.sa_sigaction = handler;
	return sigaction(c->stim->signo, &action, NULL) ? -errno : 0;
}

static int arm_deaf(struct fault_cell *c)
{
	return arm_instead(c, go_deaf);
}

static int arm_slow(struct fault_cell *c)
{
	return arm_instead(c, outlast_period);
}

const struct control controls_signals[] = {
	{ .name = "loses_held_signal", CELL(good_gup, uffd_missing_anon, sigusr1),
	  .arm = arm_ignore, .observed = OUTCOME_WRONG,
	  .words = HELD
	  "; signal lost: 0 of 1 handler runs; signal lost: neither pending nor acted upon$" },
	{ .name = "survives_sigquit", CELL(good_gup, uffd_missing_anon, sigquit),
	  .arm = arm_ignore, .observed = OUTCOME_WRONG,
	  .words = HELD "; still alive after the release; signal lost: neither pending nor acted upon$",
	  .pace = BESIDE },
	{ .name = "free_thread_deaf", CELL(good_gup, uffd_missing_anon, sigusr1_free_thread),
	  .arm = arm_ignore, .observed = OUTCOME_WRONG,
	  .words = HELD "; the free thread's handler ran 0 times, expected 1; signal lost: " },
	{ .name = "loses_deferred_signal", CELL(good_gup, uffd_missing_anon, sigusr1),
	  .run = read_and_swallow, .observed = OUTCOME_WRONG,
	  .words = HELD "; signal lost: 0 of 1 handler runs$" },
	{ .name = "handles_twice", CELL(good_gup, uffd_missing_anon, sigusr1),
	  .run = read_and_raise, .observed = OUTCOME_WRONG,
	  .words = HELD "; handler ran 2 times, expected 1$" },
	{ .name = "handles_unsent", CELL(good_gup, uffd_missing_anon, none),
	  .run = read_and_raise, .observed = OUTCOME_WRONG,
	  .words = HELD "; handler ran 1 times, expected 0$" },
	{ .name = "handles_ignored", CELL(good_load, uffd_missing_anon, sigusr1_ignored),
	  .arm = arm_handler, .observed = OUTCOME_RESTARTED,
	  .words = HELD "; 1 fault messages .*; handler ran 1 times, expected 0$" },
	{ .name = "reverses_queue", CELL(good_gup, uffd_missing_anon, sigrt_queue),
	  .run = read_and_reverse, .observed = OUTCOME_WRONG,
	  .words = HELD "; signal 3 of the queue was number [0-9]+, behind a higher one$" },
	{ .name = "merges_queue", CELL(good_gup, uffd_missing_anon, sigrt_queue),
	  .run = read_and_merge, .observed = OUTCOME_WRONG,
	  .words = HELD "; signal lost: 2 of 7 handler runs$" },
	{ .name = "swaps_queue", CELL(good_gup, uffd_missing_anon, sigrt_queue),
	  .run = read_and_swap, .observed = OUTCOME_WRONG,
	  .words = HELD "; signal 4 of the queue was number [0-9]+ with value 106, expected 105$" },
	{ .name = "forgets_value", CELL(good_gup, uffd_missing_anon, sigrt_queue),
	  .run = read_and_forget, .observed = OUTCOME_WRONG,
	  .words = HELD "; signal 2 of the queue was number [0-9]+ with value 0, expected 103$" },
	{ .name = "resends", CELL(good_gup, uffd_missing_anon, sigusr1), .run = read_and_resend,
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; signal 1 came with si_pid [0-9]+, expected [0-9]+$" },
	{ .name = "dies_of_handled_signal", CELL(good_gup, uffd_missing_anon, sigusr1),
	  .arm = arm_default, .observed = OUTCOME_KILLED,
	  .words = HELD "; died with code 2, status 10$" },
	{ .name = "exits_instead_of_dying", CELL(good_load, uffd_missing_anon, sigterm),
	  .arm = arm_exit_3, .observed = OUTCOME_WRONG,
	  .words = HELD "; died with code 1, status 3$" },
	{ .name = "dies_released", CELL(good_gup, uffd_missing_anon, none), .run = read_and_die,
	  .observed = OUTCOME_WRONG, .words = HELD "; died with code 2, status 9$" },
	{ .name = "dies_in_check", CELL(good_gup, uffd_missing_anon, none),
	  .check = die_in_check, .observed = OUTCOME_WRONG,
	  .words = HELD "; died with code 1, status 1$" },
	{ .name = "handles_forced", CELL(good_load, prot_none, fault_signal_blocked),
	  .run = unblock_and_load, .observed = OUTCOME_FAILED,
	  .words = "^returned -EFAULT, expected 0; the handler ran, although its signal could " },
	{ .name = "dies_of_another", CELL(good_load, prot_none, fault_signal_ignored),
	  .run = die_first, .observed = OUTCOME_WRONG,
	  .words = "^died with code 2, status 9$" },
	{ .name = "storm_without_sleep", CELL(good_load, uffd_missing_anon, timer_slow),
	  .arm = arm_slow, .observed = OUTCOME_SPINNING,
	  .words = "^cpu [0-9.]+ ms while held, [1-9][0-9]* handler runs, 0 refaults, signal ",
	  .pace = BESIDE },
	{ .name = "storm_stops", CELL(good_load, uffd_missing_anon, timer_fast),
	  .arm = arm_deaf, .observed = OUTCOME_WRONG,
	  .words = HELD "; undecided after 8000 ms: 3 handler runs, ", .pace = BESIDE },
	{ }
};
