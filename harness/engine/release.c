// SPDX-License-Identifier: GPL-2.0-only
/*
 * Release a held fault and observe the effect: is the thread woken at once, and does it
 * finish?
 *
 * Deciding kernel code: mm/userfaultfd.c:userfaultfd_wake_function(), kernel/signal.c.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "observe.h"

/* UFFDIO_WAKE without a page: the fault stalls again, and is resolved after that. */
const struct fault_release release_wake = { .name = "wake", .spurious = true };

/* A sibling unmaps the region or moves it away, then the tasks that wait on it are woken. */
const struct fault_release release_munmap = {
	.name = "munmap", .unmap = true, .error = FAULT_UNMAPPED,
};

const struct fault_release release_mremap = {
	.name = "mremap", .error = FAULT_UNMAPPED,
};

static bool stop_is_due(struct fault_cell *c)
{
	return c->stim->flags & STIM_STOP && !(c->stim->flags & STIM_CONT_HELD) &&
	       !c->obs.stop_reported && !c->obs.dead;
}

/* struct lateness - the looks at a task that the release should have woken. */
struct lateness {
	uint64_t released_ns;
	uint64_t since_ns;	/* the release, or the first look at its present sleep */
	uint64_t runs;		/* how often it has got a CPU */
	unsigned int looks;	/* looks that found it asleep in the fault */
};

/*
 * Look whether the task still sleeps in the fault. A task that was woken may be there again, for
 * the next page or the next try, but has had a CPU meanwhile; however long it waits for one, it
 * is not asleep. Nor may that go on for long. Many looks are required, because a controller that
 * was off the CPU itself proves nothing by one late look.
 */
static void note_lateness(struct fault_cell *c, struct lateness *late)
{
	uint64_t runs, ms;

	if (!sleeps_where_held(c))
		return;
	runs = fault_task_runs(c);
	if (runs != late->runs) {
		late->runs = runs;
		late->since_ns = now_ns();
		late->looks = 0;
		ms = (late->since_ns - late->released_ns) / 1000000;
		if (ms >= WAKE_STEPS_MS)
			c->obs.late_ms = ms;
		return;
	}
	ms = (now_ns() - late->since_ns) / 1000000;
	if (++late->looks >= WAKE_LATE_LOOKS && ms >= WAKE_LATE_MS)
		c->obs.late_ms = ms;
}

static void await_late_stop(struct fault_cell *c, struct lateness *late)
{
	uint64_t deadline = deadline_in(RELEASE_DEADLINE_MS);
	struct timespec pace = { .tv_nsec = SAMPLE_PERIOD_NS };
	struct starvation starvation;

	begin_starvation(c, &starvation);
	while (!stop_reported(c) && now_ns() < deadline) {
		note_lateness(c, late);
		nanosleep(&pace, NULL);
	}
	if (!c->obs.stop_reported && !is_starved(c, &starvation))
		wrong(c, "the stop was lost: not stopped %d ms after release",
		      RELEASE_DEADLINE_MS);
	c->stim->undo(c);
}

/* Has the call returned, so that no task is left in the fault to wake? */
static bool left_fault(struct fault_cell *c)
{
	return c->obs.returned_held && !(c->path->flags & (PATH_ASYNC | PATH_KWORKER));
}

/**
 * wake_without_page() - wake the task in the fault: it has to send one more message and to
 *	stall again.
 * @c: the cell, held; its observation gets a complaint if it does not.
 */
void wake_without_page(struct fault_cell *c)
{
	struct pollfd pfds[] = {
		{ .fd = c->region.fd, .events = POLLIN },
		{ .fd = c->obs.returned_held ? -1 : c->victim.done, .events = POLLIN },
	};
	unsigned int again, due = !left_fault(c);

	c->source->ops->wake(&c->region);
	if (c->obs.outcome == OUTCOME_SPINNING)
		return;		/* a spinner faults again all the time, and never falls asleep */
	if (due)
		poll(pfds, ARRAY_LEN(pfds), RELEASE_DEADLINE_MS);
	quiesce(c);
	again = drain_events(c, NULL);
	if (returned(c) && !c->obs.returned_held)
		wrong(c, "a spurious wake let the call return");
	else if (again != due)
		wrong(c, "%u messages after a spurious wake, expected %u", again, due);
}

/* Have a sibling of the stalled thread unmap the region, or move it away. */
static void take_away(struct fault_cell *c, const struct fault_release *release)
{
	enum victim_command command = release->unmap ? VICTIM_UNMAP_REGION : VICTIM_MOVE_REGION;

	if (!victim_command(c, command, REPLY_DEADLINE_MS))
		wrong(c, "a sibling's %s did not return", release->unmap ? "munmap()" : "mremap()");
}

static int let_go(struct fault_cell *c)
{
	const struct fault_release *release = c->variant->release;

	if (!release)
		return c->source->ops->release(&c->region);
	if (release->apply)
		return release->apply(&c->region);
	if (release->spurious) {
		wake_without_page(c);
		return c->source->ops->release(&c->region);
	}
	take_away(c, release);
	return c->source->ops->wake(&c->region);
}

/* Was the task woken, and does it now wait for the I/O that the fault had held up? */
static bool waits_elsewhere(struct fault_cell *c)
{
	if (c->path->flags & PATH_ASYNC)
		return !c->no_wchan && strcmp(c->obs.function, "0") && !sleeps_where_held(c);
	return !sleeps_in_fault(c);
}

/* struct end - the looks at a victim that should come to its end. */
struct end {
	uint64_t changed_ns;	/* the last time that anything moved */
	uint64_t cpu_ns;
};

