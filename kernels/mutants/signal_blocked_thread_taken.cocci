// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a signal to a process is given to the thread that blocks it, not to one that is free
// Emulates: wants_signal() that does not look at the mask
// Seen as: a daemon whose main thread blocks SIGUSR1 never sees it, though another thread waits
//   for just that
// Severity: high
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: *.uffd_missing_anon.sigusr1_free_thread load.uffd_minor_shmem.sigusr1_free_thread

@@
@@
wants_signal(int sig, struct task_struct *p)
{
	if (
-	    sigismember(&p->blocked, sig)
+	    sigismember(&p->blocked, sig) && sig_fatal(p, sig)
	   )
		return false;
	...
}
