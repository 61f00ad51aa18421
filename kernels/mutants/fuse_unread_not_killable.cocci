// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a request that no FUSE server has read yet can't be taken back
// Emulates: the class of waits for a server that are uninterruptible
// Seen as: kill -9 does nothing to a program that waits for a server that has stopped
// Severity: high
// Files: fs/fuse/dev.c
// Kernels: 6.1 6.12 7.3
// Cells: fuse_fault:load_unread.fuse_sync_unread.sigkill
//   fuse_fault:vm_readv_unread.fuse_sync_unread.sigterm

@@
expression W, C;
identifier E;
@@
request_wait_answer(...)
{
	<...
-	E = wait_event_killable(W, C);
+	wait_event(W, C);
+	E = 0;
	...>
}
