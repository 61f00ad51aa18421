// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a signal that its thread blocks ends an interruptible sleep of it, no more
// Emulates: the class of needless wake-ups by signals
// Seen as: no handler runs and nothing is pending that would end a call, but a thread that
//   waits for a page asks for it once more
// Severity: low
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_*.sigusr1_blocked pipe_read.uffd_missing_*.sigusr1_blocked
//   pipe_write.uffd_minor_shmem.sigusr1_blocked file_read.uffd_missing_anon.sigusr1_blocked

@@
@@
complete_signal(...)
{
	...
	struct task_struct *t;
+
+	if (type == PIDTYPE_PID && sigismember(&p->blocked, sig))
+		wake_up_state(p, TASK_INTERRUPTIBLE);
	...
}
