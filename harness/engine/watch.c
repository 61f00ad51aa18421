// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watch the victim while its fault is held: is it asleep in the fault, does it burn CPU, is it
 * dead or stopped?  Where the kernel has an event, the watch waits for it.  "Nothing happened"
 * is settled by run time and wchan (engine.h, "Spin or asleep").
 *
 * Deciding kernel code: mm/userfaultfd.c:handle_userfault(),
 * include/linux/sched/signal.h:fault_signal_pending(), kernel/signal.c:prepare_signal().
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "observe.h"

/**
 * quiesce() - wait until the victim is asleep in its fault.
 * @c: the cell, its fault pending; gets the run time from which CPU is counted.
 *
 * A victim that never falls asleep is left to watch().
 */
void quiesce(struct fault_cell *c)
{
	uint64_t deadline = deadline_in(QUIESCE_DEADLINE_MS);
	uint64_t blind_until = wchan_is_blind() ? 0 : deadline_in(NO_WCHAN_MS);
	struct timespec pace = { .tv_nsec = QUIESCE_PACE_NS };
	struct task_sample s;
	uint64_t asked;

	for (;;) {
		asked = now_ns();	/* the sample may be older than now */
		sample_victim(c, 0, &s);
		if (s.tasks && s.asleep == s.tasks)
			break;
		if (asked > blind_until && s.tasks == s.asleep_syscall + s.asleep) {
			c->no_wchan = true;	/* Linux 5.10: "0" for real sleepers too */
			break;
		}
		if (now_ns() > deadline)
			break;
		nanosleep(&pace, NULL);
		if (pace.tv_nsec < QUIESCE_PACE_MAX_NS)
			pace.tv_nsec *= 2;
	}
	c->cpu_base_ns = s.cpu_ns;
}

/**
 * stop_reported() - tell whether the stop that the stimulus asks for has been reported.
 * @c: the cell.
 * Return: true once it has been.
 */
bool stop_reported(struct fault_cell *c)
{
	if (c->stim->flags & STIM_STOP && !c->obs.stop_reported)
		c->obs.stop_reported = c->stim->see(c);
	return c->obs.stop_reported;
}

static void note_handlers(struct fault_cell *c)
{
	struct victim_shared *shared = c->victim.shared;

	c->obs.handlers_held = atomic_load(&shared->handlers);
	c->obs.leader_handlers = atomic_load(&shared->leader_handlers);
}

/* Read the signals that are pending for the faulting thread, or for the task that was signalled. */
static uint64_t pending_set(struct fault_cell *c)
{
	pid_t tid = c->stim->flags & STIM_TASK ? fault_tid(c) :
		    atomic_load(&c->victim.shared->tid);

	return task_pending(c->victim.pid, tid);
}

/* Is the signal of the stimulus among those that are pending? */
static bool is_among(const struct fault_cell *c, uint64_t pending)
{
	int signo = c->stim->flags & STIM_QUEUED ? SIGRTMIN : c->stim->signo;

	return signo && pending & SIGNAL_BIT(signo);
}

static bool any_pending(struct fault_cell *c)
{
	return is_among(c, pending_set(c));
}

/*
 * Is the victim dying? Then only its death or the deadline is a verdict. A fatal signal makes
 * SIGKILL pending in each of its tasks.
 */
static bool dying(struct fault_cell *c, uint64_t pending)
{
	return c->stim->flags & STIM_LEADER || c->stim->signo == SIGKILL ||
	       pending & SIGNAL_BIT(SIGKILL) ||
	       (c->stim->flags & STIM_DEFAULT &&
		task_signaled(c->victim.pid, atomic_load(&c->victim.shared->tid)));
}

