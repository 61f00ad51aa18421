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

/* ---- five queued signals, taken last first ---- */

static long read_and_reverse(struct fault_cell *c)
{
	int signo, last = SIGRTMIN + 4;
	long ret;

	set_blocked(SIG_BLOCK, SIGRTMIN, last);
	ret = gup_run(c);
	for (signo = last; signo >= SIGRTMIN; signo--)
		set_blocked(SIG_UNBLOCK, signo, signo);
	return ret;
}

static const struct fault_path path_reverses_queue = {
	GUP_VICTIM(reverses_queue), .setup = rig_setup, .run = read_and_reverse,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(reverses_queue, reverses_queue, uffd_missing_anon, sigrt_queue,
	OUTCOME_WRONG, HELD "; signal 1 of the queue was number [0-9]+ with value 104$")

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
