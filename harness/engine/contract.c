// SPDX-License-Identifier: GPL-2.0-only
/*
 * The contract: one table that says what is right, for every path class, source
 * class and stimulus, and which kernel code decides it.  Data only: the first
 * rule that fits wins.  What a kernel gets wrong is not here but in
 * expectations/.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "engine.h"

#define ANY			0xffffffffu
#define ANY_STIM		(BIT_OF(EFFECT_NR) - 1)

#define S(x)			BIT_OF(EFFECT_##x)
#define P(x)			BIT_OF(PATH_##x)
#define C(x)			BIT_OF(SOURCE_##x)

#define STOPS		(S(STOP) | S(STOP_CONT))
#define KERNEL_PATHS	(P(UACCESS) | P(GUP) | P(GUP_INTERRUPTIBLE) | P(REGISTER) | \
			 P(GUP_LOCKED) | P(GUP_LONGTERM) | P(FIXUP) | KTHREADS)
#define KTHREADS	(P(KTHREAD) | P(KTHREAD_GUP))
#define WORKERS		(P(WORKER_UACCESS) | P(WORKER_GUP))
#define KVM_SYNC	(P(KVM) | P(KVM_AGAIN) | P(KVM_UNMASKED))
#define RETRIES		(C(DRIVER_RETRY) | C(DRM_TTM))
#define ONLY_DIE	(C(DRIVER_KILLABLE) | C(DRIVER_KILLABLE_NOPAGE) | \
			 C(DRIVER_FLAGS) | C(DRIVER_DEAF) | C(DRM_SHMEM))
#define DRIVERS		(ONLY_DIE | RETRIES | C(DRIVER_NOPAGE))
#define STALLING	(C(HELD) | C(USER_ONLY) | DRIVERS)
#define ACTED_UPON	(S(HANDLER) | STOPS | S(CORE))
#define FATAL		(S(KILL) | S(TERM) | S(HANDLER_TERM))
#define GUPS		(P(GUP) | P(GUP_LOCKED) | P(GUP_LONGTERM) | P(GUP_INTERRUPTIBLE) | \
			 P(REGISTER))

/**
 * struct contract_rule - what is right.
 * @paths: set of path classes.
 * @sources: set of source classes.
 * @stimuli: set of what stimuli are to the kernel, EFFECT_*.
 * @outcome: what must be seen.
 * @since: first kernel version the rule holds for, KVER(); 0 always.
 * @until: first kernel version it no longer holds for, KVER(); 0 always.
 * @decides: kernel file and function.
 * @why: the rule in a sentence.
 */
struct contract_rule {
	uint32_t paths;
	uint32_t sources;
	uint64_t stimuli;
	enum outcome outcome;
	unsigned int since;
	unsigned int until;
	const char *decides;
	const char *why;
};

