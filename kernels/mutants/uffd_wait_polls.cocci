// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a userfault looks every 20 ms whether its page has come
// Emulates: the class of waits with a timeout where a wake-up is due
// Seen as: a thousand threads that wait for pages keep a CPU busy; each look is a message that
//   the monitor has to read
// Severity: medium
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_*.none store.uffd_wp_anon.none pipe_read.uffd_missing_anon.none
//   vm_readv.uffd_missing_anon.none populate_read.uffd_minor_shmem.sigusr1_blocked
//   load.uffd_missing_anon.sigusr1_ignored load.uffd_missing_anon.sigusr1
//   dio_read.uffd_missing_anon.sigusr1

@@
@@
handle_userfault(...)
{
	<...
-	schedule();
+	schedule_timeout(HZ / 50);
	...>
}
