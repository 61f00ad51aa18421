// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a userfault whose signal the kernel may not act upon is tried again every 20 ms
// Emulates: a mend of the oldest known issue (a kernel-mode fault spins when a signal is
//   pending) that turns the loop into a slow one
// Seen as: no CPU burns, but a thread in read() on a held page wakes fifty times a second, and
//   its monitor reads a new message each time
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: pipe_read.uffd_missing_*.sigusr1 pipe_write.uffd_missing_anon.sigusr1
//   file_read.uffd_minor_shmem.sigusr1 poll.uffd_missing_anon.timer_slow
//   nanosleep.uffd_missing_anon.sigstop

@@
@@
handle_userfault(...)
{
	<...
-	schedule();
+	if (signal_pending(current) && !fatal_signal_pending(current) &&
+	    !(vmf->flags & FAULT_FLAG_USER)) {
+		set_current_state(TASK_KILLABLE);
+		schedule_timeout(HZ / 50);
+	} else {
+		schedule();
+	}
	...>
}
