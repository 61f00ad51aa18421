// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a huge page that a monitor has to fill is asked for as a small one
// Emulates: the class of fallbacks that nobody notices
// Seen as: no transparent huge page in memory that a userfaultfd watches
// Severity: low
// Files: mm/huge_memory.c
// Kernels: 7.3
// Cells: *.uffd_missing_thp.none store_thp.*

@@
@@
do_huge_pmd_anonymous_page(struct vm_fault *vmf)
{
	<...
-	return __do_huge_pmd_anonymous_page(vmf);
+	return userfaultfd_missing(vmf->vma) ? VM_FAULT_FALLBACK :
+					       __do_huge_pmd_anonymous_page(vmf);
	...>
}
