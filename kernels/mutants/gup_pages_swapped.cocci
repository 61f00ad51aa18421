// SPDX-License-Identifier: GPL-2.0-only
// Mutant: GUP of two pages returns the second first
// Emulates: the class of wrong pages with the right count
// Seen as: a driver that got two pages by FOLL_GET writes to the wrong one of them
// Severity: critical
// Files: mm/gup.c
// Kernels: 6.12 7.3
// Cells: gup_two_pages.uffd_missing_anon.none gup_two_pages.uffd_missing_shmem.none
//   gup_two_pages_interruptible.uffd_missing_anon.none

@@
expression list A;
@@
get_user_pages_unlocked(...)
{
	...
-	return __get_user_pages_locked(A);
+	{
+		long got = __get_user_pages_locked(A);
+
+		if (got == 2)
+			swap(pages[0], pages[1]);
+		return got;
+	}
}