static const struct contract_rule rules[] = {
	{
		.paths = P(NOFAULT), .sources = ANY, .stimuli = ANY_STIM,
		.outcome = OUTCOME_NO_FAULT,
		.decides = "mm/mincore.c, mm/migrate.c:do_pages_stat(), mm/mempolicy.c",
		.why = "asks about the page or sets a policy for it; must not fault it in",
	},
	{
		.paths = ANY, .sources = C(SIGBUS_ONCE), .stimuli = ANY_STIM,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/memory.c:do_fault(), mm/gup.c:faultin_page()",
		.why = "a fault that failed leaves nothing behind: the next one gets the page",
	},
	{
		.paths = P(USER), .sources = ANY & ~STALLING, .stimuli = ANY_STIM,
		.outcome = OUTCOME_FAILED,
		.decides = "arch/*/mm/fault.c: VM_FAULT_SIGBUS, VM_FAULT_SIGSEGV, bad_area()",
		.why = "a user access that can't be resolved gets SIGBUS or SIGSEGV with the exact address",
	},
	{
		.paths = ANY, .sources = ANY & ~STALLING, .stimuli = ANY_STIM,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/userfaultfd.c:handle_userfault(), mm/gup.c:faultin_page(), lib/iov_iter.c",
		.why = "the call fails at once with its documented error, or is short by the bad part",
	},
	{
		.paths = ANY & ~P(USER), .sources = C(USER_ONLY), .stimuli = ANY_STIM,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/userfaultfd.c:handle_userfault(): UFFD_USER_MODE_ONLY without FAULT_FLAG_USER",
		.why = "a kernel fault on a user-mode-only userfaultfd fails at once",
	},
	{
		.paths = P(GUP_NOWAIT), .sources = STALLING, .stimuli = ANY_STIM,
		.outcome = OUTCOME_NO_FAULT,
		.decides = "mm/gup.c:faultin_page(): FAULT_FLAG_RETRY_NOWAIT",
		.why = "FOLL_NOWAIT never waits, and never drops mmap_lock: what is not there is not got",
	},
	{
		.paths = P(GUP), .sources = C(DRM_TTM) | C(DRM_SHMEM), .stimuli = ANY_STIM,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/gup.c:check_vma_flags(): VM_IO, VM_PFNMAP",
		.why = "a buffer that is mapped by page frame numbers is no memory for GUP",
	},
	{
		.paths = ANY, .sources = C(DRM_SHMEM), .stimuli = FATAL | S(CORE),
		.outcome = OUTCOME_KILLED, .until = KVER(6, 5),
		.decides = "drivers/gpu/drm/drm_gem_shmem_helper.c:drm_gem_shmem_fault()",
		.why = "before 6.5 it did not take the reservation lock, and the thread is long back",
	},
	{
		.paths = ANY, .sources = C(DRM_SHMEM), .stimuli = ANY_STIM,
		.outcome = OUTCOME_NO_FAULT, .until = KVER(6, 5),
		.decides = "drivers/gpu/drm/drm_gem_shmem_helper.c:drm_gem_shmem_fault()",
		.why = "before 6.5 it did not take the reservation lock, and so did not wait",
	},
	{
		.paths = ANY & ~KTHREADS, .sources = C(DRIVER_DEAF) | C(DRM_SHMEM),
		.stimuli = FATAL,
		.outcome = OUTCOME_UNKILLABLE,
		.decides = "the driver's vm_ops->fault: TASK_UNINTERRUPTIBLE",
		.why = "a handler that waits uninterruptibly can't be killed before it is let go",
	},
	{
		.paths = P(GUP_LOCKED), .sources = C(DRIVER_FLAGS), .stimuli = FATAL,
		.outcome = OUTCOME_UNKILLABLE,
		.decides = "mm/gup.c:faultin_page() without FOLL_UNLOCKABLE: no FAULT_FLAG_KILLABLE",
		.why = "who may not drop mmap_lock does not pass FAULT_FLAG_KILLABLE, and a handler that obeys waits on",
	},
	{
		.paths = P(UACCESS), .sources = C(DRIVER_NOPAGE) | C(DRIVER_KILLABLE_NOPAGE),
		.stimuli = FATAL,
		.outcome = OUTCOME_SPINNING,
		.decides = "include/linux/sched/signal.h:fault_signal_pending(): VM_FAULT_RETRY only",
		.why = "VM_FAULT_NOPAGE takes the access again and again: not even SIGKILL ends that in kernel mode",
	},
	{
		.paths = P(GUP_LONGTERM), .sources = C(HELD), .stimuli = ANY_STIM,
		.outcome = OUTCOME_FAILED, .until = KVER(6, 3),
		.decides = "mm/gup.c:__gup_longterm_locked() without &locked",
		.why = "before 6.3 a long-term pin could not drop mmap_lock, and so not wait",
	},
	{
		.paths = P(FIXUP), .sources = C(DRIVER_NOPAGE) | RETRIES,
		.stimuli = S(CORE), .outcome = OUTCOME_KILLED,
		.decides = "mm/gup.c:fixup_user_fault(): VM_FAULT_NOPAGE is taken for done",
		.why = "it returns with nothing fixed up, and the signal is acted upon in user mode",
	},
	{
		.paths = P(FIXUP), .sources = C(DRIVER_NOPAGE) | RETRIES,
		.stimuli = S(HANDLER) | STOPS, .outcome = OUTCOME_INTERRUPTED,
		.decides = "mm/gup.c:fixup_user_fault(): VM_FAULT_NOPAGE is taken for done",
		.why = "a handler that says \"fault again\" on a signal lets it return 0 with nothing fixed up",
	},
	{
		.paths = P(UACCESS) | GUPS, .sources = C(DRIVER_NOPAGE) | RETRIES,
		.stimuli = ACTED_UPON, .outcome = OUTCOME_SPINNING,
		.decides = "arch/*/mm/fault.c, mm/gup.c:faultin_page(): VM_FAULT_NOPAGE is taken for done",
		.why = "a handler that says \"fault again\" on a signal is asked again at once, for the signal stays pending in kernel mode",
	},
	{
		.paths = P(USER), .sources = ONLY_DIE,
		.stimuli = ACTED_UPON, .outcome = OUTCOME_DEFERRED,
		.decides = "the driver's vm_ops->fault: TASK_KILLABLE",
		.why = "a handler that waits killably defers what does not kill, of user mode, too",
	},
	{
		.paths = P(GUP_INTERRUPTIBLE), .sources = C(HELD), .stimuli = S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "mm/gup.c:gup_signal_pending(): FOLL_INTERRUPTIBLE",
		.why = "the caller returns to user mode, where the signal is acted upon",
	},
	{
		.paths = P(GUP_INTERRUPTIBLE), .sources = C(HELD), .stimuli = S(HANDLER) | STOPS,
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "mm/gup.c:gup_signal_pending(): FOLL_INTERRUPTIBLE",
		.why = "who passes FOLL_INTERRUPTIBLE gets EINTR for any signal, or the pages so far",
	},
	{
		.paths = P(GUP_LOCKED), .sources = C(HELD), .stimuli = ANY_STIM,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/gup.c:faultin_page() without FOLL_UNLOCKABLE: no FAULT_FLAG_ALLOW_RETRY",
		.why = "without permission to drop mmap_lock the fault fails at once instead of stalling",
	},
	{
		.paths = P(REGISTER), .sources = C(HELD), .stimuli = ANY_STIM,
		.outcome = OUTCOME_FAILED, .until = KVER(6, 12),
		.decides = "io_uring/rsrc.c:io_pin_pages() under mmap_lock",
		.why = "before 6.12 buffer registration pinned under mmap_lock and could not wait",
	},
	{
		.paths = ANY, .sources = STALLING, .stimuli = S(KILL),
		.outcome = OUTCOME_KILLED,
		.decides = "kernel/signal.c:complete_signal(), zap_other_threads(); mm/userfaultfd.c:userfaultfd_get_blocking_state()",
		.why = "a fatal signal, exit_group or execve of a sibling ends the wait at once",
	},
	{
		.paths = ANY, .sources = STALLING, .stimuli = S(TERM),
		.outcome = OUTCOME_KILLED,
		.decides = "kernel/signal.c:complete_signal(): default action, no core: fatal at once",
		.why = "SIGTERM with the default action is as fatal as SIGKILL",
	},
	{
		.paths = ANY, .sources = STALLING, .stimuli = S(HANDLER_TERM),
		.outcome = OUTCOME_KILLED,
		.decides = "kernel/signal.c:wants_signal()",
		.why = "a fatal signal is fatal whatever was pending before it",
	},
	{
		.paths = P(USER), .sources = STALLING, .stimuli = S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "include/linux/sched/signal.h:fault_signal_pending(): user_mode(regs)",
		.why = "a user-mode fault returns to user mode, where the signal is acted upon",
	},
	{
		.paths = WORKERS, .sources = STALLING, .stimuli = S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "io_uring/io_uring.c:io_cqring_wait()",
		.why = "the submitter waits interruptibly; only the worker is in the fault",
	},
	{
		.paths = KERNEL_PATHS, .sources = STALLING, .stimuli = S(CORE),
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel/signal.c:complete_signal(): a signal that dumps core is not fatal at once",
		.why = "dumping core needs the thread itself, which is in the fault until the release",
	},
	{
		.paths = P(USER), .sources = STALLING, .stimuli = S(HANDLER),
		.outcome = OUTCOME_RESTARTED,
		.decides = "arch/*/mm/fault.c: fault_signal_pending() with user_mode(regs)",
		.why = "the handler runs while the fault is held, then the access faults again",
	},
	{
		.paths = P(USER), .sources = STALLING, .stimuli = S(TASK_WORK),
		.outcome = OUTCOME_RESTARTED,
		.decides = "kernel/entry/common.c: TIF_NOTIFY_SIGNAL on the way to user mode",
		.why = "task work runs on the way to user mode, then the access faults again",
	},
	{
		.paths = KERNEL_PATHS, .sources = STALLING, .stimuli = S(HANDLER),
		.outcome = OUTCOME_DEFERRED,
		.decides = "arch/x86/mm/fault.c:do_user_addr_fault(), mm/gup.c:faultin_page(): not FOLL_INTERRUPTIBLE",
		.why = "only fatal signals end a kernel-mode fault; others wait, asleep, for the release",
	},
	{
		.paths = KVM_SYNC, .sources = STALLING, .stimuli = S(CORE) | S(HANDLER) | STOPS,
		.outcome = OUTCOME_DEFERRED, .until = KVER(6, 2),
		.decides = "virt/kvm/kvm_main.c:hva_to_pfn_slow(): not FOLL_INTERRUPTIBLE",
		.why = "before 6.2 only a fatal signal ended a guest's fault in the host",
	},
	{
		.paths = KVM_SYNC | P(KVM_ASYNC), .sources = STALLING, .stimuli = S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "arch/x86/kvm/mmu/mmu.c:kvm_handle_error_pfn()",
		.why = "KVM_RUN returns to user mode, where the signal is acted upon",
	},
	{
		.paths = P(KVM_AGAIN), .sources = STALLING, .stimuli = S(HANDLER),
		.outcome = OUTCOME_RESTARTED,
		.decides = "arch/x86/kvm/mmu/mmu.c:kvm_handle_error_pfn(): kvm_handle_signal_exit()",
		.why = "KVM_RUN returns EINTR, the handler runs, the guest faults again when run again",
	},
	{
		.paths = P(KVM_AGAIN), .sources = STALLING, .stimuli = STOPS,
		.outcome = OUTCOME_STOPPED,
		.decides = "arch/x86/kvm/mmu/mmu.c:kvm_handle_error_pfn(): kvm_handle_signal_exit()",
		.why = "KVM_RUN returns EINTR, the thread stops, the guest faults again when run again",
	},
	{
		.paths = P(KVM) | P(KVM_UNMASKED), .sources = STALLING, .stimuli = S(HANDLER) | STOPS,
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "arch/x86/kvm/mmu/mmu.c:kvm_handle_error_pfn(): kvm_handle_signal_exit()",
		.why = "KVM_RUN returns EINTR, with KVM_EXIT_INTR; run again, the guest goes on where it was",
	},
	{
		.paths = P(KVM_UNMASKED), .sources = STALLING, .stimuli = S(BLOCKED),
		.outcome = OUTCOME_INTERRUPTED, .since = KVER(6, 2),
		.decides = "virt/kvm/kvm_main.c:kvm_sigset_activate()",
		.why = "blocked in the thread, but not by KVM_SET_SIGNAL_MASK while the guest runs",
	},
	{
		.paths = P(KVM_ASYNC), .sources = STALLING, .stimuli = S(HANDLER) | STOPS,
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "arch/x86/kvm/x86.c:vcpu_block(), virt/kvm/async_pf.c",
		.why = "the guest is halted, a kernel worker is in the fault: KVM_RUN returns EINTR",
	},
	{
		.paths = ANY, .sources = STALLING, .stimuli = S(BLOCKED),
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel/signal.c:wants_signal()",
		.why = "a blocked signal wakes nobody",
	},
	{
		.paths = ANY, .sources = STALLING, .stimuli = S(NOTHING),
		.outcome = OUTCOME_COMPLETED,
		.decides = "kernel/signal.c:prepare_signal(), complete_signal()",
		.why = "nothing for this thread: it sleeps on and completes after the release",
	},
	{
		.paths = WORKERS, .sources = STALLING, .stimuli = S(HANDLER),
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "io_uring/io_uring.c:io_cqring_wait()",
		.why = "the submitter's wait returns EINTR; the worker's request goes on",
	},
	{
		.paths = WORKERS, .sources = STALLING, .stimuli = S(STOP_CONT),
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "io_uring/io_uring.c:io_cqring_wait(), kernel/signal.c:prepare_signal()",
		.why = "the stop ends the submitter's wait, SIGCONT lets it return EINTR; the worker's request goes on",
	},
	{
		.paths = P(USER), .sources = STALLING, .stimuli = STOPS,
		.outcome = OUTCOME_STOPPED,
		.decides = "kernel/signal.c:do_signal_stop()",
		.why = "the thread stops at once and faults again when resumed",
	},
	{
		.paths = KERNEL_PATHS | WORKERS, .sources = STALLING, .stimuli = STOPS,
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel/signal.c:do_signal_stop(): only on the way to user mode",
		.why = "a kernel-mode fault can't stop before it is released, and sleeps until then",
	},
	{
		.paths = KERNEL_PATHS | WORKERS | P(KVM), .sources = STALLING, .stimuli = S(TASK_WORK),
		.outcome = OUTCOME_DEFERRED,
		.decides = "include/linux/sched/signal.h:signal_pending(): TIF_NOTIFY_SIGNAL counts",
		.why = "task work and cancellation wait, asleep, for the release",
	},
};

