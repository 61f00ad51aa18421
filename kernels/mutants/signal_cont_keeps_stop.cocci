// SPDX-License-Identifier: GPL-2.0-only
// Mutant: SIGCONT does not take back a stop that a thread has not come to yet
// Emulates: the class of stops and continuations that overtake each other
// Seen as: stopped and continued while one thread waits for a page, the process is left with
//   that thread stopped, after a warning, and nobody is told
// Severity: high
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: populate_read.uffd_*.sigstop_sigcont vm_readv.uffd_*.sigstop_sigcont
//   mlock.uffd_missing_anon.sigstop_sigcont dio_read.uffd_missing_anon.sigstop_sigcont
//   load.filemap_killable.sigstop_sigcont

@@
@@
prepare_signal(...)
{
	<...
-	task_clear_jobctl_pending(t, JOBCTL_STOP_PENDING);
	...>
}
