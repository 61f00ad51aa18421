// SPDX-License-Identifier: GPL-2.0-only
// Mutant: any signal ends the wait for the reader of a userfaultfd event, and takes it back
// Emulates: the class of events that are lost when the call is interrupted; a killable wait that
//   other signals end, as in seccomp's SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
// Seen as: a process with a timer forks, and its monitor never hears of the child
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: madvise_dontneed.event_remove_anon.sigusr1 madvise_remove.event_remove_shmem.timer_slow
//   munmap.event_unmap_anon.sigstop mremap.event_remap_anon.sigrt_queue
//   fork.event_fork_anon.sigusr1 mmap_over.event_unmap_anon.sigusr1_restart

@@
@@
userfaultfd_event_wait_completion(...)
{
	<...
(
-	set_current_state(TASK_KILLABLE);
+	set_current_state(TASK_INTERRUPTIBLE);
|
-	fatal_signal_pending(current)
+	signal_pending(current)
)
	...>
}