/* The victim is asleep for good and not on its way out: find out what the stimulus did. */
static bool classify_asleep(struct fault_cell *c)
{
	const struct stimulus *stim = c->stim;
	struct observation *obs = &c->obs;
	bool was_pending = obs->pending;
	uint64_t pending = pending_set(c);

	obs->pending = is_among(c, pending);
	if (returned(c)) {
		obs->returned_held = true;
		obs->outcome = OUTCOME_INTERRUPTED;
	} else if (stim->flags & STIM_STOP) {
		obs->outcome = stop_reported(c) ? OUTCOME_STOPPED : OUTCOME_DEFERRED;
	} else if (dying(c, pending)) {
		return false;
	} else if (stim->flags & STIM_TIMER &&
		   (obs->handlers_held || !obs->pending || !was_pending)) {
		return false;	/* the storm has to go on, or the timer expires just now */
	} else if (obs->handlers_held >= (stim->count ? stim->count : 1)) {
		obs->outcome = OUTCOME_RESTARTED;
	} else if (stim->flags & STIM_FREE_THREAD && obs->leader_handlers) {
		obs->outcome = OUTCOME_COMPLETED;
	} else if (obs->pending) {
		obs->outcome = OUTCOME_DEFERRED;
	} else if (stim->flags & (STIM_POKE | STIM_SUBMITTER_EXIT)) {
		obs->outcome = c->path->class == PATH_USER && obs->refaults ?
			       OUTCOME_RESTARTED : OUTCOME_DEFERRED;
	} else if (!stim->signo || stim->flags & STIM_IGNORED) {
		obs->outcome = stim->flags & STIM_QUEUED ? OUTCOME_WRONG : OUTCOME_COMPLETED;
	} else {
		obs->outcome = OUTCOME_WRONG;
	}
	if (obs->outcome == OUTCOME_WRONG && !obs->wrong[0])
		wrong(c, "signal lost: neither pending nor acted upon");
	return true;
}

static bool spinning(struct fault_cell *c, uint64_t cpu_ns)
{
	uint64_t limit = spin_limit_ns(c);

	if (cpu_ns < limit)
		return false;
	/* Dying may take CPU time: io_uring_files_cancel() comes ahead of PF_EXITING. */
	if (cpu_ns < limit + EXIT_CPU_NS && dying(c, pending_set(c)))
		return false;
	return !task_exiting(c->victim.pid, c->obs.stalled_tid);
}

/* Is the victim in do_exit()? Sleep there is no verdict: it may wait for RCU or a worker. */
static bool on_its_way_out(struct fault_cell *c)
{
	return !(c->stim->flags & STIM_SUBMITTER_EXIT) && c->path->class != PATH_EXIT &&
	       task_exiting(c->victim.pid, atomic_load(&c->victim.shared->tid));
}

/* A server that obeys a signal answers first and tells of it then: the victim may die between. */
static void await_told(struct fault_cell *c)
{
	struct pollfd pfd = { .fd = c->region.fd, .events = POLLIN };
	uint64_t deadline = now_ns() + TOLD_DEADLINE_NS;

	while (tells_source(c) && !c->obs.interrupts && now_ns() < deadline) {
		poll(&pfd, 1, TOLD_DEADLINE_NS / 1000000);
		c->obs.refaults += drain_events(c, NULL);
	}
}

static bool dead_while_held(struct fault_cell *c)
{
	if (!victim_dead(c))
		return false;
	c->obs.dead = true;
	c->obs.outcome = OUTCOME_KILLED;
	await_told(c);
	victim_reap(c, DEATH_DEADLINE_MS);
	return true;
}

/* Record why the victim survived: is the faulting thread stuck, or the leader? */
static void note_survivors(struct fault_cell *c)
{
	pid_t pid = c->victim.pid, tid = c->obs.stalled_tid;
	char thread[sizeof(c->obs.stack) / 2], leader[sizeof(c->obs.stack) / 2];

	task_function(pid, tid, c->obs.function, sizeof(c->obs.function));
	task_stack(pid, tid, thread, sizeof(thread));
	task_stack(pid, pid, leader, sizeof(leader));
	snprintf(c->obs.stack, sizeof(c->obs.stack), "%.*s, state %c; leader: %.*s, state %c",
		 (int)sizeof(thread) - 20, thread, task_state(pid, tid),
		 (int)sizeof(leader) - 20, leader, task_state(pid, pid));
}

