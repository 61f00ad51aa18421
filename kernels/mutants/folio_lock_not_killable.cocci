// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a fault that waits for a page of the page cache can't be killed
// Emulates: 37b23e0525d3 ("x86,mm: make pagefault killable") v2.6.39, undone for mapped files
// Seen as: kill -9 does nothing to a program whose code or data comes from a disk or a server
//   that does not answer
// Severity: high
// Files: mm/filemap.c
// Kernels: 6.1 6.12 7.3
// Cells: load.held_ext4_private.sigkill pipe_write.held_xfs_private.sigkill
//   vm_readv.held_ext4_shared.sigkill exec_fetch.held_ext4_private.sigkill
//   load.fuse_private.sigterm

@@
expression F;
@@
lock_folio_maybe_drop_mmap(...)
{
	<...
-	__folio_lock_killable(F)
+	(__folio_lock(F), 0)
	...>
}
