// SPDX-License-Identifier: GPL-2.0-only
/* What outcomes and path classes are called in reports and lists. */
#include "engine.h"

static const char *const outcome_names[] = {
	[OUTCOME_COMPLETED] = "COMPLETED",
	[OUTCOME_RESTARTED] = "RESTARTED",
	[OUTCOME_INTERRUPTED] = "INTERRUPTED",
	[OUTCOME_DEFERRED] = "DEFERRED",
	[OUTCOME_KILLED] = "KILLED",
	[OUTCOME_STOPPED] = "STOPPED",
	[OUTCOME_FAILED] = "FAILED",
	[OUTCOME_NO_FAULT] = "NO_FAULT",
	[OUTCOME_SPINNING] = "SPINNING",
	[OUTCOME_UNKILLABLE] = "UNKILLABLE",
	[OUTCOME_UNWOKEN] = "UNWOKEN",
	[OUTCOME_WRONG] = "WRONG",
	[OUTCOME_ERROR] = "ERROR",
	[OUTCOME_SKIP] = "SKIP",
	[OUTCOME_NOT_RUN] = "NOT_RUN",
};

/**
 * outcome_name() - an outcome in reports.
 * @outcome: the outcome.
 * Return: its name.
 */
const char *outcome_name(enum outcome outcome)
{
	return outcome_names[outcome];
}

static const char *const class_names[] = {
	[PATH_USER] = "user",
	[PATH_UACCESS] = "uaccess",
	[PATH_GUP] = "gup",
	[PATH_GUP_LOCKED] = "gup_locked",
	[PATH_GUP_INTERRUPTIBLE] = "gup_interruptible",
	[PATH_GUP_NOWAIT] = "gup_nowait",
	[PATH_GUP_LONGTERM] = "gup_longterm",
	[PATH_FIXUP] = "fixup",
	[PATH_REGISTER] = "register",
	[PATH_WORKER_UACCESS] = "worker_uaccess",
	[PATH_WORKER_GUP] = "worker_gup",
	[PATH_NOFAULT] = "nofault",
	[PATH_KVM] = "kvm",
	[PATH_KVM_AGAIN] = "kvm_again",
	[PATH_KVM_UNMASKED] = "kvm_unmasked",
	[PATH_KVM_ASYNC] = "kvm_async",
	[PATH_KTHREAD] = "kthread",
	[PATH_KTHREAD_GUP] = "kthread_gup",
};

/**
 * path_class_name() - a path class in lists.
 * @class: the class.
 * Return: its name.
 */
const char *path_class_name(enum path_class class)
{
	return class_names[class];
}
