// SPDX-License-Identifier: GPL-2.0-only
/*
 * Victims that do not end: a thread that nobody wakes, a storm without progress, a stop
 * that is lost, and tasks that SIGKILL does not end for a while.  These stand in for
 * an uninterruptible sleep: a tracer keeps the dying task in its exit stop
 * (kernel/exit.c:do_exit(), PTRACE_EVENT_EXIT), which no other signal ends.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"

static const struct source_ops wakes_nobody_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = release_nobody, .wake = wake_nobody,
};

static const struct fault_source source_wakes_nobody = {
	.name = "wakes_nobody", HELD_SOURCE, .ops = &wakes_nobody_ops,
};

/* SIGCONT discards a stop that is pending, kernel/signal.c:prepare_signal(). */
static int release_and_continue(struct fault_region *r)
{
	struct fault_cell *c = cell_of(r);

	if (kill(c->victim.pid, SIGCONT))
		return -errno;
	return held_release(r);
}

static const struct source_ops continues_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = release_and_continue, .wake = held_wake,
};

static const struct fault_source source_continues = {
	.name = "continues", HELD_SOURCE, .ops = &continues_ops,
};

static bool see_nothing(struct fault_cell *c)
{
	(void)c;
	return false;
}

static void undo_nothing(struct fault_cell *c)
{
	(void)c;
}

/* Like PTRACE_INTERRUPT, but it is never sent. */
static const struct stimulus stimulus_forgotten_interrupt = {
	.name = "forgotten_interrupt", .effect = EFFECT_TRACER_STOP, .flags = STIM_STOP,
	.story = "a stop for a tracer that is due and does not come",
	.see = see_nothing, .undo = undo_nothing,
};

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

/* Start the tracer. fds[0] is for be_traced() in the victim. */
static int start_tracer(struct fault_cell *c, bool keep)
{
	int *fds = cell_fds(c), err = rig_setup(c);

	if (err)
		return err;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return -errno;
	err = rig_fork_peer(c);
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
	rig_reap_peer(c);
	if (c->victim.pid > 0 && !c->victim.reaped)
		waitpid(c->victim.pid, NULL, 0);
	rig_teardown(c);
}

static int release_by_tracer(struct fault_region *r)
{
	struct fault_cell *c = cell_of(r);

	rig_let_peer_go(c);
	return 0;
}

static const struct source_ops tracer_lets_go_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = release_by_tracer, .wake = held_wake,
};

static const struct fault_source source_tracer_lets_go = {
	.name = "tracer_lets_go", HELD_SOURCE, .ops = &tracer_lets_go_ops,
};

static long read_traced(struct fault_cell *c)
{
	long err = be_traced(c);

	return err ?: rig_gup_run(c);
}

/* A source whose tracer does not let go of the thread even after the release. */
static const struct source_ops tracer_keeps_it_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = release_nobody, .wake = wake_nobody,
};

static const struct fault_source source_tracer_keeps_it = {
	.name = "tracer_keeps_it", HELD_SOURCE, .ops = &tracer_keeps_it_ops,
};

static const struct fault_path path_good_traced_thread = {
	.name = "good_traced_thread", GUP_VICTIM, .setup = brief_tracer_setup, .run = read_traced,
	.check = rig_gup_check, .teardown = tracer_teardown,
};

static const struct fault_path path_good_traced_leader = {
	.name = "good_traced_leader", GUP_VICTIM, .setup = brief_tracer_setup, .arm = be_traced,
	.run = rig_gup_run, .check = rig_gup_check, .teardown = tracer_teardown,
};

const struct control controls_stuck[] = {
	{ .name = "unwoken", CELL(good_gup, wakes_nobody, none), .observed = OUTCOME_UNWOKEN,
	  .words = HELD "; still asleep [0-9]+ ms after the release, in (handle_userfault|0)$",
	  .pace = BESIDE },
	/* The thread is killed before it can take the signal: nothing says that it was lost. */
	{ .name = "unwoken_signal", CELL(good_gup, wakes_nobody, sigusr1),
	  .observed = OUTCOME_UNWOKEN,
	  .words = HELD "; still asleep [0-9]+ ms after the release, in (handle_userfault|0)$",
	  .pace = BESIDE },
	/* The fault is never resolved: handler and access take turns for ever. */
	{ .name = "storm_without_progress", CELL(good_load, wakes_nobody, timer_fast),
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; busy, and not finished 5000 ms after the release$", .pace = BESIDE },
	{ .name = "loses_stop", CELL(good_gup, continues, sigstop), .observed = OUTCOME_WRONG,
	  .words = HELD "; the stop was lost: not stopped 5000 ms after release$",
	  .pace = BESIDE },
	{ .name = "loses_tracer_stop", CELL(good_gup, uffd_missing_anon, forgotten_interrupt),
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; the stop was lost: not stopped 5000 ms after release$",
	  .pace = BESIDE },
	/* SIGKILL ends the thread only once the fault is released. */
	{ .name = "unkillable", CELL(good_traced_thread, tracer_lets_go, sigkill),
	  .setup = tracer_setup, .observed = OUTCOME_UNKILLABLE, .words = NUMBERS "$",
	  .pace = BESIDE },
	{ .name = "unkillable_for_good", CELL(good_traced_thread, tracer_keeps_it, sigkill),
	  .setup = tracer_setup, .observed = OUTCOME_UNKILLABLE,
	  .words = HELD "; still alive after the release; task [0-9]+ left behind, state t in [a-z_0-9]+$",
	  .pace = BESIDE },
	{ .name = "left_behind", CELL(good_traced_leader, uffd_missing_anon, none),
	  .setup = tracer_setup, .observed = OUTCOME_WRONG,
	  .words = HELD "; task [0-9]+ left behind, state t in [a-z_0-9]+$", .pace = BESIDE },
	{ .good = { .path = &path_good_traced_thread, .sources = sources_anon,
		    .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill) } },
	{ .good = { .path = &path_good_traced_leader, .sources = sources_anon,
		    .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill) } },
	{ }
};
