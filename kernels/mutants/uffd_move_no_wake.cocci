// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_MOVE wakes only who asked it not to
// Emulates: a test of UFFDIO_MOVE_MODE_DONTWAKE the wrong way round; the class of lost wake-ups
// Seen as: a thread that waits for a page of a compacting heap sleeps on, its page mapped
// Severity: critical
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.12 7.3
// Cells: load.uffd_moved_anon.none store.uffd_moved_anon.none pipe_read.uffd_moved_anon.none
//   vm_writev.uffd_moved_anon.sigusr1 populate_write.uffd_moved_anon.none

@@
expression U;
@@
userfaultfd_move(...)
{
	<...
-	if (!(U.mode & UFFDIO_MOVE_MODE_DONTWAKE)) {
+	if (U.mode & UFFDIO_MOVE_MODE_DONTWAKE) {
	...
	}
	...>
}
