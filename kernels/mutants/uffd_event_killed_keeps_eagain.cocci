// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a call that is killed before its userfaultfd event is read leaves mmap_changing set
// Emulates: the class of counters that an error path does not give back
// Seen as: UFFDIO_COPY fails with EAGAIN for ever once a child of fork() was killed
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: madvise_dontneed.event_remove_anon.sigkill munmap.event_unmap_anon.sigterm
//   mremap.event_remap_anon.sigkill_process fork.event_fork_anon.sigkill

@@
@@
userfaultfd_event_wait_completion(...)
{
	<...
-	atomic_dec(&ctx->mmap_changing);
+	if (!fatal_signal_pending(current))
+		atomic_dec(&ctx->mmap_changing);
	...>
}
