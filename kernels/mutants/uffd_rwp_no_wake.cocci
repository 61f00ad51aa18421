// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_RWPROTECT that lets go of a page wakes nobody
// Emulates: the class of lost wake-ups
// Seen as: a vCPU that touches a cold page sleeps on for ever
// Severity: critical
// Files: mm/userfaultfd.c
// Kernels: 7.3
// Cells: load.uffd_rwp_*.none store.uffd_rwp_anon.sigusr1 pipe_write.uffd_rwp_shmem.none
//   vm_readv.uffd_rwp_hugetlb.none

@@
@@
userfaultfd_rwprotect(...)
{
	<...
-	wake_userfault(ctx, &range);
	...>
}
