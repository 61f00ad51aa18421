// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each outcome in a cell that expects another one: mostly well-behaved victims that are
 * judged against the wrong outcome.  The outcomes that are never right have families of
 * their own: SPINNING in stall.c, UNKILLABLE and UNWOKEN in stuck.c.
 */
#include <errno.h>
#include <unistd.h>

#include "families.h"
#include "rig.h"

/* ---- INTERRUPTED: another thread takes the fault, the caller returns early ---- */

static void *read_the_page(void *arg)
{
	rig_vm_read(arg, FAULT_LEN);
	return NULL;
}

static long return_early(struct fault_cell *c)
{
	int err = rig_start_sibling(read_the_page, c);

	return err ?: sysret(pause());
}

static const struct fault_path path_returns_early = {
	.name = "returns_early", GUP_VICTIM, .flags = PATH_ASYNC, .setup = rig_setup,
	.run = return_early, .teardown = rig_teardown,
};

/* The call that returns early, in a class whose contract is to return early. */
static const struct fault_path path_good_early_return = {
	.name = "good_early_return", .class = PATH_WORKER_GUP, .access = FAULT_LOAD,
	.decides = "kernel/sys.c:sys_pause()", .flags = PATH_ASYNC, .ok = FAULT_LEN,
	.setup = rig_setup, .run = return_early, .teardown = rig_teardown,
};

/* ---- NO_FAULT ---- */

static long touch_nothing(struct fault_cell *c)
{
	(void)c;
	return FAULT_LEN;
}

static const struct fault_path path_touches_nothing = {
	.name = "touches_nothing", GUP_VICTIM, .run = touch_nothing,
};

static const struct fault_path path_good_no_fault = {
	.name = "good_no_fault", .class = PATH_NOFAULT, .ok = FAULT_LEN,
	.decides = "nothing: it returns at once", .run = touch_nothing,
};

static const struct fault_path path_asks_and_faults = {
	.name = "asks_and_faults", .class = PATH_NOFAULT, .ok = FAULT_LEN,
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()",
	.setup = rig_setup, .run = rig_gup_run, .teardown = rig_teardown,
};

/* ---- ERROR and SKIP, which say nothing about the kernel ---- */

static int fail_with_enospc(struct fault_cell *c)
{
	(void)c;
	return -ENOSPC;
}

static int arm_with_enospc(struct fault_region *r)
{
	(void)r;
	return -ENOSPC;
}

static const struct source_ops unarmed_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = arm_with_enospc,
	.next = held_next, .release = held_release, .wake = held_wake,
};

static const struct fault_source source_unarmed = {
	.name = "unarmed", HELD_SOURCE, .ops = &unarmed_ops,
};

static const struct stimulus stimulus_failing = {
	.name = "task_work", .effect = EFFECT_TASK_WORK, .flags = STIM_POKE,
	.story = "something that fails: no signal at all",
	.send = have_leader_act, .act = fail_with_enospc,
};

static int release_and_fail(struct fault_region *r)
{
	return held_release(r) ?: -EIO;
}

static const struct source_ops failing_release_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = release_and_fail, .wake = held_wake,
};

static const struct fault_source source_failing_release = {
	.name = "failing_release", HELD_SOURCE, .ops = &failing_release_ops,
};

static const struct answer *never_available(void)
{
	return lacks(NEED_NOBODY_HAS);
}

/* A probe that finds a thing there but wrong: no skip, as it has to work. */
static const struct answer *there_but_wrong(void)
{
	return answer_to_flag(NEED_NOTHING, "a call", -EBADF);
}

static const struct answer *out_of_descriptors(void)
{
	return answer_to(NEED_NOTHING, "a call", -EMFILE);
}

/*
 * A probe that is refused, for a need whose row names no switch: the refusal is wrong, unless a
 * filter is set.
 */
static const struct answer *refused(void)
{
	return answer_to(NEED_NOTHING, "a call", -EPERM);
}

