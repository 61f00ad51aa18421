// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a userfault that has waited for 30 ms tries again at each tick from then on
// Emulates: the class of retries that begin after a while: a timeout of the first wait, and no
//   wait after
// Seen as: a monitor that is slower than 30 ms is flooded with messages for the same page
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_*.none pipe_read.uffd_missing_anon.none
//   load.uffd_missing_anon.sigusr1 store.uffd_wp_anon.sigusr1_blocked
//   vm_readv.uffd_missing_anon.sigusr1 populate_read.uffd_missing_anon.none

@@
@@
handle_userfault(...)
{
	<...
-	schedule();
+	current->in_execve = !schedule_timeout(current->in_execve ? 1 : HZ * 3 / 100);
	...>
}
