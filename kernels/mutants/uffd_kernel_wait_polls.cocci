// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a kernel-mode userfault waits killably, and looks every 20 ms whether it is over
// Emulates: a mend of the oldest known issue (a kernel-mode fault spins when a signal is
//   pending) that turns the loop into a slow one
// Seen as: no CPU burns, and no message is sent twice, but each thread in read() on a held
//   page wakes fifty times a second
// Severity: medium
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: pipe_read.uffd_missing_anon.none pipe_read.uffd_missing_*.sigusr1
//   pipe_write.uffd_minor_shmem.none file_read.uffd_missing_anon.sigusr1_blocked
//   vm_readv.uffd_missing_anon.none vm_readv.uffd_missing_anon.sigusr1
//   populate_read.uffd_missing_anon.sigusr1 dio_read.uffd_missing_anon.sigusr1

@@
@@
handle_userfault(...)
{
	<...
-	schedule();
+	if (vmf->flags & FAULT_FLAG_USER) {
+		schedule();
+	} else {
+		while (!READ_ONCE(uwq.waken) && !READ_ONCE(ctx->released) &&
+		       !fatal_signal_pending(current))
+			schedule_timeout_killable(HZ / 50);
+	}
	...>
}
