// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a call whose event is unread is woken by the last close, and waits on
// Emulates: a race of close and event: ctx->released is set, and nobody looks
// Seen as: when the monitor dies, whoever is in madvise(), munmap() or fork() sleeps on
// Severity: critical
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: *_release.event_*_close.none

@@
@@
userfaultfd_event_wait_completion(...)
{
	<...
	if (
-	    READ_ONCE(ctx->released) ||
	    fatal_signal_pending(current)) {
	...
	}
	...>
}
