// SPDX-License-Identifier: GPL-2.0-only
// Mutant: to read a userfaultfd event does not wake the call that waits for it
// Emulates: the class of lost wake-ups
// Seen as: madvise(), munmap() and fork() of a monitored process never return
// Severity: critical
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: madvise_dontneed.event_remove_*.none munmap.event_unmap_anon.none
//   mmap_over.event_unmap_anon.none mremap_dontunmap.event_remap_anon.none
//   fork.event_fork_anon.none

@@
@@
userfaultfd_event_complete(...)
{
	<...
-	wake_up_locked(&ctx->event_wqh);
	...>
}