/**
 * source_stalls() - does a fault on such a source stall whoever takes it?
 * @class: the class.
 * Return: false if it fails at once, at least for kernel mode.
 */
bool source_stalls(enum source_class class)
{
	return BIT_OF(class) & STALLING & ~C(USER_ONLY);
}

/**
 * source_only_dies() - does no signal but a fatal one end a fault on such a source?
 * @class: the class.
 * Return: true if not even a handler in user mode would run.
 */
bool source_only_dies(enum source_class class)
{
	return BIT_OF(class) & ONLY_DIE;
}

/**
 * running_version() - the kernel the cells are for.
 *
 * Of --list the caller may ask what holds for another kernel than this one, by
 * FAULTSIG_RELEASE in the environment.
 *
 * Return: KVER() of it; a very new one if it can't be told.
 */
unsigned int running_version(void)
{
	const char *release = getenv("FAULTSIG_RELEASE");
	unsigned int major, minor;
	struct utsname uts;

	if (!release && !uname(&uts))
		release = uts.release;
	if (!release || sscanf(release, "%u.%u", &major, &minor) != 2)
		return KVER(999, 0);
	return KVER(major, minor);
}

static bool rule_fits(const struct contract_rule *r, const struct cell_variant *v,
		      const struct stimulus *stim, unsigned int version)
{
	return r->paths & BIT_OF(v->path->class) &&
	       r->sources & BIT_OF(v->source->class) &&
	       r->stimuli & BIT_OF(stim->effect) &&
	       (!r->since || version >= r->since) &&
	       (!r->until || version < r->until);
}

