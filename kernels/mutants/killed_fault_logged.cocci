// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a task that is killed while its fault waits for mmap_lock leaves a line in the log
// Emulates: 5f0bc0b042fc ("mm: suppress mm fault logging if fatal signal already pending") v6.5
// Seen as: "segfault at" lines of tasks that have no bug, but were killed
// Severity: low
// Files: kernel/signal.c
// Kernels: 6.12 7.3
// Cells: store_unhandled.mmap_lock.sigkill store_unhandled.mmap_lock.sigterm
//   store_unhandled.mmap_lock.exit_group

@@
expression tsk;
@@
unhandled_signal(...)
{
	<...
-	if (fatal_signal_pending(tsk))
-		return false;
	...>
}
