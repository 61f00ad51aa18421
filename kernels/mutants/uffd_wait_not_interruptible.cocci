// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a userfault waits killably even where any signal may end the wait
// Emulates: dfa37dc3fc1f ("userfaultfd: allow signals to interrupt a userfault") v4.3, undone
// Seen as: no handler runs, no debugger or ^Z stops a thread that waits for a page; a paused
//   postcopy guest can't leave KVM_RUN. Kernel-mode faults stop spinning: a known issue goes
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_*.sigusr1 store.uffd_missing_*.sigstop atomic.uffd_missing_anon.sigquit
//   exec_fetch.uffd_minor_shmem.timer_fast kvm_load.uffd_missing_*.sigusr1
//   kvm_store.uffd_wp_anon.sigusr1

@@
identifier flags;
@@
userfaultfd_get_blocking_state(unsigned int flags)
{
	<...
	if (flags & FAULT_FLAG_INTERRUPTIBLE)
-		return TASK_INTERRUPTIBLE;
+		return TASK_KILLABLE;
	...>
}
