// SPDX-License-Identifier: GPL-2.0-only
/*
 * The contract: one table that says what is right for every class of paths, every way in
 * which the wait of a fault ends, and every stimulus, and which kernel code decides it.
 *
 * The file holds data only. The order of the rules does not matter: several rules may fit a
 * case, and the right one is the rule that all the others contain. Known failures of kernels
 * are not in this table but in expectations/.
 */
#include "contract.h"

#define S(x)		BIT_OF(EFFECT_##x)
#define P(x)		BIT_OF(PATH_##x)
#define E(x)		BIT_OF(ENDS_##x)

#define ALL_EFFECTS	(BIT_OF(EFFECT_NR) - 1)
#define STOPS		(S(STOP) | S(STOP_CONT))
#define FREEZES		(S(FREEZE) | S(FREEZE_THAW))
#define FATAL		(S(KILL) | S(TERM) | S(HANDLER_TERM))

#define ALL_PATHS	(BIT_OF(PATH_CLASS_NR) - 1)
#define FAULTING	(ALL_PATHS & ~P(NOFAULT))
#define WAITING		(FAULTING & ~P(GUP_NOWAIT))
#define GUPS		(P(GUP) | P(GUP_LOCKED) | P(KEEPS_LOCK) | P(GUP_LONGTERM) | \
			 P(GUP_INTERRUPTIBLE) | P(REGISTER))
#define KTHREADS	(P(KTHREAD) | P(KTHREAD_GUP))
#define CALLS		(P(UACCESS) | GUPS | P(FIXUP) | KTHREADS)
#define WORKERS		(P(WORKER_UACCESS) | P(WORKER_GUP))
#define KVM_SYNC	(P(KVM) | P(KVM_AGAIN) | P(KVM_UNMASKED))

/* Sources whose wait no signal with a handler ends: a fatal signal does, or nothing. */
#define ONLY_DIE	(E(BY_FATAL) | E(BY_FATAL_FLAG) | E(BY_NOTHING))
/* ONLY_DIE, and for a fault in kernel mode also sources that obey the flags. */
#define PATIENT		(ONLY_DIE | E(AS_FLAGS))
#define WAITS		(PATIENT | E(BY_SIGNAL))
#define PROMPT		(E(AS_FLAGS) | E(BY_SIGNAL))
#define ALL_ENDS	(BIT_OF(ENDS_NR) - 1)

