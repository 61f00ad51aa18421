/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every outcome where another one was expected: mostly well-behaved victims that
 * are judged against the wrong outcome.  The outcomes that are never right have
 * rooms of their own: SPINNING in stall.h, UNKILLABLE and UNWOKEN in stuck.h.
 */
#ifndef FAULTSIG_CONTROLS_OUTCOMES_H
#define FAULTSIG_CONTROLS_OUTCOMES_H

#define NUMBERS	"^cpu [0-9.]+ ms while held, 0 handler runs, 0 refaults"

CONTROL(completed_not_killed, good_gup, uffd_missing_anon, none,
	OUTCOME_COMPLETED, NUMBERS "$", JUDGED_AS(OUTCOME_KILLED))
CONTROL(completed_not_failed, good_gup, uffd_missing_anon, none,
	OUTCOME_COMPLETED, HELD "; returned 100, expected -EFAULT$", JUDGED_AS(OUTCOME_FAILED))
CONTROL(restarted_not_deferred, good_load, uffd_missing_anon, sigusr1,
	OUTCOME_RESTARTED, "^cpu [0-9.]+ ms while held, 1 handler runs, 1 refaults",
	JUDGED_AS(OUTCOME_DEFERRED))
CONTROL(deferred_not_restarted, good_gup, uffd_missing_anon, sigusr1,
	OUTCOME_DEFERRED, NUMBERS "; the access did not fault again after the handler$",
	JUDGED_AS(OUTCOME_RESTARTED))
CONTROL(deferred_not_interrupted, good_gup, uffd_missing_anon, sigusr1,
	OUTCOME_DEFERRED, NUMBERS "; returned 100, expected -EINTR$",
	JUDGED_AS(OUTCOME_INTERRUPTED))
CONTROL(killed_not_deferred, good_gup, uffd_missing_anon, sigkill,
	OUTCOME_KILLED, NUMBERS "$", JUDGED_AS(OUTCOME_DEFERRED))
CONTROL(stopped_not_deferred, good_load, uffd_missing_anon, sigstop,
	OUTCOME_STOPPED, "^cpu [0-9.]+ ms while held, 0 handler runs, [12] refaults",
	JUDGED_AS(OUTCOME_DEFERRED))
CONTROL(deferred_not_stopped, good_gup, uffd_missing_anon, sigstop,
	OUTCOME_DEFERRED, NUMBERS "$", JUDGED_AS(OUTCOME_STOPPED))
CONTROL(failed_not_completed, good_gup, prot_none, none,
	OUTCOME_FAILED, "^returned -EFAULT, expected 100$", JUDGED_AS(OUTCOME_COMPLETED))

/* ---- INTERRUPTED: another thread takes the fault, the caller returns early ---- */

static void *read_the_page(void *arg)
{
	vm_read(arg, FAULT_LEN);
	return NULL;
}

static long return_early(struct fault_cell *c)
{
	int err = start_sibling(read_the_page, c);

	return err ?: sysret(pause());
}

static const struct fault_path path_returns_early = {
	GUP_VICTIM(returns_early), .flags = PATH_ASYNC, .setup = rig_setup,
	.run = return_early, .teardown = rig_teardown,
};

CONTROL(returns_early, returns_early, uffd_missing_anon, sigusr1,
	OUTCOME_INTERRUPTED, "1 handler runs, 0 refaults; returned -EINTR, expected 100$")

#define STIMULI_SIGUSR1(X, path) \
	X(path, sigusr1)

/* The same call, of the class whose contract is to return early. */
FAULT_PATH(good_early_return, SOURCES_ANON, STIMULI_SIGUSR1) = {
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
	GUP_VICTIM(touches_nothing), .run = touch_nothing,
};

CONTROL(touches_nothing, touches_nothing, uffd_missing_anon, none,
	OUTCOME_NO_FAULT, "^the call returned, and no fault had been pending$")

