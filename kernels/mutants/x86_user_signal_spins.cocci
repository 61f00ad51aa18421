// SPDX-License-Identifier: GPL-2.0-only
// Mutant: only a fatal signal ends a user-mode fault on x86, though any one ends its sleep
// Emulates: the class of dfa37dc3fc1f ("userfaultfd: allow signals to interrupt a userfault")
//   v4.3: the return to user mode, where the signal is acted upon, is missing
// Seen as: a thread that waits for a page burns a CPU from the first SIGCHLD, SIGALRM or ^Z
//   on, and neither handler nor stop comes before the page
// Severity: high
// Files: arch/x86/mm/fault.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_*.sigusr1 store.uffd_missing_*.sigstop atomic.uffd_missing_anon.sigquit
//   exec_fetch.uffd_minor_shmem.timer_fast load.uffd_missing_anon.sigrt_queue
//   store.uffd_wp_*.sigusr1 load_poll_armed.uffd_missing_anon.task_work
//   load_release.uffd_missing_anon_wake.sigusr1
// Arch: amd64

@@
@@
do_user_addr_fault(...)
{
	<...
	if (
-	    fault_signal_pending(fault, regs)
+	    (fault & VM_FAULT_RETRY) && fatal_signal_pending(current)
	   ) {
	...
	}
	...>
}
