// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a write() through the page cache counts the bytes that it wanted, not those it copied
// Emulates: the class of bc1bb416bbb9 ("generic_perform_write()/iomap_write_actor(): saner logics
//   for short copy") v5.14
// Seen as: write() of a buffer whose second half is not there says that all of it is in the file
// Severity: high
// Files: mm/filemap.c
// Kernels: 6.1 6.12 7.3
// Cells: ext4_write_fails.*_mid_buffer.none ext4_write_fails_late.uffd_missing_anon.none
//   file_write_fails.prot_none_mid_buffer.none

@@
@@
generic_perform_write(...)
{
	<...
-	written += status;
+	written += bytes;
	...>
}
