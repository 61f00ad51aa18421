// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a stop of the process does not wake its other threads
// Emulates: the class of lost wake-ups in group stop
// Seen as: ^Z or SIGSTOP never completes while a thread waits for a page; the parent is not
//   told, and the thread runs on in a process that should have stopped
// Severity: high
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_*.sigstop store.uffd_missing_anon.sigstop_sigcont
//   exec_fetch.uffd_missing_anon.sigstop populate_read.uffd_missing_*.sigstop
//   vm_readv.uffd_missing_anon.sigstop dio_read.uffd_missing_anon.sigstop
//   kvm_load.uffd_missing_anon.sigstop

@@
@@
do_signal_stop(...)
{
	<...
-	if (likely(!(t->ptrace & PT_SEIZED)))
-		signal_wake_up(t, 0);
-	else
+	if (unlikely(t->ptrace & PT_SEIZED))
		ptrace_trap_notify(t);
	...>
}