const struct contract_rule contract_rules[] = {
	{
		.paths = P(NOFAULT), .ends = ALL_ENDS, .stimuli = ALL_EFFECTS,
		.outcome = OUTCOME_NO_FAULT,
		.decides = "mm/mincore.c, mm/migrate.c:do_pages_stat(), mm/mempolicy.c",
		.why = "asks about the page or sets a policy for it; must not fault it in",
	},

	/* ---- faults that fail at once ---- */
	{
		.paths = FAULTING, .ends = E(AT_ONCE), .stimuli = ALL_EFFECTS,
		.traits = TRAIT_FAILS_ONCE,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/memory.c:do_fault(), mm/gup.c:faultin_page()",
		.why = "a fault that failed leaves nothing behind: the next one gets the page",
	},
	{
		.paths = P(USER), .ends = E(AT_ONCE), .stimuli = ALL_EFFECTS,
		.without = TRAIT_FAILS_ONCE,
		.outcome = OUTCOME_FAILED,
		.decides = "arch/*/mm/fault.c: VM_FAULT_SIGBUS, VM_FAULT_SIGSEGV, bad_area()",
		.why = "a user access that can't be resolved gets SIGBUS or SIGSEGV with the exact address",
	},
	{
		.paths = P(USER), .ends = E(AT_ONCE), .stimuli = S(FORCED),
		.without = TRAIT_FAILS_ONCE,
		.outcome = OUTCOME_KILLED,
		.decides = "kernel/signal.c:force_sig_info_to_task()",
		.why = "a thread that goes on without its page would fault for ever: the signal is forced, with its default action",
	},
	{
		.paths = FAULTING & ~P(USER), .ends = E(AT_ONCE), .stimuli = ALL_EFFECTS,
		.without = TRAIT_FAILS_ONCE,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/userfaultfd.c:handle_userfault(), mm/gup.c:faultin_page(), lib/iov_iter.c",
		.why = "the call fails at once with its documented error, or is short by the bad part",
	},
	{
		.paths = FAULTING & ~P(USER), .ends = E(AT_ONCE), .stimuli = ALL_EFFECTS,
		.traits = TRAIT_USER_ONLY, .without = TRAIT_FAILS_ONCE,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/userfaultfd.c:handle_userfault(): UFFD_USER_MODE_ONLY without FAULT_FLAG_USER",
		.why = "a kernel fault on a user-mode-only userfaultfd fails at once",
	},
	{
		.paths = GUPS, .ends = E(AT_ONCE), .stimuli = ALL_EFFECTS,
		.traits = TRAIT_REFUSED, .without = TRAIT_FAILS_ONCE,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/gup.c:check_vma_flags(): VM_IO, VM_PFNMAP",
		.why = "a buffer that is mapped by page frame numbers is no memory for GUP",
	},
	{
		.paths = P(GUP_LOCKED) | P(KEEPS_LOCK), .ends = E(AT_ONCE), .stimuli = ALL_EFFECTS,
		.traits = TRAIT_LOCKED, .without = TRAIT_FAILS_ONCE,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/gup.c:faultin_page() without FOLL_UNLOCKABLE: no FAULT_FLAG_ALLOW_RETRY",
		.why = "without permission to drop mmap_lock the fault fails at once instead of stalling",
	},
	{
		.paths = P(EXIT), .ends = E(AT_ONCE), .stimuli = ALL_EFFECTS,
		.traits = TRAIT_LOCKED, .without = TRAIT_FAILS_ONCE,
		.outcome = OUTCOME_FAILED,
		.decides = "mm/userfaultfd.c:handle_userfault(): PF_EXITING, PF_DUMPCORE",
		.why = "a task that exits or dumps core is not made to wait: its access fails",
	},
	{
		.paths = P(GUP_LONGTERM), .ends = E(AT_ONCE), .stimuli = ALL_EFFECTS,
		.traits = TRAIT_LOCKED, .without = TRAIT_FAILS_ONCE,
		.outcome = OUTCOME_FAILED, .until = KVER(6, 3),
		.decides = "mm/gup.c:__gup_longterm_locked() without &locked",
		.why = "before 6.3 a long-term pin could not drop mmap_lock, and so not wait",
	},
	{
		.paths = P(REGISTER), .ends = E(AT_ONCE), .stimuli = ALL_EFFECTS,
		.traits = TRAIT_LOCKED, .without = TRAIT_FAILS_ONCE,
		.outcome = OUTCOME_FAILED, .until = KVER(6, 12),
		.decides = "io_uring/rsrc.c:io_pin_pages() under mmap_lock",
		.why = "before 6.12 buffer registration pinned under mmap_lock and could not wait",
	},

	/* ---- faults that do not wait ---- */
	{
		.paths = P(GUP_NOWAIT), .ends = WAITS, .stimuli = ALL_EFFECTS,
		.outcome = OUTCOME_NO_FAULT,
		.decides = "mm/gup.c:faultin_page(): FAULT_FLAG_RETRY_NOWAIT",
		.why = "FOLL_NOWAIT never waits, and never drops mmap_lock: what is not there is not got",
	},
	{
		.paths = FAULTING, .ends = E(NOT_YET), .stimuli = FATAL | S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "drivers/gpu/drm/drm_gem_shmem_helper.c:drm_gem_shmem_fault()",
		.why = "before 6.5 it did not take the reservation lock, and the thread is long back",
	},
	{
		.paths = FAULTING, .ends = E(NOT_YET),
		.stimuli = ALL_EFFECTS & ~(FATAL | S(CORE)),
		.outcome = OUTCOME_NO_FAULT,
		.decides = "drivers/gpu/drm/drm_gem_shmem_helper.c:drm_gem_shmem_fault()",
		.why = "before 6.5 it did not take the reservation lock, and so did not wait",
	},

	/* ---- fatal signals ---- */
	{
		.paths = WAITING, .ends = WAITS, .stimuli = FATAL,
		.outcome = OUTCOME_KILLED,
		.decides = "kernel/signal.c:complete_signal(), wants_signal(), zap_other_threads(); mm/userfaultfd.c:userfaultfd_get_blocking_state()",
		.why = "a signal that is fatal without a core, whatever was pending before it, and exit_group or execve of a sibling end the wait at once",
	},
	{
		.paths = WAITING & ~KTHREADS, .ends = E(BY_NOTHING), .stimuli = FATAL,
		.outcome = OUTCOME_UNKILLABLE,
		.decides = "the driver's vm_ops->fault: TASK_UNINTERRUPTIBLE; kernel/locking/percpu-rwsem.c:percpu_rwsem_wait(), of a frozen file system",
		.why = "a handler that waits uninterruptibly can't be killed before it is let go",
	},
	{
		.paths = P(GUP_LOCKED), .ends = E(BY_FATAL_FLAG), .stimuli = FATAL,
		.outcome = OUTCOME_UNKILLABLE,
		.decides = "mm/gup.c:faultin_page() without FOLL_UNLOCKABLE: no FAULT_FLAG_KILLABLE",
		.why = "GUP that may not drop mmap_lock does not pass FAULT_FLAG_KILLABLE, and a handler that obeys waits on",
	},
	{
		.paths = P(UACCESS), .ends = WAITS, .stimuli = FATAL,
		.traits = TRAIT_REFAULTS, .without = TRAIT_TRIES_TWICE,
		.outcome = OUTCOME_SPINNING,
		.decides = "include/linux/sched/signal.h:fault_signal_pending(): VM_FAULT_RETRY only",
		.why = "VM_FAULT_NOPAGE takes the access again and again: not even SIGKILL ends that in kernel mode",
	},

	/* ---- nothing for the thread ---- */
	{
		.paths = WAITING, .ends = WAITS, .stimuli = S(NOTHING),
		.outcome = OUTCOME_COMPLETED,
		.decides = "kernel/signal.c:prepare_signal(), complete_signal()",
		.why = "nothing for this thread: it sleeps on and completes after the release",
	},
	{
		.paths = WAITING, .ends = WAITS, .stimuli = S(BLOCKED),
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel/signal.c:wants_signal()",
		.why = "a blocked signal wakes nobody",
	},
	{
		.paths = P(KVM_UNMASKED), .ends = WAITS, .stimuli = S(BLOCKED),
		.outcome = OUTCOME_INTERRUPTED, .since = KVER(6, 2),
		.decides = "virt/kvm/kvm_main.c:kvm_sigset_activate()",
		.why = "blocked in the thread, but not by KVM_SET_SIGNAL_MASK while the guest runs",
	},

	/* ---- user mode ---- */
	{
		.paths = P(USER), .ends = PROMPT, .stimuli = S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "include/linux/sched/signal.h:fault_signal_pending(): user_mode(regs)",
		.why = "a user-mode fault returns to user mode, where the signal is acted upon",
	},
	{
		.paths = P(USER), .ends = PROMPT, .stimuli = S(HANDLER),
		.outcome = OUTCOME_RESTARTED,
		.decides = "arch/*/mm/fault.c: fault_signal_pending() with user_mode(regs)",
		.why = "the handler runs while the fault is held, then the access faults again",
	},
	{
		.paths = P(USER), .ends = PROMPT, .stimuli = STOPS,
		.outcome = OUTCOME_STOPPED,
		.decides = "kernel/signal.c:do_signal_stop()",
		.why = "the thread stops at once and faults again when resumed",
	},
	{
		.paths = P(USER), .ends = ONLY_DIE, .stimuli = S(HANDLER) | STOPS | S(CORE),
		.outcome = OUTCOME_DEFERRED,
		.decides = "the driver's vm_ops->fault: TASK_KILLABLE",
		.why = "a handler that waits killably defers what does not kill, of user mode, too",
	},
	{
		.paths = P(USER), .ends = WAITS, .stimuli = S(TASK_WORK),
		.outcome = OUTCOME_RESTARTED,
		.decides = "kernel/entry/common.c: TIF_NOTIFY_SIGNAL on the way to user mode",
		.why = "task work runs on the way to user mode, then the access faults again",
	},

	/* ---- calls: uaccess, get_user_pages(), fixup_user_fault() ---- */
	{
		.paths = CALLS, .ends = PATIENT, .stimuli = S(CORE),
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel/signal.c:complete_signal(): a signal that dumps core is not fatal at once",
		.why = "dumping core needs the thread itself, which is in the fault until the release",
	},
	{
		.paths = CALLS, .ends = PATIENT, .stimuli = S(HANDLER),
		.outcome = OUTCOME_DEFERRED,
		.decides = "arch/x86/mm/fault.c:do_user_addr_fault(), mm/gup.c:faultin_page(): not FOLL_INTERRUPTIBLE",
		.why = "only fatal signals end a kernel-mode fault; others wait, asleep, for the release",
	},
	{
		.paths = CALLS, .ends = PATIENT, .stimuli = STOPS,
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel/signal.c:do_signal_stop(): only on the way to user mode",
		.why = "a kernel-mode fault can't stop before it is released, and sleeps until then",
	},
	{
		.paths = KTHREADS, .ends = E(BY_SIGNAL), .stimuli = S(HANDLER) | STOPS | S(CORE),
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel-module/caller.c: the caller waits killably for its kernel thread",
		.why = "the kernel thread in the fault gets no signal, and its caller waits for it",
	},
	{
		.paths = P(GUP_INTERRUPTIBLE), .ends = E(AS_FLAGS), .stimuli = S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "mm/gup.c:gup_signal_pending(): FOLL_INTERRUPTIBLE",
		.why = "the caller returns to user mode, where the signal is acted upon",
	},
	{
		.paths = P(GUP_INTERRUPTIBLE), .ends = E(AS_FLAGS), .stimuli = S(HANDLER),
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "mm/gup.c:gup_signal_pending(): FOLL_INTERRUPTIBLE",
		.why = "GUP with FOLL_INTERRUPTIBLE returns EINTR for any signal, or the pages so far",
	},
	{
		.paths = P(GUP_INTERRUPTIBLE), .ends = E(AS_FLAGS), .stimuli = STOPS,
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "mm/gup.c:gup_signal_pending(): FOLL_INTERRUPTIBLE",
		.why = "GUP with FOLL_INTERRUPTIBLE returns EINTR for a stop, too, or the pages so far",
	},
	{
		.paths = P(FIXUP), .ends = E(BY_SIGNAL), .stimuli = S(CORE),
		.traits = TRAIT_REFAULTS,
		.outcome = OUTCOME_KILLED,
		.decides = "mm/gup.c:fixup_user_fault(): VM_FAULT_NOPAGE is taken for done",
		.why = "it returns with nothing fixed up, and the signal is acted upon in user mode",
	},
	{
		.paths = P(FIXUP), .ends = E(BY_SIGNAL), .stimuli = S(HANDLER) | STOPS,
		.traits = TRAIT_REFAULTS,
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "mm/gup.c:fixup_user_fault(): VM_FAULT_NOPAGE is taken for done",
		.why = "a handler that says \"fault again\" on a signal lets it return 0 with nothing fixed up",
	},
	{
		.paths = P(UACCESS) | GUPS, .ends = E(BY_SIGNAL),
		.stimuli = S(HANDLER) | STOPS | S(CORE) | S(TRACER_STOP) | FREEZES,
		.traits = TRAIT_REFAULTS,
		.outcome = OUTCOME_SPINNING,
		.decides = "arch/*/mm/fault.c, mm/gup.c:faultin_page(): VM_FAULT_NOPAGE is taken for done",
		.why = "a handler that says \"fault again\" on a signal is asked again at once, for the signal stays pending in kernel mode",
	},
	{
		.paths = CALLS | WORKERS | P(KVM), .ends = WAITS, .stimuli = S(TASK_WORK),
		.outcome = OUTCOME_DEFERRED,
		.decides = "include/linux/sched/signal.h:signal_pending(): TIF_NOTIFY_SIGNAL counts",
		.why = "task work and cancellation wait, asleep, for the release",
	},

	/* ---- a file's server that gives in to signals ---- */
	{
		.paths = (CALLS & ~(KTHREADS | P(GUP_INTERRUPTIBLE))), .ends = E(BY_SIGNAL),
		.stimuli = S(HANDLER) | STOPS, .without = TRAIT_REFAULTS,
		.outcome = OUTCOME_DEFERRED,
		.decides = "fs/fuse/dev.c:request_wait_answer(), mm/filemap.c:filemap_fault()",
		.why = "a signal that does not kill must not make an error of an access: the kernel has to read the page again",
	},

	{
		.paths = P(GUP_INTERRUPTIBLE), .ends = E(BY_SIGNAL),
		.stimuli = S(HANDLER) | STOPS, .without = TRAIT_REFAULTS,
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "fs/fuse/dev.c:request_wait_answer(), mm/filemap.c:filemap_read_folio()",
		.why = "the server gives in to the signal, and the call returns EINTR, or what it has so far",
	},
	{
		.paths = P(GUP_INTERRUPTIBLE), .ends = E(BY_SIGNAL),
		.stimuli = S(CORE), .without = TRAIT_REFAULTS,
		.outcome = OUTCOME_KILLED,
		.decides = "fs/fuse/dev.c:request_wait_answer(), kernel/signal.c:get_signal()",
		.why = "the call returns to user mode, where the signal is acted upon",
	},

	/* ---- io_uring's workers ---- */
	{
		.paths = WORKERS, .ends = WAITS, .stimuli = S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "io_uring/io_uring.c:io_cqring_wait()",
		.why = "the submitter waits interruptibly; only the worker is in the fault",
	},
	{
		.paths = WORKERS, .ends = WAITS, .stimuli = S(HANDLER),
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "io_uring/io_uring.c:io_cqring_wait()",
		.why = "the submitter's wait returns EINTR; the worker's request goes on",
	},
	{
		.paths = WORKERS, .ends = WAITS, .stimuli = S(STOP),
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel/signal.c:do_signal_stop(): only on the way to user mode",
		.why = "a kernel-mode fault can't stop before it is released, and sleeps until then",
	},
	{
		.paths = WORKERS, .ends = WAITS, .stimuli = S(STOP_CONT),
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "io_uring/io_uring.c:io_cqring_wait(), kernel/signal.c:prepare_signal()",
		.why = "the stop ends the submitter's wait, SIGCONT lets it return EINTR; the worker's request goes on",
	},

	/* ---- KVM_RUN ---- */
	{
		.paths = KVM_SYNC, .ends = WAITS, .stimuli = S(CORE) | S(HANDLER) | STOPS,
		.outcome = OUTCOME_DEFERRED, .until = KVER(6, 2),
		.decides = "virt/kvm/kvm_main.c:hva_to_pfn_slow(): not FOLL_INTERRUPTIBLE",
		.why = "before 6.2 only a fatal signal ended a guest's fault in the host",
	},
	{
		.paths = KVM_SYNC, .ends = WAITS, .stimuli = S(CORE),
		.outcome = OUTCOME_KILLED, .since = KVER(6, 2),
		.decides = "arch/x86/kvm/mmu/mmu.c:kvm_handle_error_pfn()",
		.why = "KVM_RUN returns to user mode, where the signal is acted upon",
	},
	{
		.paths = P(KVM_ASYNC), .ends = WAITS, .stimuli = S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "arch/x86/kvm/mmu/mmu.c:kvm_handle_error_pfn()",
		.why = "KVM_RUN returns to user mode, where the signal is acted upon",
	},
	{
		.paths = P(KVM_AGAIN), .ends = WAITS, .stimuli = S(HANDLER),
		.outcome = OUTCOME_RESTARTED, .since = KVER(6, 2),
		.decides = "arch/x86/kvm/mmu/mmu.c:kvm_handle_error_pfn(): kvm_handle_signal_exit()",
		.why = "KVM_RUN returns EINTR, the handler runs, the guest faults again when run again",
	},
	{
		.paths = P(KVM_AGAIN), .ends = WAITS, .stimuli = STOPS,
		.outcome = OUTCOME_STOPPED, .since = KVER(6, 2),
		.decides = "arch/x86/kvm/mmu/mmu.c:kvm_handle_error_pfn(): kvm_handle_signal_exit()",
		.why = "KVM_RUN returns EINTR, the thread stops, the guest faults again when run again",
	},
	{
		.paths = P(KVM) | P(KVM_UNMASKED), .ends = WAITS, .stimuli = S(HANDLER) | STOPS,
		.outcome = OUTCOME_INTERRUPTED, .since = KVER(6, 2),
		.decides = "arch/x86/kvm/mmu/mmu.c:kvm_handle_error_pfn(): kvm_handle_signal_exit()",
		.why = "KVM_RUN returns EINTR, with KVM_EXIT_INTR; run again, the guest goes on where it was",
	},
	{
		.paths = P(KVM_ASYNC), .ends = WAITS, .stimuli = S(HANDLER) | STOPS,
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "arch/x86/kvm/x86.c:vcpu_block(), virt/kvm/async_pf.c",
		.why = "the guest is halted, a kernel worker is in the fault: KVM_RUN returns EINTR",
	},

	/* ---- events of userfaultfd ---- */
	{
		.paths = P(EVENT), .ends = WAITS, .stimuli = FATAL,
		.outcome = OUTCOME_KILLED,
		.decides = "mm/userfaultfd.c:userfaultfd_event_wait_completion(): TASK_KILLABLE",
		.why = "a fatal signal ends the wait for the monitor, and takes the event back",
	},
	{
		.paths = P(EVENT), .ends = WAITS,
		.stimuli = S(HANDLER) | STOPS | S(CORE) | S(TASK_WORK) | S(TRACER_STOP),
		.outcome = OUTCOME_DEFERRED,
		.decides = "mm/userfaultfd.c:userfaultfd_event_wait_completion(): fatal_signal_pending()",
		.why = "the mappings have changed or are about to: the call can't be taken back, and waits for the monitor",
	},

	/* ---- a monitor that has nothing to read ---- */
	{
		.paths = P(MESSAGE_WAIT), .ends = E(BY_SIGNAL), .stimuli = S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "mm/userfaultfd.c:userfaultfd_ctx_read(): signal_pending()",
		.why = "the wait for a message ends, and the signal is acted upon",
	},
	{
		.paths = P(MESSAGE_WAIT), .ends = E(BY_SIGNAL), .stimuli = S(HANDLER),
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "mm/userfaultfd.c:userfaultfd_ctx_read(): -ERESTARTSYS; fs/select.c:do_sys_poll()",
		.why = "the wait for a message ends with EINTR, and no message is lost",
	},
	{
		.paths = P(MESSAGE_WAIT), .ends = E(BY_SIGNAL), .stimuli = S(HANDLER),
		.traits = TRAIT_SA_RESTART,
		.outcome = OUTCOME_RESTARTED,
		.decides = "mm/userfaultfd.c:userfaultfd_ctx_read(): -ERESTARTSYS",
		.why = "the handler runs, and read() waits again; poll() is never restarted",
	},
	{
		.paths = P(MESSAGE_WAIT), .ends = E(BY_SIGNAL),
		.stimuli = STOPS | S(TRACER_STOP),
		.outcome = OUTCOME_STOPPED,
		.decides = "kernel/signal.c:do_signal_stop(), get_signal()",
		.why = "the thread stops at once, and waits again when it goes on: no handler ran",
	},

	/* ---- stimulus and release come together ---- */
	{
		.paths = WAITING, .ends = E(RACED), .stimuli = ALL_EFFECTS & ~(FATAL | S(CORE)),
		.outcome = OUTCOME_COMPLETED,
		.decides = "mm/userfaultfd.c:handle_userfault(), kernel/sched/core.c:try_to_wake_up()",
		.why = "whichever comes first, the call is done in full, or interrupted as documented, and the stimulus is acted upon once",
	},
	{
		.paths = WAITING, .ends = E(RACED), .stimuli = FATAL | S(CORE),
		.outcome = OUTCOME_KILLED,
		.decides = "kernel/signal.c:complete_signal(), get_signal()",
		.why = "whether the fatal signal ends the wait or comes after it, the process dies of it",
	},

	/* ---- a tracer ---- */
	{
		.paths = P(USER), .ends = PROMPT, .stimuli = S(TRACER_STOP),
		.outcome = OUTCOME_STOPPED,
		.decides = "kernel/signal.c:do_jobctl_trap()",
		.why = "the thread stops for its tracer at once and faults again when let go",
	},
	{
		.paths = CALLS & ~P(GUP_INTERRUPTIBLE), .ends = PATIENT,
		.stimuli = S(TRACER_STOP),
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel/signal.c:do_jobctl_trap(): only on the way to user mode",
		.why = "a kernel-mode fault sleeps until the release; the thread stops for its tracer then",
	},
	{
		.paths = P(USER), .ends = ONLY_DIE, .stimuli = S(TRACER_STOP),
		.outcome = OUTCOME_DEFERRED,
		.decides = "mm/filemap.c:folio_wait_bit_common(), the driver's vm_ops->fault: TASK_KILLABLE",
		.why = "a wait that only a fatal signal ends goes on, of user mode, too; the thread stops for its tracer then",
	},

	/* ---- a freezer ---- */
	{
		.paths = P(USER), .ends = PROMPT, .stimuli = FREEZES,
		.outcome = OUTCOME_STOPPED,
		.decides = "kernel/freezer.c:__refrigerator(), kernel/signal.c:do_freezer_trap()",
		.why = "the thread freezes at once and faults again when it is thawed",
	},
	{
		.paths = P(USER), .ends = ONLY_DIE, .stimuli = FREEZES,
		.outcome = OUTCOME_DEFERRED,
		.decides = "mm/filemap.c:folio_wait_bit_common(), the driver's vm_ops->fault: TASK_KILLABLE",
		.why = "a wait that only a fatal signal ends is none that may be frozen; the freezer waits for the release",
	},
	{
		.paths = CALLS & ~P(GUP_INTERRUPTIBLE), .ends = PATIENT, .stimuli = FREEZES,
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel/freezer.c:__set_task_frozen(): TASK_FREEZABLE, kernel/signal.c:do_freezer_trap()",
		.why = "a kernel-mode fault is no place to be frozen: it sleeps until the release, and the freezer waits for it",
	},
	{
		.paths = WORKERS, .ends = WAITS, .stimuli = S(FREEZE),
		.outcome = OUTCOME_DEFERRED,
		.decides = "kernel/freezer.c:__set_task_frozen(): TASK_FREEZABLE, io_uring/io-wq.c:io_wq_worker()",
		.why = "a worker freezes between two requests: it sleeps until the release, and the freezer waits for it",
	},
	{
		.paths = WORKERS, .ends = WAITS, .stimuli = S(FREEZE_THAW),
		.outcome = OUTCOME_INTERRUPTED,
		.decides = "io_uring/io_uring.c:io_cqring_wait(): signal_pending()",
		.why = "the freezer ends the submitter's wait, the thaw lets it return EINTR; the worker's request goes on",
	},
};

const size_t nr_contract_rules = ARRAY_LEN(contract_rules);