/**
 * contract_find() - the rule for a cell on the running kernel.
 * @v: path and source.
 * @stim: stimulus.
 * Return: the rule; every cell has one, NULL is a defect of the table.
 */
const struct contract_rule *contract_find(const struct cell_variant *v,
					  const struct stimulus *stim)
{
	unsigned int version = running_version();
	size_t i;

	for (i = 0; i < ARRAY_LEN(rules); i++)
		if (rule_fits(&rules[i], v, stim, version))
			return &rules[i];
	return NULL;
}

/**
 * contract_outcome() - what must be seen.
 * @v: path and source.
 * @stim: stimulus.
 * Return: the rule's outcome, or a negative control's own.
 */
enum outcome contract_outcome(const struct cell_variant *v, const struct stimulus *stim)
{
	const struct contract_rule *rule;

	if (v->override)
		return v->expected;
	rule = contract_find(v, stim);
	return rule ? rule->outcome : OUTCOME_ERROR;
}

/**
 * contract_failure() - what a path returns when its fault can't be resolved.
 * @path: the path.
 * @class: source that fails.
 * @layout: where in the buffer the failing page begins.
 * Return: the call's result: a short count, or a negative errno.
 */
long contract_failure(const struct fault_path *path, enum source_class class,
		      enum layout layout)
{
	long result = path->fails_on ? path->fails_on(class, layout) : 0;
	int i = 0;

