// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_COPY works again as soon as an event is in the queue, and not when it is read
// Emulates: the class of flags that are dropped too early: a page is brought to an address of
//   which the monitor has not heard that it is gone
// Seen as: pages that a balloon has given back come back with old content, now and then
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: madvise_dontneed.event_remove_anon.none munmap.event_unmap_anon.none
//   mremap.event_remap_anon.none madvise_remove.event_remove_shmem.none

@@
expression ewq;
@@
userfaultfd_event_wait_completion(...)
{
	<...
	ewq->ctx = ctx;
+	atomic_dec(&ctx->mmap_changing);
	...
-	atomic_dec(&ctx->mmap_changing);
	...>
}