/* Has every task been asleep for long? */
static bool stands_still(struct fault_cell *c, struct end *end)
{
	struct task_sample s;

	sample_victim(c, 0, &s);
	if (s.asleep + (c->no_wchan ? s.asleep_syscall : 0) < s.tasks ||
	    s.cpu_ns != end->cpu_ns || waits_elsewhere(c))
		end->changed_ns = now_ns();
	end->cpu_ns = s.cpu_ns;
	return now_ns() - end->changed_ns > UNWOKEN_MS * 1000000ULL;
}

/*
 * Wait until the victim has finished or is dead. Returns false if every task has been asleep
 * for long, or at the deadline.
 */
static bool await_end(struct fault_cell *c, struct lateness *late, bool *asleep)
{
	uint64_t deadline = deadline_in(RELEASE_DEADLINE_MS);
	struct end end = { .changed_ns = now_ns() };
	int slice_ms = WAKE_GRACE_MS;

	while (!wait_victim(c, &c->victim.shared->finished, slice_ms)) {
		if (victim_dead(c))
			return true;
		note_lateness(c, late);
		*asleep = stands_still(c, &end);
		if (*asleep || now_ns() > deadline)
			return false;
		slice_ms = now_ns() - late->released_ns < 2 * WAKE_LATE_MS * 1000000ULL ?
			   WAKE_SLICE_MS : UNWOKEN_SLICE_MS;
	}
	return true;
}

/*
 * Record that the victim did not finish. If the outcome was already wrong while held, it
 * stays, and only the complaint tells the rest.
 */
static void not_finished(struct fault_cell *c, bool asleep)
{
	struct observation *obs = &c->obs;

	task_function(c->victim.pid, obs->stalled_tid, obs->function, sizeof(obs->function));
	obs->late_ms = 0;	/* the outcome set below says more */
	c->cpu_release_ns = 0;
	if (obs->outcome != OUTCOME_SPINNING && obs->outcome != OUTCOME_UNKILLABLE)
		obs->outcome = asleep ? OUTCOME_UNWOKEN : OUTCOME_WRONG;
	if (asleep && !obs->wrong[0])
		snprintf(obs->wrong, sizeof(obs->wrong),
			 "still asleep %d ms after the release, in %s", UNWOKEN_MS,
			 obs->function);
	else if (!obs->wrong[0])
		snprintf(obs->wrong, sizeof(obs->wrong),
			 "busy, and not finished %d ms after the release",
			 RELEASE_DEADLINE_MS);
	obs->woken = false;
	c->source->ops->wake(&c->region);
}

/* CPU time of the whole process, with threads that are gone; 0 if it can't be read. */
static uint64_t process_cpu_ns(pid_t pid)
{
	struct timespec ts;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &ts))
		return 0;
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static void released_now(struct lateness *late)
{
	late->released_ns = now_ns();
	late->since_ns = late->released_ns;
}

static void begin_release(struct fault_cell *c, struct lateness *late)
{
	c->obs.woken = true;
	c->cpu_release_ns = process_cpu_ns(c->victim.pid);
	late->runs = fault_task_runs(c);
	released_now(late);
}

static void await_story_end(struct fault_cell *c, struct lateness *late)
{
	struct starvation starvation;
	bool asleep = false;

	begin_starvation(c, &starvation);
	if (c->stim->flags & STIM_SUBMITTER_EXIT)
		victim_command(c, VICTIM_JOIN, 0);
	if (!await_end(c, late, &asleep)) {
		if (asleep || !is_starved(c, &starvation))
			not_finished(c, asleep);
	} else if (c->stim->flags & (STIM_DEFAULT | STIM_LEADER) || c->path->class == PATH_EXIT) {
		c->obs.survived = !victim_reap(c, DEATH_DEADLINE_MS);
	}
}

/**
 * observe_released() - release the fault and wait for the end of the victim.
 * @c: the cell, held; its observation gets whether the thread was woken and finished.
 *
 * A thread that exits waits for its worker, uninterruptibly, and does not stop. When it is the
 * worker that has the stop in its hands, the thread is kept until the process has stopped.
 */
void observe_released(struct fault_cell *c)
{
	struct lateness late = { 0 };
	bool stops_first;
	int err;

	note_late_runs(c);
	begin_release(c, &late);
	err = let_go(c);
	if (c->variant->release && c->variant->release->spurious)
		released_now(&late);
	stops_first = c->stim->flags & STIM_TASK && stop_is_due(c);
	if (!stops_first)
		victim_raise_flag(&c->victim.shared->released);
	if (err && !c->obs.dead)
		break_cell(c, "releasing the fault: %s", strerror(-err));
	if (c->obs.dead)
		return;
	if (stop_is_due(c))
		await_late_stop(c, &late);
	if (stops_first)
		victim_raise_flag(&c->victim.shared->released);
	await_story_end(c, &late);
}

/**
 * observe_race() - have the stimulus and the release come together, and wait for the end.
 * @c: the cell, held; its observation gets the outcome.
 *
 * Which of the two comes first is not observed: the outcome is that the call is done, or that
 * the process is dead.
 */
void observe_race(struct fault_cell *c)
{
	struct lateness late = { 0 };
	int err;

	begin_release(c, &late);
	err = race_run(c);
	released_now(&late);
	/* The thread waits for this, so that a signal that came late still finds it. */
	victim_raise_flag(&c->victim.shared->released);
	if (err)
		break_cell(c, "the race: %s", strerror(-err));
	if (stop_is_due(c))
		await_late_stop(c, &late);
	await_story_end(c, &late);
	if (c->stim->flags & STIM_DEFAULT && c->obs.woken)
		c->obs.outcome = c->obs.survived ? OUTCOME_UNKILLABLE : OUTCOME_KILLED;
}
