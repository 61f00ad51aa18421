// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find out whether the victim gets a CPU.  If it does not, a missed deadline says nothing
 * about the kernel's fault handling, and is an error of the run.
 *
 * Deciding kernel code: kernel/sched/stats.h:sched_info_arrive(), sched_info_dequeue().
 */
#include <time.h>

#include "observe.h"

/**
 * see_newborn() - note, in place of a look, a victim that has neither run nor waited.
 * @c: the cell, about to start its victim.
 */
void see_newborn(struct fault_cell *c)
{
	c->seen = (struct task_sample){ .tasks = 1 };
	c->seen_ns = now_ns();
}

/**
 * begin_starvation() - begin to measure whether the victim gets a CPU.
 * @c: the cell.
 * @s: filled.
 *
 * The last look at the tasks is the beginning: each phase of a cell ends with one.
 */
void begin_starvation(struct fault_cell *c, struct starvation *s)
{
	struct task_sample sample;

	if (!c->seen.tasks)
		sample_victim(c, 0, &sample);
	*s = (struct starvation){ c->seen_ns, c->seen.waited_ns, c->seen.cpu_ns };
}

static uint64_t grown_ms(uint64_t now_ns, uint64_t then_ns)
{
	return now_ns > then_ns ? (now_ns - then_ns) / 1000000 : 0;
}

/*
 * Does a task of the victim wait for a CPU right now? The kernel counts a wait only when it is
 * over.
 */
static bool still_waits(struct fault_cell *c, const struct task_sample *before)
{
	struct timespec pace = { .tv_nsec = STARVED_LOOK_NS };
	struct task_sample after;

	if (!before->ready)
		return false;
	nanosleep(&pace, NULL);
	sample_victim(c, 0, &after);
	return after.ready && after.runs == before->runs && after.cpu_ns == before->cpu_ns;
}

/**
 * is_starved() - after a missed deadline, find out whether the machine is to blame for it.
 * @c: the cell; it is broken if the victim was starved.
 * @s: from begin_starvation().
 *
 * It is to blame if the victim was kept off the CPU half of the time, is kept off it at this
 * moment, or is not shown by /proc. Tasks that spin side by side wait for each other but use
 * the CPU: they are not starved.
 *
 * Return: true if the victim was starved, or can't be seen.
 */
bool is_starved(struct fault_cell *c, const struct starvation *s)
{
	uint64_t ms = grown_ms(now_ns(), s->begun_ns), waited_ms;
	struct task_sample sample;

	sample_victim(c, 0, &sample);
	waited_ms = grown_ms(sample.waited_ns, s->waited_ns);
	if (!sample.tasks && !victim_dead(c))
		break_cell(c, "/proc does not show the victim's tasks");
	else if (grown_ms(sample.cpu_ns, s->cpu_ns) >= ms / STARVED_CPU_PART)
		return false;
	else if (waited_ms > ms / STARVED_PART)
		break_cell(c, "the victim waited %llu of %llu ms for a CPU: this machine is too busy",
			   (unsigned long long)waited_ms, (unsigned long long)ms);
	else if (still_waits(c, &sample))
		break_cell(c, "the victim is ready, and gets no CPU: this machine is too busy");
	return c->obs.broken[0];
}
