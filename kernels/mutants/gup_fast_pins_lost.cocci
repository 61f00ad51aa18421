// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the error of a later page hides those that the fast part of GUP has pinned
// Emulates: the class of pins leaked on a partial failure
// Seen as: a write() with O_DIRECT from a buffer whose second page is bad leaves the first
//   pinned for ever: it can't be migrated, and its memory is never given back
// Severity: high
// Files: mm/gup.c
// Kernels: 6.1 6.12 7.3
// Cells: dio_read_fails.*_second_page.none dio_write_fails.*_second_page.none
//   uring_register_buffers_fails.*_second_page.none

@@
@@
gup_fast_fallback(...)
{
	<...
	if (ret < 0) {
-		if (nr_pinned)
-			return nr_pinned;
		return ret;
	}
	...>
}

// Its older name.
@@
@@
internal_get_user_pages_fast(...)
{
	<...
	if (ret < 0) {
-		if (nr_pinned)
-			return nr_pinned;
		return ret;
	}
	...>
}
