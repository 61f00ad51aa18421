// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a fault does not read a page again whose readahead has failed
// Emulates: the class of errors of readahead, which nobody waits for, that are told to a fault
// Seen as: SIGBUS, and EFAULT, after an error of the disk that a second read would not have
// Severity: medium
// Files: mm/filemap.c
// Kernels: 7.3
// Cells: load_release.held_ext4_private_eio_once.none
//   store_release.held_ext4_private_eio_once.none load_release.held_xfs_shared_eio_once.none
//   vm_readv_release.held_ext4_private_eio_once.sigusr1
//   fuse_fault:load_release.fuse_private_eio_once.none

@@
expression error, mapping;
identifier folio;
@@
filemap_fault(...)
{
	<...
-	error = filemap_read_folio(file, mapping->a_ops->read_folio, folio);
+	if (file->f_ra.ra_pages) {
+		folio_unlock(folio);
+		error = -EIO;
+	} else {
+		error = filemap_read_folio(file, mapping->a_ops->read_folio, folio);
+	}
	...>
}
