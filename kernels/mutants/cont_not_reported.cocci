// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the parent is not told that a stopped process goes on
// Emulates: the class of lost CLD_CONTINUED
// Seen as: waitid(WCONTINUED) waits for ever; a shell takes a job for stopped that runs
// Severity: medium
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_*.sigstop_sigcont vm_readv.uffd_missing_anon.sigstop_sigcont
//   populate_read.uffd_missing_anon.sigstop_sigcont mlock.uffd_missing_anon.sigstop_sigcont

@@
@@
prepare_signal(...)
{
	<...
-	signal_set_stop_flags(signal, why | SIGNAL_STOP_CONTINUED);
+	signal_set_stop_flags(signal, 0);
	...>
}
