// SPDX-License-Identifier: GPL-2.0-only
// Mutant: GUP that has dropped mmap_lock and taken it again does not tell its caller
// Emulates: the class of c7b6a566b985 ("mm/gup: Mark lock taken only after a successful
//   retake") v5.7: what *locked says is not what has happened
// Seen as: a caller goes on with a vma that was freed meanwhile; nothing, most of the time
// Severity: high
// Files: mm/gup.c
// Kernels: 6.1 6.12 7.3
// Cells: gup_remote_locked.uffd_*.none gup_remote_locked.filemap_killable.none
//   gup_remote_locked.uffd_missing_anon.sigusr1 pup_remote_locked.uffd_*.none
//   gup_remote_interruptible.uffd_missing_anon.none
//   gup_remote_interruptible.uffd_missing_shmem.none

@@
@@
__get_user_pages_locked(...)
{
	<...
	start += ret << PAGE_SHIFT;
(
-	must_unlock = true;
|
-	lock_dropped = true;
)
	...>
}
