// SPDX-License-Identifier: GPL-2.0-only
/*
 * Freezers that do nothing, and one that is done too early: made-up stimuli, so that no cgroup
 * is needed.
 */
#include "families.h"
#include "rig.h"

#define FREEZES	(STIM_STOP | STIM_PROCESS | STIM_FREEZE)

static int send_nothing(struct fault_cell *c)
{
	(void)c;
	return 0;
}

static bool see_never(struct fault_cell *c)
{
	(void)c;
	return false;
}

static bool see_at_once(struct fault_cell *c)
{
	(void)c;
	return true;
}

static void undo_nothing(struct fault_cell *c)
{
	(void)c;
}

static const struct stimulus stimulus_lost_freeze = {
	.name = "lost_freeze", .effect = EFFECT_FREEZE, .flags = FREEZES,
	.story = "a freezer that does nothing",
	.send = send_nothing, .see = see_never, .undo = undo_nothing,
};

static const struct stimulus stimulus_hasty_freeze = {
	.name = "hasty_freeze", .effect = EFFECT_FREEZE, .flags = FREEZES,
	.story = "a freezer that says of a task in the kernel that it is frozen",
	.send = send_nothing, .see = see_at_once, .undo = undo_nothing,
};

#define LOST	"; the stop was lost: not stopped 5000 ms after release"

const struct control controls_stops[] = {
	{ .name = "never_frozen", CELL(good_load, uffd_missing_anon, lost_freeze),
	  .observed = OUTCOME_WRONG, .words = HELD LOST "$", .pace = BESIDE },
	{ .name = "never_frozen_released", CELL(good_gup, uffd_missing_anon, lost_freeze),
	  .observed = OUTCOME_WRONG, .words = HELD LOST "$", .pace = BESIDE },
	{ .name = "frozen_in_kernel", CELL(good_gup, uffd_missing_anon, hasty_freeze),
	  .observed = OUTCOME_STOPPED, .words = HELD "$" },
	{ }
};
