// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a store into a page of FUSE does not wait until the page has been written back
// Emulates: the class of pages that change under writeback
// Seen as: the server gets bytes of two states of the page
// Severity: high
// Files: fs/fuse/file.c
// Kernels: 7.3
// Cells: fuse_fault:store_writeback.fuse_writeback.none
//   fuse_fault:vm_writev_writeback.fuse_writeback.sigusr1

@@
expression F;
@@
fuse_page_mkwrite(...)
{
	<...
-	folio_wait_writeback(F);
	...>
}
