// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stimuli: the freezer of cgroups version 1. It sends a signal that is none: TIF_SIGPENDING is
 * set, and the task freezes on its way to user mode, or where it sleeps and says that it may be
 * frozen there. While one task does not, the cgroup is FREEZING and not FROZEN.
 *
 * Deciding kernel code: kernel/cgroup/legacy_freezer.c:freezer_apply_state(),
 * freezer_attach(), kernel/freezer.c:freeze_task(), __refrigerator().
 */
#include "freezer.h"

/* The whole process freezes, with the leader. */
#define FREEZES	(STIM_STOP | STIM_PROCESS | STIM_FREEZE)

static const struct freezer v1 = {
	.type = "cgroup", .option = "freezer",
	.control = "freezer.state", .freeze = "FROZEN", .thaw = "THAWED",
	.status = "freezer.state", .frozen = "FROZEN",
	.need = NEED_CGROUP_FREEZER,
};

static const struct answer *probe_v1(const struct stimulus *stim)
{
	(void)stim;
	return freezer_probe(&v1);
}

static int freeze_victim(struct fault_cell *c)
{
	int err = freezer_make(&v1);

	err = err ?: freezer_move(c->victim.pid);
	return err ?: freezer_freeze(&v1);
}

/* The other order has code of its own: the task comes into a cgroup that is frozen. */
static int attach_victim(struct fault_cell *c)
{
	int err = freezer_make(&v1);

	err = err ?: freezer_freeze(&v1);
	return err ?: freezer_move(c->victim.pid);
}

static bool see_frozen(struct fault_cell *c)
{
	(void)c;
	return freezer_is_frozen(&v1);
}

static void thaw_victim(struct fault_cell *c)
{
	freezer_end(&v1, c->victim.pid);
}

const struct stimulus stimulus_freezer_v1 = {
	.name = "freezer_v1", .effect = EFFECT_FREEZE, .flags = FREEZES,
	.story = "the process is frozen by a cgroup of version 1, and thawed once it is FROZEN",
	.probe = probe_v1, .send = freeze_victim, .see = see_frozen, .undo = thaw_victim,
};

const struct stimulus stimulus_freezer_v1_attach = {
	.name = "freezer_v1_attach", .effect = EFFECT_FREEZE, .flags = FREEZES,
	.story = "the process is moved into a cgroup of version 1 that is frozen already",
	.probe = probe_v1, .send = attach_victim, .see = see_frozen, .undo = thaw_victim,
};

const struct stimulus stimulus_freezer_v1_thaw = {
	.name = "freezer_v1_thaw", .effect = EFFECT_FREEZE_THAW,
	.flags = FREEZES | STIM_CONT_HELD,
	.story = "the process is frozen by a cgroup of version 1 and, FROZEN or not, thawed while the fault is held",
	.probe = probe_v1, .send = freeze_victim, .see = see_frozen, .undo = thaw_victim,
};
