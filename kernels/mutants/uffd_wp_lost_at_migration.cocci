// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a page that is moved loses its write protection by userfaultfd
// Emulates: f45ec5ff16a7 ("userfaultfd: wp: support swap and page migration") v5.7, undone
// Seen as: a snapshot by userfaultfd misses writes to pages that compaction moved
// Severity: high
// Files: mm/migrate.c
// Kernels: 6.1 6.12 7.3
// Cells: store_taken.uffd_wp_*.page_moved_sigusr1 atomic_taken.uffd_wp_anon.page_moved_sigusr1
//   store_taken.uffd_wp_anon.soft_offline_sigusr1

@@
identifier mark =~ "^pte_mkuffd(_wp)?$";
expression pte;
@@
remove_migration_pte(...)
{
	<...
-	pte = mark(pte);
+	;
	...>
}
