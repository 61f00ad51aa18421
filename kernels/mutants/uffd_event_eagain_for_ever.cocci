// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_COPY and its kin fail with EAGAIN for ever, once an event was sent
// Emulates: the class of counters that are never given back
// Seen as: post-copy migration hangs after the first madvise() of the guest's balloon
// Severity: critical
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: madvise_dontneed.event_remove_anon.none munmap.event_unmap_hugetlb.none
//   fork.event_fork_anon.none mremap.event_remap_unmap_anon.none

@@
@@
userfaultfd_event_wait_completion(...)
{
	<...
-	atomic_dec(&ctx->mmap_changing);
	...>
}
