// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a signal restarts the wait for completions instead of ending it
// Emulates: a restart code where io_uring_enter(2) promises EINTR
// Seen as: an SA_RESTART handler, or a stop, no longer gets a thread out of io_uring_enter():
//   who sets a flag in the handler waits on
// Severity: medium
// Files: io_uring/wait.c io_uring/io_uring.c
// Kernels: 6.12 7.3
// Cells: uring_read_async.uffd_missing_*.sigusr1_restart
//   uring_write_async.uffd_missing_anon.sigusr1_restart
//   uring_populate_write.*.sigusr1_restart uring_read_direct_async.*.sigusr1_restart
//   uring_populate_write.uffd_missing_*.sigstop_sigcont

@@
@@
io_cqring_wait_schedule(...)
{
	<...
	if (unlikely(task_sigpending(current)))
-		return -EINTR;
+		return -ERESTARTSYS;
	...>
}
