// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the page that a FUSE server has failed to read is taken for good
// Emulates: the class of read errors that are lost: the page has zeros
// Seen as: a file on a server that failed once reads as zeros
// Severity: high
// Files: fs/fuse/file.c
// Kernels: 6.12 7.3
// Cells: fuse_fault:load_sync.fuse_eio_once.none fuse_fault:load_fails.fuse_eio_first_byte.none
//   fuse_fault:load_release.fuse_private_abort.none
//   fuse_fault:vm_readv_release.fuse_private_eio.none

@ ended @
expression F;
@@
fuse_readpages_end(...)
{
	<...
-	folio_end_read(F, !err)
+	folio_end_read(F, true)
	...>
}

@ finished @
expression F, O, L;
@@
fuse_readpages_end(...)
{
	<...
-	iomap_finish_folio_read(F, O, L, err)
+	iomap_finish_folio_read(F, O, L, 0)
	...>
}