static void held_too_long(struct fault_cell *c, const struct starvation *starvation)
{
	if (is_starved(c, starvation))
		return;
	if (c->stim->flags & (STIM_LEADER | STIM_DEFAULT)) {
		c->obs.outcome = OUTCOME_UNKILLABLE;
		note_survivors(c);
	} else {
		wrong(c, "undecided after %d ms: %u handler runs, %u refaults, state %c",
		      HELD_DEADLINE_MS, c->obs.handlers_held, c->obs.refaults,
		      fault_task_state(c) ?: '-');
	}
}

/*
 * Did the timer's storm prove progress? A starved thread may run many handlers before it gets
 * to its access again.
 */
static bool storm_proved(struct fault_cell *c)
{
	if (!(c->stim->flags & STIM_TIMER) || !c->obs.refaults ||
	    c->obs.handlers_held < c->stim->storm)
		return false;
	c->obs.outcome = OUTCOME_RESTARTED;
	return true;
}

static bool is_where_held(struct fault_cell *c)
{
	char function[sizeof(c->obs.function)];

	task_function(fault_pid(c), fault_tid(c), function, sizeof(function));
	return !strcmp(function, c->obs.function);
}

/**
 * sleeps_where_held() - tell whether the task in the fault sleeps where it was found held.
 * @c: the cell.
 * Return: true if it does, and wchan works on this kernel.
 */
bool sleeps_where_held(struct fault_cell *c)
{
	return !c->no_wchan && strcmp(c->obs.function, "0") && is_where_held(c);
}

/**
 * sleeps_in_fault() - tell whether a sleeping task is asleep for good.
 * @c: the cell.
 *
 * A spinner may sleep now and then on its way round, for example for a folio lock.  A task is
 * asleep for good if it sleeps where the fault was found held, is stopped, frozen or gone, or
 * is back from the fault.
 *
 * Return: false if it sleeps elsewhere in the kernel.
 */
bool sleeps_in_fault(struct fault_cell *c)
{
	char state;

	if (returned(c) || c->no_wchan || !strcmp(c->obs.function, "0") || is_where_held(c))
		return true;
	if (c->stim->flags & STIM_FREEZE && c->stim->see(c))
		return true;
	state = fault_task_state(c);
	return state != 'S' && state != 'D';
}

/* struct look - the sum of the looks at the tasks so far. */
struct look {
	uint64_t cpu_ns;
	unsigned int still;	/* looks in a row: asleep in the fault, no CPU used */
	unsigned int busy;	/* looks since it was last asleep: more CPU used than before */
	uint64_t since_ns;	/* time of the first look */
	uint64_t deaf_ns;	/* since when it sleeps in the fault with SIGKILL pending, or 0 */
	unsigned int handlers;	/* that had run by then */
	uint64_t handler_cpu_ns; /* the CPU time when the last of them was seen */
	uint64_t sleeps;	/* of the task in the fault, at first; for a timer */
};

/*
 * Does the task in the fault sleep on with SIGKILL pending? A wait that SIGKILL ends is over
 * by then: the signal wakes the task, and on the run queue it has no wchan. A process that exits
 * does not even keep the signal.
 */
static bool is_deaf(struct fault_cell *c)
{
	return c->stim->flags & (STIM_DEFAULT | STIM_LEADER) && sleeps_where_held(c) &&
	       (task_pending(fault_pid(c), fault_tid(c)) & SIGNAL_BIT(SIGKILL) ||
		c->path->class == PATH_EXIT);
}

