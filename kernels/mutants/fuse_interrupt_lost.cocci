// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a signal to who waits for a FUSE server is not passed on to the server
// Emulates: the class of lost FUSE_INTERRUPT requests
// Seen as: ^C does not end an access to a file system that would have obeyed it
// Severity: medium
// Files: fs/fuse/dev.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_anon.sigusr1 file_read.uffd_missing_anon.sigkill
//   dio_read.uffd_missing_anon.sigkill
// Survives: no source of the suite is a FUSE file: no cell waits in request_wait_answer()

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
