// SPDX-License-Identifier: GPL-2.0-only
/*
 * How much CPU time a victim may use whose fault is held, before it is taken for a spinner.
 */
#include <unistd.h>

#include "observe.h"

static size_t huge_mib(const struct fault_cell *c)
{
	static size_t mib;

	if (!mib)
		mib = c->source->ops->largest_page() >> 20;
	return mib;
}

/*
 * A guest counts as CPU time what its host takes from it, and a host takes most from the guest
 * that asks for most: that with several CPUs.
 */
static unsigned int inflation(void)
{
	return runs_alone() && sysconf(_SC_NPROCESSORS_ONLN) > 1 ? SPIN_SHARED : 1;
}

/**
 * spin_limit_ns() - find out how much CPU time is no spin yet.
 * @c: the cell.
 * Return: nanoseconds for all tasks of the victim together, since the fault was found held.
 */
uint64_t spin_limit_ns(const struct fault_cell *c)
{
	const struct observation *obs = &c->obs;
	uint64_t ns = SPIN_CPU_NS * inflation() +
		      (obs->handlers_held + obs->leader_handlers) * HANDLER_CPU_NS;

	if (c->source->backing == BACKING_THP)
		ns += (obs->handlers_held + 1) * huge_mib(c) * HUGE_FAULT_CPU_NS;
	return ns;
}