const struct control controls_outcomes[] = {
	{ .name = "completed_not_killed", CELL(good_gup, uffd_missing_anon, none),
	  JUDGED_AS(OUTCOME_KILLED), .observed = OUTCOME_COMPLETED, .words = NUMBERS "$" },
	{ .name = "completed_not_failed", CELL(good_gup, uffd_missing_anon, none),
	  JUDGED_AS(OUTCOME_FAILED), .observed = OUTCOME_COMPLETED,
	  .words = HELD "; returned 100, expected -EFAULT$" },
	{ .name = "restarted_not_deferred", CELL(good_load, uffd_missing_anon, sigusr1),
	  JUDGED_AS(OUTCOME_DEFERRED), .observed = OUTCOME_RESTARTED,
	  .words = "^cpu [0-9.]+ ms while held, 1 handler runs, 1 refaults" },
	{ .name = "deferred_not_restarted", CELL(good_gup, uffd_missing_anon, sigusr1),
	  JUDGED_AS(OUTCOME_RESTARTED), .observed = OUTCOME_DEFERRED,
	  .words = NUMBERS "; the access did not fault again after the handler$" },
	{ .name = "deferred_not_interrupted", CELL(good_gup, uffd_missing_anon, sigusr1),
	  JUDGED_AS(OUTCOME_INTERRUPTED), .observed = OUTCOME_DEFERRED,
	  .words = NUMBERS "; returned 100, expected -EINTR$" },
	{ .name = "killed_not_deferred", CELL(good_gup, uffd_missing_anon, sigkill),
	  JUDGED_AS(OUTCOME_DEFERRED), .observed = OUTCOME_KILLED, .words = NUMBERS "$" },
	{ .name = "stopped_not_deferred", CELL(good_load, uffd_missing_anon, sigstop),
	  JUDGED_AS(OUTCOME_DEFERRED), .observed = OUTCOME_STOPPED,
	  .words = "^cpu [0-9.]+ ms while held, 0 handler runs, [12] refaults" },
	{ .name = "deferred_not_stopped", CELL(good_gup, uffd_missing_anon, sigstop),
	  JUDGED_AS(OUTCOME_STOPPED), .observed = OUTCOME_DEFERRED, .words = NUMBERS "$" },
	{ .name = "failed_not_completed", CELL(good_gup, prot_none, none),
	  JUDGED_AS(OUTCOME_COMPLETED), .observed = OUTCOME_FAILED,
	  .words = "^returned -EFAULT, expected 100$" },
	{ .name = "returns_early", CELL(returns_early, uffd_missing_anon, sigusr1),
	  .observed = OUTCOME_INTERRUPTED,
	  .words = "1 handler runs, 0 refaults; returned -EINTR, expected 100$" },
	{ .good = { .path = &path_good_early_return, .sources = sources_anon,
		    .stimuli = STIMULI(&stimulus_sigusr1) } },
	{ .name = "touches_nothing", CELL(touches_nothing, uffd_missing_anon, none),
	  .observed = OUTCOME_NO_FAULT,
	  .words = "^the call returned, and no fault had been pending$" },
	{ .good = { .path = &path_good_no_fault, .sources = sources_anon,
		    .stimuli = stimuli_none } },
	{ .name = "asks_and_faults", CELL(asks_and_faults, uffd_missing_anon, none),
	  .observed = OUTCOME_COMPLETED, .words = NUMBERS "$" },
	{ .name = "setup_fails", CELL(touches_nothing, uffd_missing_anon, none),
	  .setup = fail_with_enospc, .observed = OUTCOME_ERROR,
	  .words = "^setting up the path: No space left on device$" },
	{ .name = "arm_fails", CELL(touches_nothing, uffd_missing_anon, none),
	  .arm = fail_with_enospc, .observed = OUTCOME_ERROR,
	  .words = "^arming the path: No space left on device$" },
	{ .name = "source_fails", CELL(good_gup, unarmed, none), .observed = OUTCOME_ERROR,
	  .words = "^arming the source: No space left on device$" },
	{ .name = "stimulus_fails", CELL(good_gup, uffd_missing_anon, failing),
	  .observed = OUTCOME_ERROR, .words = "^sending task_work: " },
	{ .name = "release_fails", CELL(good_gup, failing_release, none),
	  .observed = OUTCOME_ERROR, .words = "^releasing the fault: Input/output error$" },
	{ .name = "probed_wrong", CELL(touches_nothing, uffd_missing_anon, none),
	  .probe = there_but_wrong, .observed = OUTCOME_WRONG,
	  .words = "^a call: Bad file descriptor$" },
	{ .name = "not_probed", CELL(touches_nothing, uffd_missing_anon, none),
	  .probe = out_of_descriptors, .observed = OUTCOME_ERROR,
	  .words = "^can't look: a call: Too many open files$" },
	{ .name = "refused", CELL(touches_nothing, uffd_missing_anon, none), .probe = refused,
	  .observed = OUTCOME_WRONG, .words = "^a call: Operation not permitted$" },
	{ .name = "unavailable", CELL(touches_nothing, uffd_missing_anon, none),
	  .probe = never_available, .observed = OUTCOME_SKIP,
	  .words = "^needs a machine that nobody has$" },
	{ }
};
