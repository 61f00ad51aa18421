// SPDX-License-Identifier: GPL-2.0-only
/*
 * Observe a stalled thread from outside the victim: prove that its fault is pending, send the
 * stimulus, and see what it does. The observer (this file, watch.c, release.c) does not know
 * what is right; judge.c does.
 *
 * Deciding kernel code: mm/userfaultfd.c:handle_userfault(),
 * include/linux/sched/signal.h:fault_signal_pending().
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "observe.h"

/* Watch the kernel's worker, if its /proc files can be read, for as long as it is in the fault. */
static void watch_worker(struct fault_cell *c, pid_t tid)
{
	char line[256];

	c->obs.stalled_tid = 0;
	if (task_read(tid, tid, "syscall", line, sizeof(line)))
		add_unjudged(c, "the kernel worker: no privilege to look at it");
	else
		c->obs.worker = tid;
	c->seen.tasks = 0;	/* the last look was without it */
}

/* Does the fault message name the faulting thread, a worker of it, or a kernel worker? */
static bool stalled_by_victim(struct fault_cell *c)
{
	pid_t tid = c->obs.stalled_tid;

	if (!tid)
		return true;	/* the source can't tell */
	if (c->path->flags & PATH_KWORKER) {
		if (task_is_of(c->victim.pid, tid))
			return false;
		watch_worker(c, tid);
		return true;
	}
	if (c->path->flags & PATH_ASYNC)
		return task_is_of(c->victim.pid, tid);
	return tid == atomic_load(&c->victim.shared->tid);
}

static void no_stall(struct fault_cell *c, const struct starvation *starvation)
{
	if (returned(c)) {
		c->obs.outcome = OUTCOME_FAILED;
		c->obs.returned_held = true;
	} else if (c->victim.shared->broken[0]) {
		break_cell(c, "%s", c->victim.shared->broken);
	} else if (victim_dead(c) && c->stim->flags & STIM_FORCED) {
		c->obs.dead = true;
		c->obs.outcome = OUTCOME_KILLED;
		victim_reap(c, DEATH_DEADLINE_MS);
	} else if (victim_dead(c) && c->path->class == PATH_EXIT) {
		c->obs.dead = true;
		c->obs.outcome = OUTCOME_FAILED;
		victim_reap(c, DEATH_DEADLINE_MS);
	} else if (victim_dead(c)) {
		wrong(c, "the victim died before any fault was pending");
	} else if (!is_starved(c, starvation)) {
		wrong(c, "no fault message in %d ms", STALL_DEADLINE_MS);
	}
}

static bool await_message(struct fault_cell *c)
{
	uint64_t deadline = deadline_in(STALL_DEADLINE_MS);
	struct pollfd pfds[] = {
		{ .fd = c->region.fd, .events = POLLIN },
		{ .fd = c->victim.done, .events = POLLIN },
		{ .fd = c->victim.pidfd, .events = POLLIN },
	};
	struct starvation starvation;
	bool over;

	begin_starvation(c, &starvation);
	for (;;) {
		/* First: a fault that is not held has its message before the call returns. */
		over = returned(c) || victim_dead(c) || !left_ms(deadline);
		if (drain_events(c, &c->obs.stalled_tid))
			return true;
		if (over)
			break;
		poll(pfds, ARRAY_LEN(pfds), left_ms(deadline));
	}
	no_stall(c, &starvation);
	return false;
}

/* Record where the fault is held: the function (wchan) and the kernel stack. */
static void note_place(struct fault_cell *c)
{
	pid_t pid = c->obs.worker ? c->obs.worker : c->victim.pid;
	pid_t tid = c->obs.worker ? c->obs.worker : c->obs.stalled_tid;

	task_function(pid, tid, c->obs.function, sizeof(c->obs.function));
	if (strcmp(c->obs.function, "0"))
		c->no_wchan = false;	/* wchan works: the task was only late to fall asleep */
	task_stack(pid, tid, c->obs.stack, sizeof(c->obs.stack));
	held_in_look(c, pid, tid);
}

/* The source can't tell which task it is: the thread that called, or the worker of its call. */
static pid_t presumed_task(struct fault_cell *c)
{
	pid_t tid = atomic_load(&c->victim.shared->tid);

	return c->path->flags & PATH_ASYNC ? task_besides(c->victim.pid, tid) : tid;
}

/**
 * observe_stall() - wait for the proof that the fault is pending.
 * @c: the cell, its victim running.
 * Return: true if it is pending; false with the outcome set if the call returned, the
 *	   victim died, or no fault message came.
 */
bool observe_stall(struct fault_cell *c)
{
	if (!await_message(c))
		return false;
	if (!stalled_by_victim(c)) {
		wrong(c, "fault message from task %d, which is %s", c->obs.stalled_tid,
		      c->path->flags & PATH_KWORKER ? "no kernel worker" :
						      "not the victim's");
		return false;
	}
	c->obs.stalled = true;
	if (!c->obs.stalled_tid)
		c->obs.stalled_tid = presumed_task(c);
	if (c->plan.hasty)
		return true;
	quiesce(c);
	note_place(c);
	return true;
}

static void check_mmap_lock(struct fault_cell *c)
{
	/* A spinner survives a fatal signal, but the leader, which would answer, does not. */
	bool killed = c->obs.outcome == OUTCOME_SPINNING && c->stim->flags & STIM_DEFAULT;
	bool kept = c->path->class == PATH_GUP_LOCKED ||
		    c->path->class == PATH_KEEPS_LOCK || c->source->keeps_lock;
	bool ends = c->path->class == PATH_EXIT;	/* no sibling is left that could answer */
	bool stopped = c->stim->flags & STIM_STOP && c->stim->flags & STIM_PROCESS;

	if (c->obs.dead || killed || kept || ends || stopped || c->stim->flags & STIM_LEADER ||
	    c->obs.outcome == OUTCOME_UNKILLABLE)
		return;
	if (c->source->starves) {
		add_unjudged(c, "mmap_lock: the sibling has no memory for an answer");
		return;
	}
	c->obs.lock_checked = true;
	c->obs.lock_free = victim_command(c, VICTIM_MAP_AND_UNMAP, REPLY_DEADLINE_MS);
}

static void resume_stopped(struct fault_cell *c)
{
	bool spun = c->obs.outcome == OUTCOME_SPINNING;

	c->stim->undo(c);
	if (spun)
		return;
	watch(c);
}

/**
 * observe_held() - send the stimulus and see what it does while the fault is held.
 * @c: the cell, its stall proved; the observation gets the outcome.
 */
void observe_held(struct fault_cell *c)
{
	int err = stimulus_prepare(c);

	if (!err)
		err = stimulus_send(c);
	if (err) {
		break_cell(c, "sending %s: %s", c->stim->name, strerror(-err));
		return;
	}
	watch(c);
	if (c->stim->flags & STIM_STOP && !c->obs.dead &&
	    (stop_reported(c) || c->stim->flags & STIM_CONT_HELD))
		resume_stopped(c);
	watch_on(c);
	check_mmap_lock(c);
}