FAULT_PATH(good_no_fault, SOURCES_ANON, STIMULI_NONE) = {
	.name = "good_no_fault", .class = PATH_NOFAULT, .ok = FAULT_LEN,
	.decides = "nothing: it returns at once", .run = touch_nothing,
};

static const struct fault_path path_asks_and_faults = {
	.name = "asks_and_faults", .class = PATH_NOFAULT, .ok = FAULT_LEN,
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()",
	.setup = rig_setup, .run = gup_run, .teardown = rig_teardown,
};

CONTROL(asks_and_faults, asks_and_faults, uffd_missing_anon, none,
	OUTCOME_COMPLETED, NUMBERS "$")

/* ---- ERROR and SKIP: nothing is said of the kernel ---- */

static int fail_with_enospc(struct fault_cell *c)
{
	(void)c;
	return -ENOSPC;
}

static const struct fault_path path_setup_fails = {
	GUP_VICTIM(setup_fails), .setup = fail_with_enospc, .run = touch_nothing,
};

CONTROL(setup_fails, setup_fails, uffd_missing_anon, none,
	OUTCOME_ERROR, "^setting up the path: No space left on device$")

static const struct fault_path path_arm_fails = {
	GUP_VICTIM(arm_fails), .arm = fail_with_enospc, .run = touch_nothing,
};

CONTROL(arm_fails, arm_fails, uffd_missing_anon, none,
	OUTCOME_ERROR, "^arming the path: No space left on device$")

HELD_SOURCE(unarmed, .arm = fail_with_enospc, .next = held_next, .release = held_release,
	    .wake = held_wake);

CONTROL(source_fails, good_gup, unarmed, none,
	OUTCOME_ERROR, "^arming the source: No space left on device$")

/* It has no .poke. */
CONTROL(stimulus_fails, good_gup, uffd_missing_anon, task_work,
	OUTCOME_ERROR, "^sending task_work: ")

static int release_and_fail(struct fault_cell *c, enum release_how how)
{
	return held_release(c, how) ?: -EIO;
}

HELD_SOURCE(failing_release, .arm = held_arm, .next = held_next,
	    .release = release_and_fail, .wake = held_wake);

CONTROL(release_fails, good_gup, failing_release, none,
	OUTCOME_ERROR, "^releasing the fault: Input/output error$")

static const struct answer *never_available(void)
{
	return lacks(NEED_NOBODY_HAS);
}

static const struct fault_path path_unavailable = {
	GUP_VICTIM(unavailable), .probe = never_available, .run = touch_nothing,
};

static const struct answer *there_but_wrong(void)
{
	return answer_to_flag(NEED_NOTHING, "a call", -EBADF);
}

static const struct fault_path path_probed_wrong = {
	GUP_VICTIM(probed_wrong), .probe = there_but_wrong, .run = touch_nothing,
};

/* No skip: what is there has to work. */
CONTROL(probed_wrong, probed_wrong, uffd_missing_anon, none,
	OUTCOME_WRONG, "^a call: Bad file descriptor$")

static const struct answer *out_of_descriptors(void)
{
	return answer_to(NEED_NOTHING, "a call", -EMFILE);
}

static const struct fault_path path_not_probed = {
	GUP_VICTIM(not_probed), .probe = out_of_descriptors, .run = touch_nothing,
};

CONTROL(not_probed, not_probed, uffd_missing_anon, none,
	OUTCOME_ERROR, "^can't look: a call: Too many open files$")

/* Nobody has named a switch for it: to refuse it is wrong, unless a filter does. */
static const struct answer *refused(void)
{
	return answer_to(NEED_NOTHING, "a call", -EPERM);
}

static const struct fault_path path_refused = {
	GUP_VICTIM(refused), .probe = refused, .run = touch_nothing,
};

CONTROL(refused, refused, uffd_missing_anon, none,
	OUTCOME_WRONG, "^a call: Operation not permitted$")

CONTROL(unavailable, unavailable, uffd_missing_anon, none,
	OUTCOME_SKIP, "^needs a machine that nobody has$")

#endif /* FAULTSIG_CONTROLS_OUTCOMES_H */
