// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeing what happens to a stalled thread, from outside the victim: that the fault is
 * pending, and that a stimulus was sent. Nothing here, in watch.c or in release.c knows
 * what is right: judge.c does.
 *
 * Deciding kernel code: mm/userfaultfd.c:handle_userfault(),
 * include/linux/sched/signal.h:fault_signal_pending().
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "observe.h"

/* A spinner queues messages without end: take some, look at the rest later. */
#define DRAIN_AT_ONCE	256

/**
 * deadline_in() - a time that is still to come.
 * @ms: how far ahead, milliseconds.
 * Return: monotonic nanoseconds.
 */
uint64_t deadline_in(int ms)
{
	return now_ns() + ms * 1000000ULL;
}

/**
 * left_ms() - how far ahead a time is.
 * @deadline: monotonic nanoseconds.
 * Return: milliseconds, rounded up; 0 if it is over.
 */
int left_ms(uint64_t deadline)
{
	uint64_t now = now_ns();

	return now >= deadline ? 0 : (deadline - now) / 1000000 + 1;
}

/**
 * returned() - is the call back?
 * @c: the cell.
 * Return: true if path->run() has returned.
 */
bool returned(struct fault_cell *c)
{
	return atomic_load(&c->victim.shared->returned);
}

/**
 * victim_dead() - is the whole process gone?
 * @c: the cell.
 * Return: true if its pidfd says so.
 */
bool victim_dead(struct fault_cell *c)
{
	struct pollfd pfd = { .fd = c->victim.pidfd, .events = POLLIN };

	return poll(&pfd, 1, 0) == 1;
}

/**
 * wrong() - something happened that no outcome has a name for.
 * @c: the cell.
 * @fmt: printf format of what it was.
 */
void wrong(struct fault_cell *c, const char *fmt, ...)
{
	va_list ap;

	c->obs.outcome = OUTCOME_WRONG;
	va_start(ap, fmt);
	vsnprintf(c->obs.wrong, sizeof(c->obs.wrong), fmt, ap);
	va_end(ap);
}

/**
 * break_cell() - the cell can't be told to its end: an error of the run.
 * @c: the cell.
 * @fmt: printf format of what is in the way. The first one stays.
 */
void break_cell(struct fault_cell *c, const char *fmt, ...)
{
	va_list ap;

	c->obs.outcome = OUTCOME_ERROR;
	if (c->obs.broken[0])
		return;
	va_start(ap, fmt);
	vsnprintf(c->obs.broken, sizeof(c->obs.broken), fmt, ap);
	va_end(ap);
}

static bool same_kind(const struct seen_event *a, const struct seen_event *b)
{
	return a->offset == b->offset && a->event.flags == b->event.flags &&
	       a->event.has_flags == b->event.has_flags &&
	       a->event.in_order == b->event.in_order && a->event.again == b->event.again &&
	       a->event.retried == b->event.retried;
}

/* A spinner's are without number, and all alike. */
static void keep_event(struct observation *obs, const struct seen_event *seen)
{
	unsigned int i;

	for (i = 0; i < obs->nr_events && i < SEEN_EVENTS; i++)
		if (same_kind(&obs->events[i], seen))
			return;
	if (i < SEEN_EVENTS)
		obs->events[i] = *seen;
	obs->nr_events = i + 1;
}

/**
 * drain_events() - take the fault messages that have arrived.
 * @c: the cell; its observation keeps one of each kind.
 * @tid: set to the task of the last one, if not NULL.
 * Return: how many.
 */
unsigned int drain_events(struct fault_cell *c, pid_t *tid)
{
	struct seen_event seen = { 0 };
	unsigned int n = 0;

	if (!c->source->ops->next)
		return 0;
	while (n < DRAIN_AT_ONCE && c->source->ops->next(c, &seen.event) == 1) {
		n++;
		seen.offset = seen.event.addr - (uintptr_t)cell_page(c);
		keep_event(&c->obs, &seen);
		if (tid)
			*tid = seen.event.tid;
	}
	return n;
}