	if (class == SOURCE_SIGBUS_ONCE)
		return path->ok;
	if (layout == LAYOUT_HELD_FIRST)
		i = LAYOUT_MID_BUFFER - LAYOUT_FIRST_BYTE;
	else if (layout != LAYOUT_HELD)
		i = layout - LAYOUT_FIRST_BYTE;
	if (!result)
		result = path->fails[i] ? path->fails[i] : -EFAULT;
	if (result == FAILS_PAGE)
		return small_page();
	return result == FAILS_UNTOLD ? path->ok : result;
}

/**
 * contract_interruption() - what a path returns when a signal ends it.
 * @path: the path.
 * Return: a short count, or a negative errno, or @ok: the caller is not told.
 */
long contract_interruption(const struct fault_path *path)
{
	if (path->interrupted == FAILS_UNTOLD)
		return path->ok;
	return path->interrupted ? path->interrupted : -EINTR;
}

static const char *const outcome_stories[] = {
	[OUTCOME_COMPLETED] = "the thread sleeps on, and the call completes after the release",
	[OUTCOME_RESTARTED] = "it is acted upon while the fault is held; the access faults again and completes after the release",
	[OUTCOME_INTERRUPTED] = "the call returns early while the fault is held",
	[OUTCOME_DEFERRED] = "it stays pending, the thread sleeps on without using CPU; the call completes in full after the release and then the signal is acted upon, once",
	[OUTCOME_KILLED] = "the whole process is gone while the fault is still held",
	[OUTCOME_STOPPED] = "the process is reported stopped while the fault is held, and faults again on SIGCONT",
	[OUTCOME_FAILED] = "the call fails at once with its documented result",
	[OUTCOME_NO_FAULT] = "the call never takes the fault and completes",
	[OUTCOME_SPINNING] = "the thread burns CPU until the release: what such a handler does to it",
	[OUTCOME_UNKILLABLE] = "it does not die before the release: what such a handler does to it",
	[OUTCOME_SKIP] = "",
	[OUTCOME_NOT_RUN] = "",
};

