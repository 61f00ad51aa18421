// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a signal to who waits for a FUSE server is not passed on to the server
// Emulates: the class of lost FUSE_INTERRUPT requests
// Seen as: ^C does not end an access to a file system that would have obeyed it
// Severity: medium
// Files: fs/fuse/dev.c
// Kernels: 6.1 6.12 7.3
// Cells: fuse_fault:load_sync.fuse_sync.sigusr1 fuse_fault:pipe_write_sync.fuse_sync.sigusr1
//   fuse_fault:load_obeys.fuse_sync_obeys.sigusr1

@@
expression E;
@@
request_wait_answer(...)
{
	<...
-	if (test_bit(FR_SENT, E))
-		queue_interrupt(req);
	...>
}
