// SPDX-License-Identifier: GPL-2.0-only
/*
 * Schedules: bring about the moment at which the stimulus of a cell is sent.
 *
 * A fault that was woken without its page is tried again, by other code than the first time:
 * under mmap_lock where it was under the lock of its VMA, and with FAULT_FLAG_TRIED.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_user_addr_fault(), its part for VMA locks and
 * its label retry; mm/gup.c:__get_user_pages_locked(), FOLL_TRIED.
 */
#include "observe.h"

const struct schedule schedule_second_try = {
	.name = "second_try", .wakes = 1,
	.story = "the fault is woken without a page and stalls again, then the stimulus comes",
};

const struct schedule schedule_third_try = {
	.name = "third_try", .wakes = 2,
	.story = "the fault is woken twice without a page and stalls again, then the stimulus comes",
};

/**
 * schedule_begin() - have the fault in the state in which the schedule sends the stimulus.
 * @c: the cell, its first stall proved.
 * Return: false if the call returned meanwhile, with the complaint in the observation.
 */
bool schedule_begin(struct fault_cell *c)
{
	const struct schedule *schedule = c->variant->schedule;
	unsigned int i;

	for (i = 0; schedule && i < schedule->wakes; i++) {
		wake_without_page(c);
		if (returned(c)) {
			c->obs.returned_held = true;
			return false;
		}
	}
	return true;
}
