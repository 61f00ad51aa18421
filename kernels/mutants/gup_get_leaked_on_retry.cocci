// SPDX-License-Identifier: GPL-2.0-only
// Mutant: GUP takes a second reference of a page whose fault it has tried twice
// Emulates: the class of page references that an error path or a second try forgets
// Seen as: a page that FOLL_GET got after a wait is never free again; no counter of pins shows
//   it
// Severity: high
// Files: mm/gup.c
// Kernels: 6.12 7.3
// Cells: gup_unlocked.filemap_killable.none gup_unlocked_write.filemap_killable.none
//   gup_fast.filemap_killable.none gup_remote_locked.filemap_killable.none
//   gup_interruptible.filemap_killable.none kthread_gup.filemap_killable.none

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
