// SPDX-License-Identifier: GPL-2.0-only
// Mutant: none: the same in other words
// Emulates: a harmless clean-up
// Seen as: nothing
// Severity: low
// Expect: clean
// Files: mm/gup.c
// Kernels: 6.1 6.12 7.3
// Cells: populate_read.uffd_missing_anon.* vm_readv.uffd_minor_shmem.*
//   populate_read.uffd_missing_thp.sigkill

@@
expression flags;
@@
faultin_page(...)
{
	<...
-	if (flags & FOLL_REMOTE)
-		fault_flags |= FAULT_FLAG_REMOTE;
+	fault_flags |= flags & FOLL_REMOTE ? FAULT_FLAG_REMOTE : 0;
	...>
}