static void look_again(struct fault_cell *c, struct look *look)
{
	pid_t except = c->stim->flags & STIM_LEADER ? c->victim.pid : 0;
	struct task_sample s;
	bool asleep;

	c->obs.refaults += drain_events(c, NULL);
	note_handlers(c);
	sample_victim(c, except, &s);
	if (c->no_wchan)
		s.asleep += s.asleep_syscall;
	/* What slept in the fault and has not run since is there still. */
	asleep = s.tasks && s.asleep >= s.tasks &&
		 ((look->still && s.cpu_ns == look->cpu_ns) || sleeps_in_fault(c));
	look->busy = asleep && !c->no_wchan ? 0 : look->busy + (s.cpu_ns > look->cpu_ns);
	look->still = asleep && s.cpu_ns == look->cpu_ns ? look->still + 1 : 0;
	look->cpu_ns = s.cpu_ns;
	if (c->obs.handlers_held != look->handlers)
		look->handler_cpu_ns = s.cpu_ns;
	look->handlers = c->obs.handlers_held;
	if (!is_deaf(c))
		look->deaf_ns = 0;
	else if (!look->deaf_ns)
		look->deaf_ns = now_ns();
	c->obs.cpu_ns = s.cpu_ns > c->cpu_base_ns ? s.cpu_ns - c->cpu_base_ns : 0;
}

/*
 * Is something still to reach the source: the signal, which it may be about to act on, or the next
 * message of an access that a handler has interrupted? A busy server may not have read it.
 */
static bool not_told_yet(struct fault_cell *c)
{
	const struct observation *obs = &c->obs;

	if (!tells_source(c))
		return false;
	if (c->path->class == PATH_USER && obs->handlers_held && !obs->refaults)
		return true;
	if (c->source->ends == ENDS_BY_SIGNAL && any_pending(c) && !returned(c))
		return true;
	if (obs->interrupts > obs->refaults)
		return false;
	return !obs->interrupts || any_pending(c);
}

/* A spinner may sleep on its way round, for the answer of a server: its messages tell. */
static bool is_busy(const struct fault_cell *c, const struct look *look)
{
	return look->busy >= SPIN_SAMPLES || c->obs.refaults >= SPIN_MESSAGES;
}

/*
 * Does a thread that uses CPU time go on? In a virtual machine whose CPU a host takes away a
 * handler may cost any time. The thread is no spinner if it has slept between handlers. A timer
 * that fires faster than a handler may run leaves a slow thread no sleep: there each handler
 * counts, and the length of the storm decides.
 */
static bool storms(struct fault_cell *c, const struct look *look)
{
	uint64_t sleeps;

	if (!(c->stim->flags & STIM_TIMER) || !look->handlers)
		return false;
	if (c->stim->period_ns < (long)HANDLER_CPU_NS)
		return look->cpu_ns - look->handler_cpu_ns < STORM_CPU_NS;
	sleeps = task_sleeps(fault_pid(c), fault_tid(c));
	return sleeps > look->sleeps && 2 * (sleeps - look->sleeps) > look->handlers;
}

static bool decided(struct fault_cell *c, const struct look *look)
{
	bool busy;

	if (dead_while_held(c))
		return true;
	busy = is_busy(c, look) && !storms(c, look);
	if (busy && spinning(c, c->obs.cpu_ns)) {
		c->obs.pending = any_pending(c);
		c->obs.outcome = OUTCOME_SPINNING;
		return true;
	}
	if (!busy && storm_proved(c))
		return true;
	if (look->deaf_ns && now_ns() - look->deaf_ns > DEAF_MS * 1000000ULL) {
		c->obs.outcome = OUTCOME_UNKILLABLE;
		note_survivors(c);
		return true;
	}
	if (not_told_yet(c) && now_ns() - look->since_ns < TOLD_DEADLINE_NS)
		return false;
	return look->still >= ASLEEP_SAMPLES && !on_its_way_out(c) && classify_asleep(c);
}

/*
 * Is the deadline over? A victim that is out of the fault and in do_exit() is as good as dead,
 * but may have to wait there, and has a longer deadline.
 */
