// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parts that all observers of a cell share: is the victim back, dead or at work, which fault
 * messages came, and the functions that write a finding into the observation.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "observe.h"

/* Messages to take at once: a spinner queues them without end, so leave the rest for later. */
#define DRAIN_AT_ONCE	256

/**
 * returned() - tell whether the call is back.
 * @c: the cell.
 * Return: true if path->run() has returned.
 */
bool returned(struct fault_cell *c)
{
	return atomic_load(&c->victim.shared->returned);
}

/**
 * victim_dead() - tell whether the whole process of the victim is gone.
 * @c: the cell.
 * Return: true if its pidfd says so.
 */
bool victim_dead(struct fault_cell *c)
{
	struct pollfd pfd = { .fd = c->victim.pidfd, .events = POLLIN };

	return poll(&pfd, 1, 0) == 1;
}

/**
 * wrong() - record an event that no outcome has a name for.
 * @c: the cell.
 * @fmt: printf format of a sentence that says what it was.
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
 * break_cell() - record that the cell can't be run to its end, which is an error of the run.
 * @c: the cell.
 * @fmt: printf format of the reason. The first reason stays.
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

/* Keep one event of each kind: a spinner sends any number of them, and all are alike. */
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
 * is_of_crowd() - tell whether a fault message is one of the crowd's.
 * @c: the cell, which counts the message then.
 * @tid: the task that it is of.
 * Return: true if it is.
 */
bool is_of_crowd(struct fault_cell *c, pid_t tid)
{
	unsigned int i;

	if (!c->variant->schedule || !c->variant->schedule->crowd)
		return false;
	for (i = 0; i < CROWD; i++)
		if (atomic_load(&c->victim.shared->crowd[i].pid) == tid) {
			c->crowd_messages[i]++;
			return true;
		}
	return false;
}

/**
 * tells_source() - find out whether the source is told of the stimulus.
 * @c: the cell.
 * Return: true if it is a signal for the task in the fault itself, and the source is told. If
 *	   the release comes at the same time, nobody knows.
 */
bool tells_source(const struct fault_cell *c)
{
	if (!c->source->told || c->path->flags & (PATH_ASYNC | PATH_KWORKER) ||
	    is_race(c->variant))
		return false;
	return (c->stim->signo || c->stim->flags & STIM_QUEUED) &&
	       c->stim->effect != EFFECT_NOTHING && c->stim->effect != EFFECT_BLOCKED;
}

/**
 * drain_events() - take the fault messages that have arrived.
 * @c: the cell; its observation keeps one of each kind.
 * @tid: set to the task of the last message, if not NULL.
 * Return: the number of messages.
 */
unsigned int drain_events(struct fault_cell *c, pid_t *tid)
{
	struct seen_event seen = { 0 };
	unsigned int n = 0;

	/* A handler that fails at once has no task that waits in it. */
	if (!c->source->ops->next || c->source->ends == ENDS_AT_ONCE)
		return 0;
	while (n < DRAIN_AT_ONCE && c->source->ops->next(&c->region, &seen.event) == 1) {
		if (is_of_crowd(c, seen.event.tid))
			continue;
		if (seen.event.interrupt) {
			c->obs.interrupts++;
			continue;
		}
		n++;
		seen.offset = seen.event.addr - (uintptr_t)cell_page(c);
		keep_event(&c->obs, &seen);
		if (tid)
			*tid = seen.event.tid;
	}
	return n;
}

/**
 * wait_victim() - wait until the victim sets a flag, or dies.
 * @c: the cell.
 * @flag: a flag in the shared memory, which the victim announces on the eventfd "done".
 * @deadline_ms: how long to wait, milliseconds.
 * Return: true if the flag is set; false if the victim died or the time is over.
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
 * fault_pid() - find the process of the task that is in the fault.
 * @c: the cell.
 * Return: the pid of the kernel's worker, or of the victim.
 */
pid_t fault_pid(struct fault_cell *c)
{
	return c->obs.worker ? c->obs.worker : c->victim.pid;
}

/**
 * fault_tid() - find the task that is in the fault.
 * @c: the cell.
 * Return: the tid of the kernel's worker, or of a task of the victim.
 */
pid_t fault_tid(struct fault_cell *c)
{
	return c->obs.worker ? c->obs.worker : c->obs.stalled_tid;
}

/**
 * fault_task_state() - read the state letter of the task that is in the fault.
 * @c: the cell.
 * Return: the letter, or 0 if the task is gone.
 */
char fault_task_state(struct fault_cell *c)
{
	return task_state(fault_pid(c), fault_tid(c));
}

/**
 * fault_task_runs() - count how often the task that is in the fault has got a CPU.
 * @c: the cell.
 * Return: the number, or 0 if the task is gone or the kernel does not count.
 */
uint64_t fault_task_runs(struct fault_cell *c)
{
	return task_runs(fault_pid(c), fault_tid(c));
}

/**
 * sample_victim() - look once at all tasks of the victim, and at the kernel's worker that
 *	is in its fault.
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
	if (except)
		return;
	c->seen = *sample;
	c->seen_ns = now_ns();
}

/**
 * add_unjudged() - record that something could not be looked at.
 * @c: the cell.
 * @what: a constant text that names the thing and the reason.
 */
void add_unjudged(struct fault_cell *c, const char *what)
{
	size_t i = 0;

	while (i < UNJUDGED_MAX && c->obs.unjudged[i] && c->obs.unjudged[i] != what)
		i++;
	if (i < UNJUDGED_MAX)
		c->obs.unjudged[i] = what;
}
