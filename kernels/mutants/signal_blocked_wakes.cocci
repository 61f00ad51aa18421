// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a signal that its thread blocks wakes it
// Emulates: the class of needless wake-ups by signals; what TIF_SIGPENDING says is not looked
//   at again
// Seen as: a thread that blocks SIGUSR1 and waits for a page asks for it again with each
//   SIGUSR1; in a system call it spins
// Severity: medium
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_*.sigusr1_blocked store.uffd_missing_*.sigusr1_blocked
//   atomic.uffd_missing_anon.sigusr1_blocked exec_fetch.uffd_minor_shmem.sigusr1_blocked

@@
@@
complete_signal(...)
{
	...
	struct task_struct *t;
+
+	if (type == PIDTYPE_PID && sigismember(&p->blocked, sig))
+		signal_wake_up(p, 0);
	...
}
