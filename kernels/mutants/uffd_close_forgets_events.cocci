// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the last close of a userfaultfd does not wake calls whose event nobody has read
// Emulates: the class of lost wake-ups: one of three queues is forgotten
// Seen as: when the monitor dies, whoever is in madvise(), munmap() or fork() sleeps on
// Severity: critical
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: *_release.event_*_close.none *_release.event_*_close.sigusr1

@@
@@
userfaultfd_release(...)
{
	<...
-	wake_up_all(&ctx->event_wqh);
	...>
}
