// SPDX-License-Identifier: GPL-2.0-only
// Mutant: GUP that a signal ends returns 0 pages, and no error
// Emulates: ae46d2aa6a7f ("mm/gup: Let __get_user_pages_locked() return -EINTR for fatal
//   signal") v5.7, undone
// Seen as: a warning, since there is one for that, and EFAULT where EINTR is due; callers
//   that take 0 for done go on with pages they never got
// Severity: high
// Files: mm/gup.c
// Kernels: 6.12 7.3
// Cells: gup_interruptible.uffd_missing_*.sigusr1 gup_interruptible.uffd_minor_shmem.sigstop
//   gup_interruptible.uffd_missing_anon.sigrt_queue
//   gup_remote_interruptible.uffd_missing_anon.sigusr1
//   pup_interruptible.uffd_missing_anon.sigusr1 pup_interruptible.uffd_wp_anon.timer_fast
//   kvm_load.uffd_missing_anon.sigusr1

@@
@@
__get_user_pages_locked(...)
{
	<...
	if (gup_signal_pending(flags)) {
-		if (!pages_done)
-			pages_done = -EINTR;
		break;
	}
	...>
}
