// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a thread goes on 100 ms after the monitor has woken it
// Emulates: the class of wake-ups that are lost and that something else repairs
// Seen as: each page of a postcopy migration costs a tenth of a second; nothing is wrong but
//   the time
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_*.none store.uffd_wp_*.none load.uffd_minor_shmem.none
//   pipe_read.uffd_missing_anon.none pipe_write.uffd_minor_shmem.none
//   vm_readv.uffd_missing_anon.none populate_read.uffd_missing_anon.none

@@
@@
handle_userfault(...)
{
	<...
	schedule();
+	if (!signal_pending(current))
+		schedule_timeout_uninterruptible(HZ / 10);
	...>
}
