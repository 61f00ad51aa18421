// SPDX-License-Identifier: GPL-2.0-only
// Mutant: what a short write did before it was taken up again is not counted
// Emulates: the class of partial counts that are lost between two tries of a request
// Seen as: a write whose buffer ends badly is reported as EAGAIN, although bytes are in the
//   file: tried again, they are there twice
// Severity: high
// Files: io_uring/rw.c
// Kernels: 6.1 6.12 7.3
// Cells: uring_write_file_async_fails.*_second_page.none
//   uring_write_file_async_fails.*_mid_buffer.none

// up to 6.1
@@
expression n;
@@
io_write(...)
{
	<...
-	if (io)
-		io->bytes_done += n;
	...>
}

@@
expression n;
@@
io_write(...)
{
	<...
-	io->bytes_done += n;
	...>
}
