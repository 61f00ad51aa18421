// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a worker of io_uring that faults burns a CPU until the page comes or a signal
// Emulates: the class of waits in workers that are made into a loop
// Seen as: iou-wrk at 100% CPU while a READ that was punted waits for its page
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: uring_read_async.uffd_missing_anon.none uring_read_async.uffd_missing_anon.sigkill
//   uring_read_async.uffd_missing_anon.sigusr1* uring_write_async.uffd_missing_shmem.none
//   uring_read_file_async.uffd_missing_anon.sigusr1
//   uring_read_direct_async.uffd_missing_anon.none

@@
@@
handle_userfault(...)
{
	<...
-	schedule();
+	if (current->flags & PF_IO_WORKER) {
+		__set_current_state(TASK_RUNNING);
+		while (!READ_ONCE(uwq.waken) && !signal_pending(current)) {
+			cond_resched();
+		}
+	} else {
+		schedule();
+	}
	...>
}
