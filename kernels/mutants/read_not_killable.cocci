// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a read() through the page cache goes on to its end, killed or not
// Emulates: 5abf186a30a8 ("mm, fs: check for fatal signals in do_generic_file_read()") v4.10,
//   undone
// Seen as: kill -9 of a program that reads 256 MiB does nothing until all of it is read
// Severity: high
// Files: mm/filemap.c
// Kernels: 7.3
// Cells: ext4_read_long_middle.*.sigkill

@@
@@
filemap_get_pages(...)
{
	<...
-	if (fatal_signal_pending(current))
-		return -EINTR;
	...>
}
