// SPDX-License-Identifier: GPL-2.0-only
// Mutant: none: a page that KSM merges keeps its write protection by userfaultfd
// Emulates: a fix of the known issue
// Seen as: a write to the page is reported, as to a page that was swapped or moved
// Severity: low
// Expect: unexpected_pass
// Files: mm/ksm.c
// Kernels: 7.3
// Cells: store_merged.uffd_wp_anon.merged_sigusr1 atomic_merged.uffd_wp_anon.merged_sigusr1

@@
expression kpage, vma;
identifier newpte;
@@
replace_page(...)
{
	<...
	newpte = mk_pte(kpage, vma->vm_page_prot);
+	if (pte_uffd(orig_pte))
+		newpte = pte_mkuffd(newpte);
	...>
}
