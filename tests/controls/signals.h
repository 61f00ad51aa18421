/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals lost, doubled, out of order, handled by the wrong thread or where
 * ignored; fatal ones that do not kill, or kill in another way; timer storms that
 * lead nowhere.
 */
#ifndef FAULTSIG_CONTROLS_SIGNALS_H
#define FAULTSIG_CONTROLS_SIGNALS_H

/* ---- lost while held: SIG_IGN drops it in kernel/signal.c:prepare_signal() ---- */

static int arm_ignore(struct fault_cell *c)
{
	return signal(c->stim->signo, SIG_IGN) == SIG_ERR ? -errno : 0;
}

static const struct fault_path path_ignores = {
	GUP_VICTIM(ignores), .setup = rig_setup, .arm = arm_ignore, .run = gup_run,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(loses_held_signal, ignores, uffd_missing_anon, sigusr1, OUTCOME_WRONG,
	HELD "; signal lost: 0 of 1 handler runs; signal lost: neither pending nor acted upon$")
CONTROL(survives_sigquit, ignores, uffd_missing_anon, sigquit, OUTCOME_WRONG,
	HELD "; still alive after the release; signal lost: neither pending nor acted upon$",
	.pace = BESIDE)
CONTROL(free_thread_deaf, ignores, uffd_missing_anon, sigusr1_free_thread,
	OUTCOME_WRONG,
	HELD "; the free thread's handler ran 0 times, expected 1; signal lost: ")

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
	ret = gup_run(c);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigtimedwait(&set, NULL, &now);
	return ret;
}

