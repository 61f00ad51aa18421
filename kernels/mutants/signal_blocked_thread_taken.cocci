// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a signal to a process is given to the thread that blocks it, not to one that is free
// Emulates: wants_signal() that says yes for a thread by which the signal is blocked
// Seen as: a daemon whose main thread blocks SIGUSR1 never sees it, though another thread waits
//   for just that
// Severity: high
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: *.uffd_missing_anon.sigusr1_free_thread load.uffd_minor_shmem.sigusr1_free_thread

@@
iterator name for_each_thread;
@@
complete_signal(...)
{
	...
	struct task_struct *t;
+
+	for_each_thread(p, t) {
+		if (type != PIDTYPE_PID && !sig_fatal(p, sig) &&
+		    sigismember(&t->blocked, sig)) {
+			signal_wake_up(t, 0);
+			return;
+		}
+	}
	...
}
