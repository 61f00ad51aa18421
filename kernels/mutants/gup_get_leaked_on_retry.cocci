// SPDX-License-Identifier: GPL-2.0-only
// Mutant: GUP takes a second reference of a page whose fault it has tried twice
// Emulates: the class of page references that an error path or a second try forgets
// Seen as: a page that FOLL_GET got after a wait is never free again; no counter of pins shows
//   it
// Severity: high
// Files: mm/gup.c
// Kernels: 6.12 7.3
// Cells: gup_unlocked.uffd_missing_anon.none gup_remote_locked.uffd_missing_anon.none
//   proc_mem_read.uffd_missing_anon.none gup_unlocked_write.uffd_missing_shmem.none
//   proc_mem_write.uffd_missing_anon.none kthread_gup.uffd_missing_anon.none

@@
@@
__get_user_pages(...)
{
	<...
	if (pages) {
		struct page *subpage;
		unsigned int j;
+
+		if ((gup_flags & FOLL_GET) && (gup_flags & FOLL_TRIED))
+			get_page(page);
	...
	}
	...>
}
