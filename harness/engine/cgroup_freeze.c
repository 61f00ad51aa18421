// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stimuli: cgroup.freeze of cgroups version 2. It is a trap of job control, as a tracer's: the
 * task stops on its way to user mode and nowhere else. cgroup.events says "frozen 1" when the
 * last one has.
 *
 * Deciding kernel code: kernel/cgroup/freezer.c:cgroup_freeze_task(), cgroup_enter_frozen(),
 * kernel/signal.c:do_freezer_trap().
 */
#include "freezer.h"

/* The whole process freezes, with the leader. */
#define FREEZES	(STIM_STOP | STIM_PROCESS | STIM_FREEZE)

static const struct freezer v2 = {
	.type = "cgroup2",
	.control = "cgroup.freeze", .freeze = "1", .thaw = "0",
	.status = "cgroup.events", .frozen = "frozen 1",
	.need = NEED_CGROUP_FREEZE,
};

static const struct answer *probe_v2(const struct stimulus *stim)
{
	(void)stim;
	return freezer_probe(&v2);
}

static int freeze_victim(struct fault_cell *c)
{
	int err = freezer_make(&v2);

	err = err ?: freezer_move(c->victim.pid);
	return err ?: freezer_freeze(&v2);
}

static bool see_frozen(struct fault_cell *c)
{
	(void)c;
	return freezer_is_frozen(&v2);
}

static void thaw_victim(struct fault_cell *c)
{
	freezer_end(&v2, c->victim.pid);
}

const struct stimulus stimulus_cgroup_freeze = {
	.name = "cgroup_freeze", .effect = EFFECT_FREEZE, .flags = FREEZES,
	.story = "the process is frozen by cgroup.freeze, and thawed once cgroup.events says so",
	.probe = probe_v2, .send = freeze_victim, .see = see_frozen, .undo = thaw_victim,
};

const struct stimulus stimulus_cgroup_freeze_thaw = {
	.name = "cgroup_freeze_thaw", .effect = EFFECT_FREEZE_THAW,
	.flags = FREEZES | STIM_CONT_HELD,
	.story = "the process is frozen by cgroup.freeze and, frozen or not, thawed while the fault is held",
	.probe = probe_v2, .send = freeze_victim, .see = see_frozen, .undo = thaw_victim,
};