/* The kernel's own task is watched as long as it is in the fault, if it may be looked at. */
static void watch_worker(struct fault_cell *c, pid_t tid)
{
	char line[256];

	c->obs.stalled_tid = 0;
	if (task_read(tid, tid, "syscall", line, sizeof(line)))
		add_unjudged(c, "the kernel worker: no privilege to look at it");
	else
		c->obs.worker = tid;
}

/* The message's task must be the faulting thread, one of its workers, or the kernel's. */
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

	begin_starvation(c, &starvation);
	while (!drain_events(c, &c->obs.stalled_tid)) {
		if (returned(c) || victim_dead(c) || !left_ms(deadline)) {
			no_stall(c, &starvation);
			return false;
		}
		poll(pfds, ARRAY_LEN(pfds), left_ms(deadline));
	}
	return true;
}

/* Where the fault is held, by name and by stack */
static void note_place(struct fault_cell *c)
{
	pid_t pid = c->obs.worker ? c->obs.worker : c->victim.pid;
	pid_t tid = c->obs.worker ? c->obs.worker : c->obs.stalled_tid;

	task_function(pid, tid, c->obs.function, sizeof(c->obs.function));
	if (strcmp(c->obs.function, "0"))
		c->no_wchan = false;	/* it was only late to fall asleep */
	task_stack(pid, tid, c->obs.stack, sizeof(c->obs.stack));
	held_in_look(c, pid, tid);
}

/**
 * observe_stall() - wait for the proof that the fault is pending.
 * @c: the cell, its victim running.
 * Return: true if it is; false with the outcome set if the call returned, the
 *	   victim died, or nothing came.
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
		c->obs.stalled_tid = atomic_load(&c->victim.shared->tid);
	quiesce(c);
	note_place(c);
	return true;
}

static void check_mmap_lock(struct fault_cell *c)
{
	/* A sibling that took a fatal signal is no longer there to be asked. */
	bool killed = c->obs.outcome == OUTCOME_SPINNING && c->stim->flags & STIM_DEFAULT;
	bool kept = c->path->class == PATH_GUP_LOCKED || c->source->flags & SOURCE_KEEPS_LOCK;

	if (c->obs.dead || killed || kept ||
	    c->stim->flags & (STIM_LEADER | STIM_STOP) ||
	    c->obs.outcome == OUTCOME_UNKILLABLE)
		return;
	c->obs.lock_checked = true;
	c->obs.lock_free = victim_command(c, VICTIM_MAP_AND_UNMAP, REPLY_DEADLINE_MS);
}

static void resume_stopped(struct fault_cell *c)
{
	bool spun = c->obs.outcome == OUTCOME_SPINNING;

	send_continue(c);
	if (spun)
		return;
	watch(c);
}

/**
 * observe_held() - send the stimulus and see what it does while the fault is held.
 * @c: the cell, its stall proved; the observation gets its outcome.
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

/**
 * wait_victim() - wait for a word of the victim, or its death.
 * @c: the cell.
 * @flag: a flag in the shared memory that is announced on "done".
 * @deadline_ms: how long, milliseconds.
 * Return: true if the flag is set; false if it died or the time is over.
 */
bool wait_victim(struct fault_cell *c, _Atomic uint32_t *flag, int deadline_ms)
{
	uint64_t deadline = deadline_in(deadline_ms), count;
	struct pollfd pfds[] = {
		{ .fd = c->victim.done, .events = POLLIN },
		{ .fd = c->victim.pidfd, .events = POLLIN },
	};

	while (!atomic_load(flag)) {
		if (victim_dead(c))
			return atomic_load(flag);
		if (!left_ms(deadline))
			return false;
		poll(pfds, ARRAY_LEN(pfds), left_ms(deadline));
		if (read(c->victim.done, &count, sizeof(count)) < 0 && errno != EAGAIN)
			return false;
	}
	return true;
}
