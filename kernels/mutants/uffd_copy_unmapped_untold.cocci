// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_COPY to an address without a mapping fails with EFAULT, not ENOENT
// Emulates: the class of errors that a monitor can't tell from others
// Seen as: a monitor can't tell memory that a sibling has unmapped from a bad page of its own:
//   it gives up
// Severity: low
// Files: mm/userfaultfd.c
// Kernels: 6.12 7.3
// Cells: load_unmapped.uffd_missing_anon_unmapped.munmap
//   pipe_read_replaced.uffd_missing_shmem_replaced.map_over
//   vm_readv_moved.uffd_missing_anon_unmapped.mremap

@@
@@
uffd_mfill_lock(...)
{
	<...
-	ERR_PTR(-ENOENT)
+	ERR_PTR(-EFAULT)
	...>
}

@@
@@
find_vma_and_prepare_anon(...)
{
	<...
-	ERR_PTR(-ENOENT)
+	ERR_PTR(-EFAULT)
	...>
}
