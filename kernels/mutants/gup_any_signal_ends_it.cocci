// SPDX-License-Identifier: GPL-2.0-only
// Mutant: any pending signal ends GUP's tries, whether its caller can take that or not
// Emulates: the class of spurious EINTR and short counts: 93c5c61d9e58 ("mm/gup: Add
//   FOLL_INTERRUPTIBLE") v6.2 without the opt-in
// Seen as: O_DIRECT, process_vm_readv(), io_uring and MADV_POPULATE_* fail with EFAULT or
//   EINTR, or do less than asked for, because a timer expired meanwhile
// Severity: high
// Files: mm/gup.c
// Kernels: 6.1 6.12 7.3
// Cells: vm_readv.uffd_missing_*.sigusr1 vm_writev.uffd_missing_anon.timer_fast
//   dio_read.uffd_missing_anon.sigusr1 dio_write.uffd_missing_shmem.sigrt_queue
//   uring_register_buffers.uffd_missing_anon.sigusr1 gup_unlocked.uffd_missing_anon.sigusr1
//   gup_two_pages.uffd_missing_anon.sigusr1 vm_readv_segments.uffd_missing_anon.sigusr1
//   dio_read.uffd_missing_anon.sigstop populate_read.uffd_missing_anon.sigusr1
//   populate_write.uffd_missing_shmem.sigusr1_restart

@@
@@
gup_signal_pending(...)
{
	...
-	if (!(flags & FOLL_INTERRUPTIBLE))
-		return false;
	...
}

// Before 6.2 the test was in the loop itself.
@@
@@
__get_user_pages_locked(...)
{
	<...
	if (
-	    fatal_signal_pending(current)
+	    signal_pending(current)
	   ) {
	...
	}
	...>
}
