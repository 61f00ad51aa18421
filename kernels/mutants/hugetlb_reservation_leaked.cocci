// SPDX-License-Identifier: GPL-2.0-only
// Mutant: of the huge pages that a file reserved and did not use, one stays reserved
// Emulates: the class of leaked reservations of huge pages
// Seen as: HugePages_Rsvd grows with each kill -9, until mmap() of huge pages fails with memory
//   free
// Severity: high
// Files: mm/hugetlb.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_hugetlb.sigkill pipe_read.uffd_missing_hugetlb.sigkill
//   vm_readv.uffd_missing_hugetlb.sigkill

@@
@@
hugetlb_acct_memory(...)
{
	<...
	if (delta < 0)
+	{
+		delta++;
		return_unused_surplus_pages(h, (unsigned long) -delta);
+	}
	...>
}
