// SPDX-License-Identifier: GPL-2.0-only
// Mutant: one of the tasks that wait for a page is woken, and the others sleep on
// Emulates: the class of a wake-up that is exclusive by mistake
// Seen as: a guest with several vCPUs hangs in postcopy, when two of them want one page
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load_crowd.uffd_missing_*.none vm_readv_crowd.uffd_minor_shmem.sigusr1
//   pipe_read_crowd.uffd_missing_anon.sigkill load_crowd_killed.uffd_missing_anon.none

@@
identifier ret;
@@
userfaultfd_wake_function(...)
{
	<...
-	return ret;
+	return ret ? -1 : 0;
	...>
}
