// SPDX-License-Identifier: GPL-2.0-only
// Mutant: any signal takes back a request that no FUSE server has read yet
// Emulates: the class of waits that are interruptible where their caller can't be interrupted
// Seen as: EFAULT and short counts when a signal comes while a server is busy
// Severity: high
// Files: fs/fuse/dev.c
// Kernels: 6.1 6.12 7.3
// Cells: fuse_fault:load_unread.fuse_sync_unread.sigusr1
//   fuse_fault:pipe_write_unread.fuse_sync_unread.sigusr1
//   fuse_fault:fuse_file_read.fuse_sync_unread.sigusr1

@@
expression W, C;
@@
request_wait_answer(...)
{
	<...
-	wait_event_killable(W, C)
+	wait_event_interruptible(W, C)
	...>
}
