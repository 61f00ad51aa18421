// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does the victim get a CPU at all?  Where it does not, a deadline that is over says nothing
 * of the kernel's faults: an error of the run.
 *
 * Deciding kernel code: kernel/sched/stats.h:sched_info_arrive(), sched_info_dequeue().
 */
#include <time.h>

#include "observe.h"

/**
 * begin_starvation() - begin to see whether the victim gets a CPU.
 * @c: the cell.
 * @s: filled.
 */
void begin_starvation(struct fault_cell *c, struct starvation *s)
{
	struct task_sample sample;

	sample_victim(c, 0, &sample);
	*s = (struct starvation){ now_ns(), sample.waited_ns, sample.cpu_ns };
}

static uint64_t grown_ms(uint64_t now_ns, uint64_t then_ns)
{
	return now_ns > then_ns ? (now_ns - then_ns) / 1000000 : 0;
}

/* The kernel counts a wait for a CPU when it is over: is there one that goes on? */
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
 * is_starved() - a deadline is over: was the victim kept off the CPU half of the time, is it
 *	at this moment, or is it not to be seen?
 * @c: the cell; if so, it is broken.
 * @s: from begin_starvation().
 *
 * Tasks that spin side by side wait for each other, and use the CPU: they are not starved.
 *
 * Return: true if it was.
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