static void explain_failure(const struct cell_variant *v)
{
	long ret = contract_failure(v->path, v->source->class, v->layout);

	if (ret < 0)
		printf("  result     -1, errno %s (%s)\n", strerrorname_np(-ret), strerror(-ret));
	else
		printf("  result     %ld\n", ret);
}

/**
 * contract_explain() - print the story of a cell and the rule that judges it.
 * @cell: its name.
 * @v: path and source.
 * @stim: stimulus.
 */
void contract_explain(const char *cell, const struct cell_variant *v,
		      const struct stimulus *stim)
{
	const struct contract_rule *rule = contract_find(v, stim);
	enum outcome expected = contract_outcome(v, stim);

	printf("%s\n", cell);
	printf("  path       %s, class %s: the fault is reached through %s\n", v->path->name,
	       path_class_name(v->path->class), v->path->decides);
	printf("  source     %s\n", v->source->name);
	printf("  stimulus   %s: %s\n", stim->name, stim->story);
	printf("  expected   %s: %s\n", outcome_name(expected), outcome_stories[expected] ?: "");
	if (expected == OUTCOME_FAILED)
		explain_failure(v);
	printf("  because    %s\n", rule->why);
	printf("  decided by %s\n", rule->decides);
	if (rule->since)
		printf("  since      Linux %u.%u\n", rule->since / 1000, rule->since % 1000);
	if (rule->until)
		printf("  until      Linux %u.%u\n", rule->until / 1000, rule->until % 1000);
	printf("  always     asleep or dead while held, woken by the release, bounded refaults and CPU; exact\n"
	       "             counts, data, signals and stops; page pins balanced, mmap_lock free for siblings,\n"
	       "             no task or descriptor left, no report of the kernel. What this machine does not\n"
	       "             let the cell see is named in \"unjudged\" of its object\n");
}
