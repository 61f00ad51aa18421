// SPDX-License-Identifier: GPL-2.0-only
// Mutant: GUP goes on faulting pages in after a fatal signal
// Emulates: 4779280d1ea4 ("mm: make get_user_pages() interruptible") v2.6.29, undone; the loop
//   of get_user_pages() has a check of its own by now, mlock() and mremap() have not
// Seen as: kill -9 of a thread in mlock() on a held page: 100% CPU, unkillable until the
//   page comes; a victim of the OOM killer that goes on allocating
// Severity: critical
// Files: mm/gup.c
// Kernels: 6.1 6.12 7.3
// Cells: mlock.uffd_missing_*.sigkill mlock.uffd_minor_shmem.sigterm
//   mlock.uffd_missing_anon.exit_group mlockall.uffd_missing_anon.sigkill
//   mlockall.uffd_missing_shmem.sigkill_process mremap_locked.uffd_missing_anon.sigkill
//   mlock2.uffd_missing_anon.sigkill

@@
@@
__get_user_pages(...)
{
	<...
-	if (fatal_signal_pending(current)) {
-		ret = -EINTR;
-		goto out;
-	}
	...>
}
