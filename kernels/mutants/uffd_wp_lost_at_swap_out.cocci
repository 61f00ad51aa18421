// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a page that goes to swap space loses its write protection by userfaultfd
// Emulates: f45ec5ff16a7 ("userfaultfd: wp: support swap and page migration") v5.7, undone
// Seen as: a snapshot by userfaultfd misses writes to pages that were swapped out
// Severity: high
// Files: mm/rmap.c
// Kernels: 6.1 6.12 7.3
// Cells: store_taken.uffd_wp_anon.page_out_sigusr1 atomic_taken.uffd_wp_anon.page_out_sigusr1

@@
identifier out =~ "^(swp_pte_prepare|try_to_unmap_one)$";
identifier mark =~ "^pte_swp_mkuffd(_wp)?$";
expression pte;
@@
out(...)
{
	<...
-	pte = mark(pte);
+	;
	...>
}
