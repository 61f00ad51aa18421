// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a page that UFFDIO_COPY puts in place is not counted
// Emulates: the class of counters of memory that do not come back to zero
// Seen as: "BUG: Bad rss-counter state" when the process ends; VmRSS is too small, and the OOM
//   killer takes another
// Severity: medium
// Files: mm/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_anon.none pipe_read.uffd_missing_shmem.none
//   vm_readv.uffd_missing_anon.sigusr1

@@
@@
mfill_atomic_install_pte(...)
{
	<...
-	inc_mm_counter(dst_mm, mm_counter(...));
	...>
}
