// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a load does not see that UFFDIO_POISON was the answer for its huge page
// Emulates: the class of lost wake-ups: the page's marker is an answer, and is taken for none
// Seen as: a thread that reads the page faults again and sleeps for ever, though the monitor
//   did all it could
// Severity: high
// Files: mm/hugetlb.c
// Kernels: 6.12 7.3
// Cells: load_release.uffd_missing_hugetlb_poison.*
//   pipe_write_release.uffd_missing_hugetlb_poison.none
//   file_write_release.uffd_missing_hugetlb_poison.none
//   vm_readv_release.uffd_missing_hugetlb_poison.none
//   dio_write_release.uffd_missing_hugetlb_poison.none
//   populate_read_release.uffd_missing_hugetlb_poison.none
//   kvm_load_release.uffd_missing_hugetlb_poison.none

@@
expression M;
@@
hugetlb_fault(...)
{
	<...
-	M & PTE_MARKER_POISONED
+	(flags & FAULT_FLAG_WRITE) && (M & PTE_MARKER_POISONED)
	...>
}
