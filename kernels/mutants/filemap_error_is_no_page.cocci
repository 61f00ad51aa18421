// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a fault on a page that the disk can't read says that it has mapped the page
// Emulates: the class of errors that become VM_FAULT_NOPAGE, and of faults that are tried for ever
// Seen as: a program that maps a file with a bad block reads the block as fast as it fails,
//   instead of SIGBUS
// Severity: high
// Files: mm/filemap.c
// Kernels: 7.3
// Cells: load_release.held_ext4_private_eio.none store_release.held_ext4_random_eio.none
//   load_release.held_xfs_shared_eio.none pipe_write_release.held_ext4_private_eio.none

@@
expression mapping;
@@
filemap_fault(...)
{
	<...
	filemap_invalidate_unlock_shared(mapping);

-	return VM_FAULT_SIGBUS;
+	return VM_FAULT_NOPAGE;
	...>
}
