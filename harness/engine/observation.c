// SPDX-License-Identifier: GPL-2.0-only
/*
 * What all who look at a cell have in common: is the victim back, dead or at work, which
 * messages came, and the places where a look is written down.
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

	/* Nobody waits in a handler that fails. */
	if (!c->source->ops->next || c->source->ends == ENDS_AT_ONCE)
		return 0;
	while (n < DRAIN_AT_ONCE && c->source->ops->next(&c->region, &seen.event) == 1) {
		n++;
		seen.offset = seen.event.addr - (uintptr_t)cell_page(c);
		keep_event(&c->obs, &seen);
		if (tid)
			*tid = seen.event.tid;
	}
	return n;
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

/**
 * fault_pid() - the process of the task that is in the fault.
 * @c: the cell.
 * Return: the kernel's own task, or the victim.
 */
pid_t fault_pid(struct fault_cell *c)
{
	return c->obs.worker ? c->obs.worker : c->victim.pid;
}

/**
 * fault_tid() - the task that is in the fault.
 * @c: the cell.
 * Return: the kernel's own task, or one of the victim's.
 */
pid_t fault_tid(struct fault_cell *c)
{
	return c->obs.worker ? c->obs.worker : c->obs.stalled_tid;
}

/**
 * fault_task_state() - the state letter of the task that is in the fault.
 * @c: the cell.
 * Return: the letter, or 0 if it is gone.
 */
char fault_task_state(struct fault_cell *c)
{
	return task_state(fault_pid(c), fault_tid(c));
}

/**
 * sample_victim() - look once at all tasks of the victim, and at the kernel's that is in
 *	its fault.
 * @c: the cell.
 * @except: a task not to count, or 0.
 * @sample: filled.
 */
void sample_victim(struct fault_cell *c, pid_t except, struct task_sample *sample)
{
	memset(sample, 0, sizeof(*sample));
	sample_tasks(c->victim.pid, except, sample);
	if (c->obs.worker)
		sample_task(c->obs.worker, c->obs.worker, sample);
}

/**
 * add_unjudged() - tell that something could not be looked at.
 * @c: the cell.
 * @what: a constant text: what, and why not.
 */
void add_unjudged(struct fault_cell *c, const char *what)
{
	size_t i = 0;

	while (i < UNJUDGED_MAX && c->obs.unjudged[i] && c->obs.unjudged[i] != what)
		i++;
	if (i < UNJUDGED_MAX)
		c->obs.unjudged[i] = what;
}
