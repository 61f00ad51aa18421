// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a fault that reads its page itself, without readahead, can't be killed
// Emulates: the class of folio_wait_locked() where folio_wait_locked_killable() is due
// Seen as: kill -9 does nothing to a database that maps its files with MADV_RANDOM, when the
//   disk does not answer
// Severity: high
// Files: mm/filemap.c
// Kernels: 6.1 6.12 7.3
// Cells: load.held_ext4_random.sigkill store.held_xfs_random.sigkill
//   pipe_write.held_ext4_random.sigkill vm_readv.held_xfs_random.sigkill
//   block_fault:load.suspended_ext4.sigkill

@@
expression E, F;
@@
filemap_read_folio(...)
{
	<...
-	E = folio_wait_locked_killable(F);
+	folio_wait_locked(F);
	...>
}
