// SPDX-License-Identifier: GPL-2.0-only
// Mutant: munmap(), and mmap() over a range, wake those who wait in a fault on it
// Emulates: the class of 15a77c6fe494 ("userfaultfd: fix SIGBUS resulting from false rwsem
//   wakeups") v4.10: a waiter that is woken for nothing
// Seen as: a thread in a fault gets SIGSEGV, or its call EFAULT, ahead of UFFDIO_WAKE:
//   a monitor that moves memory about can't finish before the thread runs
// Severity: medium
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load_unmapped.uffd_missing_anon_unmapped.munmap
//   pipe_read_unmapped.uffd_missing_shmem_unmapped.munmap
//   vm_readv_replaced.uffd_missing_anon_replaced.map_over

@@
@@
userfaultfd_unmap_prep(...)
{
	<...
+	if (ctx) {
+		struct userfaultfd_wake_range all = { .len = 0 };
+
+		__wake_up(&ctx->fault_wqh, TASK_NORMAL, 1, &all);
+	}
	if (!ctx || ...)
		return 0;
	...>
}
