// SPDX-License-Identifier: GPL-2.0-only
/* The names of outcomes and path classes in reports and lists. */
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
 * outcome_name() - name an outcome in reports.
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
	[PATH_KEEPS_LOCK] = "keeps_lock",
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
	[PATH_EXIT] = "exit",
	[PATH_KTHREAD_GUP] = "kthread_gup",
	[PATH_EVENT] = "event",
	[PATH_MESSAGE_WAIT] = "message_wait",
};

/**
 * path_class_name() - name a path class in lists.
 * @class: the class.
 * Return: its name.
 */
const char *path_class_name(enum path_class class)
{
	return class_names[class];
}

static const char *const class_stories[] = {
	[PATH_USER] = "A user-mode instruction takes the fault",
	[PATH_UACCESS] = "The kernel takes it in copy_to_user(), get_user() and their kin",
	[PATH_GUP] = "get_user_pages() that may drop mmap_lock",
	[PATH_GUP_LOCKED] = "get_user_pages() without FOLL_UNLOCKABLE",
	[PATH_KEEPS_LOCK] = "system calls whose fault keeps mmap_lock",
	[PATH_GUP_INTERRUPTIBLE] = "get_user_pages() with FOLL_INTERRUPTIBLE",
	[PATH_GUP_NOWAIT] = "get_user_pages() with FOLL_NOWAIT",
	[PATH_GUP_LONGTERM] = "get_user_pages() with FOLL_LONGTERM",
	[PATH_FIXUP] = "fixup_user_fault() that may drop mmap_lock",
	[PATH_REGISTER] = "Buffer registration of io_uring",
	[PATH_WORKER_UACCESS] = "An io-wq worker or the SQPOLL thread in uaccess; the submitter waits",
	[PATH_WORKER_GUP] = "The same in get_user_pages()",
	[PATH_NOFAULT] = "A call that asks about the page and must not fault it in",
	[PATH_KVM] = "KVM_RUN: an access of the guest, in get_user_pages() of the host",
	[PATH_KVM_AGAIN] = "The same, run again after EINTR",
	[PATH_KVM_UNMASKED] = "The same, with KVM_SET_SIGNAL_MASK that lets all signals in",
	[PATH_KVM_ASYNC] = "KVM_RUN halts, and a kernel worker is in the fault",
	[PATH_KTHREAD] = "A kernel thread in uaccess of its caller's memory; the caller waits",
	[PATH_EXIT] = "exits and core dumps",
	[PATH_KTHREAD_GUP] = "The same in get_user_pages()",
	[PATH_EVENT] = "No fault: a system call whose userfaultfd event nobody has read",
	[PATH_MESSAGE_WAIT] = "No fault: read() or poll() of a userfaultfd that has no message",
};

/**
 * path_class_story() - describe a path class in a sentence.
 * @class: the class.
 * Return: a sentence that says who takes the fault, without a full stop.
 */
const char *path_class_story(enum path_class class)
{
	return class_stories[class];
}