static const struct fault_path path_swallows = {
	GUP_VICTIM(swallows), .setup = rig_setup, .run = read_and_swallow,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(loses_deferred_signal, swallows, uffd_missing_anon, sigusr1,
	OUTCOME_WRONG, HELD "; signal lost: 0 of 1 handler runs$")

/* ---- handled twice ---- */

static long read_and_raise(struct fault_cell *c)
{
	long ret = gup_run(c);

	raise(SIGUSR1);
	return ret;
}

static const struct fault_path path_raises = {
	GUP_VICTIM(raises), .setup = rig_setup, .run = read_and_raise,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(handles_twice, raises, uffd_missing_anon, sigusr1,
	OUTCOME_WRONG, HELD "; handler ran 2 times, expected 1$")
CONTROL(handles_unsent, raises, uffd_missing_anon, none,
	OUTCOME_WRONG, HELD "; handler ran 1 times, expected 0$")

/* ---- handled although ignored: the engine's handler, back in place ---- */

static int arm_handler(struct fault_cell *c)
{
	struct sigaction action;

	(void)c;
	if (sigaction(SIGRTMIN, NULL, &action) || sigaction(SIGUSR1, &action, NULL))
		return -errno;
	return 0;
}

static const struct fault_path path_handles_ignored = {
	USER_VICTIM(handles_ignored), .setup = rig_setup, .arm = arm_handler,
	.run = load_run, .check = load_check, .teardown = rig_teardown,
};

CONTROL(handles_ignored, handles_ignored, uffd_missing_anon, sigusr1_ignored,
	OUTCOME_RESTARTED,
	HELD "; 1 fault messages .*; handler ran 1 times, expected 0$")

/* ---- a queue of signals, taken in another way than it was sent ---- */

/* The higher number first, although the lower one is pending. */
static long read_and_reverse(struct fault_cell *c)
{
	long ret;

	set_blocked(SIG_BLOCK, QUEUE_LOWER, QUEUE_HIGHER);
	ret = gup_run(c);
	set_blocked(SIG_UNBLOCK, QUEUE_HIGHER, QUEUE_HIGHER);
	set_blocked(SIG_UNBLOCK, QUEUE_LOWER, QUEUE_LOWER);
	return ret;
}

static const struct fault_path path_reverses_queue = {
	GUP_VICTIM(reverses_queue), .setup = rig_setup, .run = read_and_reverse,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(reverses_queue, reverses_queue, uffd_missing_anon, sigrt_queue,
	OUTCOME_WRONG,
	HELD "; signal 3 of the queue was number [0-9]+, behind a higher one$")

/* What was pending of @signo, in order. Returns how many. */
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

/* As a kernel that knows of one instance of a signal, and drops the next. */
static long read_and_merge(struct fault_cell *c)
{
	siginfo_t infos[QUEUE_LOW];
	int signo;
	long ret;

	set_blocked(SIG_BLOCK, QUEUE_LOWER, QUEUE_HIGHER);
	ret = gup_run(c);
	for (signo = QUEUE_LOWER; signo <= QUEUE_HIGHER; signo++)
		if (take_pending(signo, infos))
			queue_again(&infos[0]);
	set_blocked(SIG_UNBLOCK, QUEUE_LOWER, QUEUE_HIGHER);
	return ret;
}

static const struct fault_path path_merges_queue = {
	GUP_VICTIM(merges_queue), .setup = rig_setup, .run = read_and_merge,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(merges_queue, merges_queue, uffd_missing_anon, sigrt_queue,
	OUTCOME_WRONG, HELD "; signal lost: 2 of 7 handler runs$")

/* All of them, but the last one of a number first. */
static long read_and_requeue(struct fault_cell *c, void (*spoil)(siginfo_t *infos))
{
	siginfo_t infos[QUEUE_LOW];
	int i, n;
	long ret;

	set_blocked(SIG_BLOCK, QUEUE_LOWER, QUEUE_HIGHER);
	ret = gup_run(c);
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

static const struct fault_path path_swaps_queue = {
	GUP_VICTIM(swaps_queue), .setup = rig_setup, .run = read_and_swap,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(swaps_queue, swaps_queue, uffd_missing_anon, sigrt_queue, OUTCOME_WRONG,
	HELD "; signal 4 of the queue was number [0-9]+ with value 106, expected 105$")

static void forget_value(siginfo_t *infos)
{
	infos[1].si_value.sival_int = 0;
}

static long read_and_forget(struct fault_cell *c)
{
	return read_and_requeue(c, forget_value);
}

static const struct fault_path path_forgets_value = {
	GUP_VICTIM(forgets_value), .setup = rig_setup, .run = read_and_forget,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(forgets_value, forgets_value, uffd_missing_anon, sigrt_queue, OUTCOME_WRONG,
	HELD "; signal 2 of the queue was number [0-9]+ with value 0, expected 103$")

/* ---- the right signal, of another sender: its siginfo was lost ---- */

static long read_and_resend(struct fault_cell *c)
{
	siginfo_t info[QUEUE_LOW];
	long ret;

	set_blocked(SIG_BLOCK, SIGUSR1, SIGUSR1);
	ret = gup_run(c);
	if (take_pending(SIGUSR1, info) == 1)
		raise(SIGUSR1);
	set_blocked(SIG_UNBLOCK, SIGUSR1, SIGUSR1);
	return ret;
}

static const struct fault_path path_resends = {
	GUP_VICTIM(resends), .setup = rig_setup, .run = read_and_resend,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(resends, resends, uffd_missing_anon, sigusr1, OUTCOME_WRONG,
	HELD "; signal 1 came with si_pid [0-9]+, expected [0-9]+$")

/* ---- deaths that are not due, or not that way ---- */

static int arm_default(struct fault_cell *c)
{
	return signal(c->stim->signo, SIG_DFL) == SIG_ERR ? -errno : 0;
}

static const struct fault_path path_default_action = {
	GUP_VICTIM(default_action), .setup = rig_setup, .arm = arm_default, .run = gup_run,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(dies_of_handled_signal, default_action, uffd_missing_anon, sigusr1,
	OUTCOME_KILLED, HELD "; died with code 2, status 10$")

static void exit_3(int signo)
{
	(void)signo;
	_exit(3);
}

static int arm_exit_3(struct fault_cell *c)
{
	return signal(c->stim->signo, exit_3) == SIG_ERR ? -errno : 0;
}

static const struct fault_path path_exits = {
	USER_VICTIM(exits), .setup = rig_setup, .arm = arm_exit_3, .run = load_run,
	.check = load_check, .teardown = rig_teardown,
};

CONTROL(exits_instead_of_dying, exits, uffd_missing_anon, sigterm,
	OUTCOME_WRONG, HELD "; died with code 1, status 3$")

static long read_and_die(struct fault_cell *c)
{
	gup_run(c);
	kill(getpid(), SIGKILL);
	return sysret(pause());
}

static const struct fault_path path_dies_released = {
	GUP_VICTIM(dies_released), .setup = rig_setup, .run = read_and_die,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(dies_released, dies_released, uffd_missing_anon, none,
	OUTCOME_WRONG, HELD "; died with code 2, status 9$")

static const char *die_in_check(struct fault_cell *c, long ret)
{
	(void)c;
	(void)ret;
	_exit(EXIT_FAILURE);
}

static const struct fault_path path_dies_in_check = {
	GUP_VICTIM(dies_in_check), .setup = rig_setup, .run = gup_run,
	.check = die_in_check, .teardown = rig_teardown,
};

CONTROL(dies_in_check, dies_in_check, uffd_missing_anon, none,
	OUTCOME_WRONG, HELD "; died with code 1, status 1$")

/* ---- timer storms ---- */

#define HANDLERS_TO_STOP	3

static struct sigaction engine_handler;

/* Deaf after a few runs: the signal stays pending, the thread asleep. */
static void go_deaf(int signo, siginfo_t *info, void *ucontext)
{
	static int runs;

	engine_handler.sa_sigaction(signo, info, ucontext);
	if (++runs == HANDLERS_TO_STOP)
		sigaddset(&((ucontext_t *)ucontext)->uc_sigmask, signo);
}

static int arm_deaf(struct fault_cell *c)
{
	struct sigaction action;

	if (sigaction(c->stim->signo, NULL, &engine_handler))
		return -errno;
	action = engine_handler;
	action.sa_sigaction = go_deaf;
	return sigaction(c->stim->signo, &action, NULL) ? -errno : 0;
}

static const struct fault_path path_goes_deaf = {
	USER_VICTIM(goes_deaf), .setup = rig_setup, .arm = arm_deaf, .run = load_run,
	.check = load_check, .teardown = rig_teardown,
};

CONTROL(storm_stops, goes_deaf, uffd_missing_anon, timer_fast,
	OUTCOME_WRONG, HELD "; undecided after 8000 ms: 3 handler runs, ", .pace = BESIDE)

#endif /* FAULTSIG_CONTROLS_SIGNALS_H */
