// SPDX-License-Identifier: GPL-2.0-only
// Mutant: MADV_DONTNEED wakes those who wait in a fault on a userfaultfd
// Emulates: the class of 15a77c6fe494 ("userfaultfd: fix SIGBUS resulting from false rwsem
//   wakeups") v4.10: a waiter that is woken for nothing
// Seen as: a guest with a balloon in postcopy: each page that it gives back makes all faults
//   come again
// Severity: low
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load_sibling.uffd_missing_anon.dontneed pipe_read_sibling.uffd_missing_shmem.dontneed
//   vm_readv_sibling.uffd_missing_anon.dontneed

@@
@@
userfaultfd_remove(...)
{
	<...
+	if (ctx) {
+		struct userfaultfd_wake_range all = { .len = 0 };
+
+		__wake_up(&ctx->fault_wqh, TASK_NORMAL, 1, &all);
+	}
	if (!ctx || ...)
		return true;
	...>
}