static bool too_long(struct fault_cell *c, uint64_t since)
{
	uint64_t ms = (now_ns() - since) / 1000000, limit = HELD_DEADLINE_MS;

	if (c->stim->flags & STIM_LEADER)
		limit = LEADER_DEADLINE_MS;
	else if (c->stim->signo == SIGKILL)
		limit = DEATH_DEADLINE_MS;
	return ms > limit && (ms > EXIT_DEADLINE_MS || !on_its_way_out(c));
}

/**
 * watch() - look until the tasks are asleep for good, one burns CPU, the victim is dead, or
 *	a deadline is over.
 * @c: the cell; its observation gets the outcome.
 */
void watch(struct fault_cell *c)
{
	struct pollfd pfd = { .fd = c->victim.pidfd, .events = POLLIN };
	struct timespec period = { .tv_nsec = SAMPLE_PERIOD_NS };
	struct starvation starvation;
	uint64_t since = now_ns();
	struct look look = { .since_ns = since };

	begin_starvation(c, &starvation);
	if (c->stim->flags & STIM_TIMER)
		look.sleeps = task_sleeps(fault_pid(c), fault_tid(c));
	if (!(c->stim->flags & STIM_LEADER))
		look.cpu_ns = c->seen.cpu_ns;	/* of the last look, ahead of the stimulus */
	for (;;) {
		look_again(c, &look);
		if (decided(c, &look))
			return;
		if (too_long(c, since)) {
			held_too_long(c, &starvation);
			return;
		}
		if (now_ns() - since > LONG_WATCH_NS)
			period.tv_nsec = LONG_PERIOD_NS;
		ppoll(&pfd, 1, &period, NULL);
	}
}

/* ---- after the decision ---- */

/* Must the victim sleep until the release? Not if its timer goes on, if it spins or if it died. */
static bool has_to_sleep(const struct fault_cell *c)
{
	switch (c->obs.outcome) {
	case OUTCOME_RESTARTED:
		return !(c->stim->flags & STIM_TIMER);
	case OUTCOME_COMPLETED:
	case OUTCOME_DEFERRED:
	case OUTCOME_STOPPED:
	case OUTCOME_INTERRUPTED:
		return true;
	default:
		return false;
	}
}

/*
 * Look at the tasks that have to sleep. A vCPU that halts may be woken for its guest; the
 * worker that is in its fault may not.
 */
static void sample_to_watch(struct fault_cell *c, struct task_sample *sample)
{
	memset(sample, 0, sizeof(*sample));
	if (c->obs.worker && c->path->flags & PATH_GUEST_WAKES)
		sample_task(c->obs.worker, c->obs.worker, sample);
	else
		sample_victim(c, 0, sample);
}

/**
 * watch_on() - when the outcome is decided, watch whether it stays so.
 * @c: the cell; its observation gets how often a task ran that has to sleep.
 *
 * Cells that stand for their path class and stimulus are watched for WATCH_ON_MS, during which
 * the victim gets no commands. Its death ends the watch.
 */
void watch_on(struct fault_cell *c)
{
	struct pollfd pfd = { .fd = c->victim.pidfd, .events = POLLIN };
	struct task_sample before, after;

	c->runs_decided = fault_task_runs(c);
	if (!c->long_watch || !has_to_sleep(c))
		return;
	sample_to_watch(c, &before);
	c->obs.watched_ms = WATCH_ON_MS;
	if (poll(&pfd, 1, WATCH_ON_MS)) {
		wrong(c, "the victim died, asleep in its fault and left alone");
		return;
	}
	sample_to_watch(c, &after);
	c->obs.runs_watched = llabs((long long)(after.runs - before.runs));
}

/**
 * note_late_runs() - right before the release, see whether the task in the fault slept on.
 * @c: the cell; its observation gets the messages and runs since the decision.
 */
void note_late_runs(struct fault_cell *c)
{
	uint64_t runs;

	if (!has_to_sleep(c) || c->obs.dead)
		return;
	runs = fault_task_runs(c);
	c->obs.refaults += drain_events(c, NULL);
	if (runs > c->runs_decided)
		c->obs.runs_late = runs - c->runs_decided;
}
