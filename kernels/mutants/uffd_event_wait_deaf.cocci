// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a call that waits for the reader of its userfaultfd event can't be killed
// Emulates: the wait of userfaultfd_event_wait_completion() as it would be without TASK_KILLABLE
// Seen as: a monitor that does not read leaves processes in madvise(), munmap() or fork() that
//   not even SIGKILL ends
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: madvise_dontneed.event_remove_anon.sigkill munmap.event_unmap_anon.sigkill
//   mremap.event_remap_shmem.sigkill fork.event_fork_anon.exit_group

@@
@@
userfaultfd_event_wait_completion(...)
{
	<...
-	set_current_state(TASK_KILLABLE);
+	set_current_state(TASK_UNINTERRUPTIBLE);
	...>
}
