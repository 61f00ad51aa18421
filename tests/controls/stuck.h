/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What does not end: a thread that nobody wakes, a storm without progress, a stop
 * that is lost, and tasks that SIGKILL does not end for a while.  These stand in for
 * an uninterruptible sleep: a tracer keeps the dying task in its exit stop
 * (kernel/exit.c:do_exit(), PTRACE_EVENT_EXIT), which no other signal ends.
 */
#ifndef FAULTSIG_CONTROLS_STUCK_H
#define FAULTSIG_CONTROLS_STUCK_H

static int release_nobody(struct fault_cell *c, enum release_how how)
{
	(void)c;
	(void)how;
	return 0;
}

HELD_SOURCE(wakes_nobody, .arm = held_arm, .next = held_next, .release = release_nobody,
	    .wake = wake_nobody);

CONTROL(unwoken, good_gup, wakes_nobody, none, OUTCOME_UNWOKEN,
	HELD "; still asleep [0-9]+ ms after the release, in (handle_userfault|0)$", .pace = BESIDE)

/* Never resolved, never quiet: handler and access take turns for ever. */
CONTROL(storm_without_progress, good_load, wakes_nobody, timer_fast,
	OUTCOME_WRONG, HELD "; busy, and not finished 5000 ms after the release$",
	.pace = BESIDE)

/* SIGCONT discards a stop that is pending, kernel/signal.c:prepare_signal(). */
static int release_and_continue(struct fault_cell *c, enum release_how how)
{
	if (kill(c->victim.pid, SIGCONT))
		return -errno;
	return held_release(c, how);
}

HELD_SOURCE(continues, .arm = held_arm, .next = held_next,
	    .release = release_and_continue, .wake = held_wake);

CONTROL(loses_stop, good_gup, continues, sigstop, OUTCOME_WRONG,
	HELD "; the stop was lost: not stopped 5000 ms after release$", .pace = BESIDE)

/* ---- the tracer ---- */

static void __attribute__((noreturn)) tracer_main(int victim, int let_go, bool keep)
{
	eventfd_t count;
	char byte = 0;
	pid_t tid;

	if (read(victim, &tid, sizeof(tid)) != sizeof(tid) ||
	    ptrace(PTRACE_SEIZE, tid, NULL, PTRACE_O_TRACEEXIT))
		_exit(EXIT_FAILURE);
	if (write(victim, &byte, 1) != 1)
		_exit(EXIT_FAILURE);
	waitpid(tid, NULL, __WALL);
	if (keep)
		eventfd_read(let_go, &count);
	ptrace(PTRACE_DETACH, tid, NULL, NULL);
	_exit(EXIT_SUCCESS);
}

/* fds[0] is the victim's, for be_traced(). */
static int start_tracer(struct fault_cell *c, bool keep)
{
	int *fds = cell_fds(c), err = rig_setup(c);

	if (err)
		return err;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return -errno;
	err = fork_peer(c);
	if (!err) {
		close(fds[0]);
		tracer_main(fds[1], rig_of(c)->let_go, keep);
	}
	close(fds[1]);
	fds[1] = -1;
	return err < 0 ? err : 0;
}

static int tracer_setup(struct fault_cell *c)
{
	return start_tracer(c, true);
}

static int brief_tracer_setup(struct fault_cell *c)
{
	return start_tracer(c, false);
}

/* In the victim: returns when the calling thread is traced. */
static int be_traced(struct fault_cell *c)
{
	int tracer = cell_fds(c)[0];
	pid_t tid = gettid();
	char byte;

	prctl(PR_SET_PTRACER, rig_of(c)->peer);
	if (write(tracer, &tid, sizeof(tid)) != sizeof(tid))
		return -errno;
	return read(tracer, &byte, 1) == 1 ? 0 : -EPERM;
}

static void tracer_teardown(struct fault_cell *c)
{
	reap_peer(c);
	if (c->victim.pid > 0 && !c->victim.reaped)
		waitpid(c->victim.pid, NULL, 0);
	rig_teardown(c);
}

static int release_by_tracer(struct fault_cell *c, enum release_how how)
{
	(void)how;
	let_peer_go(c);
	return 0;
}

HELD_SOURCE(tracer_lets_go, .arm = held_arm, .next = held_next,
	    .release = release_by_tracer, .wake = held_wake);

static long read_traced(struct fault_cell *c)
{
	long err = be_traced(c);

	return err ?: gup_run(c);
}

/* SIGKILL ends it only once the fault is released. */
static const struct fault_path path_traced_thread = {
	GUP_VICTIM(traced_thread), .setup = tracer_setup, .run = read_traced,
	.check = gup_check, .teardown = tracer_teardown,
};

CONTROL(unkillable, traced_thread, tracer_lets_go, sigkill,
	OUTCOME_UNKILLABLE, NUMBERS "$", .pace = BESIDE)

/* Not even the release lets it go. */
HELD_SOURCE(tracer_keeps_it, .arm = held_arm, .next = held_next, .release = release_nobody,
	    .wake = wake_nobody);

CONTROL(unkillable_for_good, traced_thread, tracer_keeps_it, sigkill,
	OUTCOME_UNKILLABLE,
	HELD "; still alive after the release; task [0-9]+ left behind, state t in [a-z_0-9]+$",
	.pace = BESIDE)

static const struct fault_path path_traced_leader = {
	GUP_VICTIM(traced_leader), .setup = tracer_setup, .arm = be_traced, .run = gup_run,
	.check = gup_check, .teardown = tracer_teardown,
};

CONTROL(left_behind, traced_leader, uffd_missing_anon, none,
	OUTCOME_WRONG, HELD "; task [0-9]+ left behind, state t in [a-z_0-9]+$", .pace = BESIDE)

#define STIMULI_KILL(X, path) \
	X(path, none) \
	X(path, sigkill)

FAULT_PATH(good_traced_thread, SOURCES_ANON, STIMULI_KILL) = {
	GUP_VICTIM(good_traced_thread), .setup = brief_tracer_setup, .run = read_traced,
	.check = gup_check, .teardown = tracer_teardown,
};

FAULT_PATH(good_traced_leader, SOURCES_ANON, STIMULI_KILL) = {
	GUP_VICTIM(good_traced_leader), .setup = brief_tracer_setup, .arm = be_traced,
	.run = gup_run, .check = gup_check, .teardown = tracer_teardown,
};

#endif /* FAULTSIG_CONTROLS_STUCK_H */
