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
#include <errno.h>
#include <string.h>

#include "complaints.h"
#include "observe.h"

const struct schedule schedule_second_try = {
	.name = "second_try", .wakes = 1,
	.story = "the fault is woken without a page and stalls again, then the stimulus comes",
};

const struct schedule schedule_third_try = {
	.name = "third_try", .wakes = 2,
	.story = "the fault is woken twice without a page and stalls again, then the stimulus comes",
};

/* Before 5.7 the second try was the last one. */
const struct schedule schedule_hundredth_try = {
	.name = "hundredth_try", .wakes = 99,
	.story = "the fault is woken 99 times without a page and stalls again, then the stimulus comes",
};

const struct schedule schedule_crowd = {
	.name = "crowd", .crowd = true,
	.story = "three more tasks wait for the page when the stimulus comes; the release wakes all",
};

const struct schedule schedule_crowd_killed = {
	.name = "crowd_killed", .crowd = true, .kill_one = true,
	.story = "three more tasks wait for the page, and one of them is killed while it is held",
};

const struct schedule schedule_neighbour = {
	.name = "neighbour", .crowd = true, .neighbour = true,
	.story = "two more tasks wait for the page, and one for another page, which is not released",
};

/**
 * act_stimulus() - schedule_act.act: send the cell's stimulus.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int act_stimulus(struct fault_cell *c)
{
	return stimulus_send(c);
}

/**
 * act_release() - schedule_act.act: release the fault with its page.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int act_release(struct fault_cell *c)
{
	return c->source->ops->release(&c->region);
}

/**
 * act_wake() - schedule_act.act: wake the tasks that wait, without a page.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int act_wake(struct fault_cell *c)
{
	return c->source->ops->wake(&c->region);
}

/**
 * act_munmap() - schedule_act.act: have a sibling unmap the region, and wake who waits on it.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int act_munmap(struct fault_cell *c)
{
	if (!victim_command(c, VICTIM_UNMAP_REGION, REPLY_DEADLINE_MS))
		return -ETIMEDOUT;
	return act_wake(c);
}

const struct schedule schedule_race = {
	.name = "race", .rounds = RACE_ROUNDS, .acts = { ACT_STIMULUS, ACT_RELEASE },
	.story = "the stimulus and the release come together, each at a moment of its own",
};

const struct schedule schedule_race_wake = {
	.name = "race_wake", .rounds = RACE_ROUNDS,
	.acts = { ACT_STIMULUS, { "a wake-up without a page", act_wake, 0 }, ACT_RELEASE },
	.story = "the stimulus, a wake-up without a page and the release come together",
};

const struct schedule schedule_two_resolvers = {
	.name = "two_resolvers", .rounds = RACE_ROUNDS, .exclusive = true,
	.acts = { ACT_STIMULUS, { "one release", act_release, -EEXIST },
		  { "the other release", act_release, -EEXIST } },
	.story = "two threads release the fault together, and one of them is told that it was too late",
};

const struct schedule schedule_race_munmap = {
	.name = "race_munmap", .rounds = RACE_ROUNDS, .error = FAULT_UNMAPPED,
	.acts = { ACT_STIMULUS, { "the release", act_release, -ENOENT },
		  { "munmap()", act_munmap, 0 } },
	.story = "the release comes together with the stimulus, and with a sibling's munmap()",
};

const struct schedule schedule_at_once = {
	.name = "at_once", .rounds = 3, .at_once = true, .acts = { ACT_RELEASE },
	.story = "the release comes when the fault has been told, and its task is not yet asleep",
};

/* Memory of a process that is dead can't be resolved any more. */
static bool was_too_late(const struct fault_cell *c, int err)
{
	return c->stim->flags & STIM_DEFAULT && err == -ESRCH;
}

/**
 * judge_acts() - judge the results of a race's acts.
 * @c: the cell, over.
 * @all: the complaints.
 */
void judge_acts(const struct fault_cell *c, struct complaints *all)
{
	const struct schedule *schedule = c->variant->schedule;
	const struct schedule_act *act;
	unsigned int i, others = 0;

	if (!is_race(c->variant) || !c->obs.stalled)
		return;
	for (i = 0; i < RACE_ACTS; i++) {
		act = &schedule->acts[i];
		if (!c->acted[i] || was_too_late(c, c->acted[i]))
			continue;
		if (c->acted[i] == act->or)
			others++;
		else
			add(all, "%s: %s", act->name, strerror(-c->acted[i]));
	}
	if (schedule->exclusive && others != 1)
		add(all, "%u acts were told that another one was first, expected 1", others);
}

/**
 * schedule_plan() - draw the moments of the cell's round.
 * @c: the cell.
 */
void schedule_plan(struct fault_cell *c)
{
	if (!is_race(c->variant))
		return;
	race_plan(c->name, race_seed(), c->round, &c->plan);
	c->plan.hasty |= c->variant->schedule->busy;
	if (c->variant->schedule->at_once)
		c->plan = (struct race_plan){ .hasty = c->round };
}

/**
 * another_round() - make the cell ready for the next round of its schedule.
 * @c: the cell, its victim gone; what it observed is forgotten, but for what could not be
 *     looked at, and for the function in which the fault is held.
 * Return: false if there is none.
 */
bool another_round(struct fault_cell *c)
{
	const struct schedule *schedule = c->variant->schedule;
	struct fault_cell next = *c;

	if (!schedule || next.round + 1 >= schedule->rounds)
		return false;
	next.round++;
	next.region = (struct fault_region){ .source = c->source, .fd = -1, .memfd = -1 };
	next.victim = (struct victim){ .pidfd = -1 };
	memset(&next.obs, 0, sizeof(next.obs));
	memcpy(next.obs.unjudged, c->obs.unjudged, sizeof(next.obs.unjudged));
	memcpy(next.obs.function, c->obs.function, sizeof(next.obs.function));
	memset(next.fds, -1, sizeof(next.fds));
	memset(next.acted, 0, sizeof(next.acted));
	next.priv = NULL;
	next.timer_armed = false;
	next.let_through = false;
	*c = next;
	schedule_plan(c);
	return true;
}

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
	crowd_begin(c);
	return true;
}
