// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the last close of a userfaultfd wakes only faults that nobody has read of
// Emulates: the class of lost wake-ups: one of the two queues is forgotten
// Seen as: when the monitor dies, threads in faults that it knew of sleep on for ever
// Severity: critical
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: *_release.uffd_missing_anon_close.none *_release.uffd_minor_shmem_close.none
//   *_release.uffd_wp_anon_close.none

@@
@@
userfaultfd_release(...)
{
	<...
-	__wake_up(&ctx->fault_wqh, TASK_NORMAL, 1, &range);
	...>
}
