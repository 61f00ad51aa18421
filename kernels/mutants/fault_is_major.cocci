// SPDX-License-Identifier: GPL-2.0-only
// Mutant: all faults of a thread are counted as major ones
// Emulates: the class of wrong ru_majflt and ru_minflt
// Seen as: a monitor of swapping sees a machine that swaps all the time
// Severity: low
// Files: mm/memory.c
// Kernels: 6.1 6.12 7.3
// Cells: load.nopage_refault.none store.nopage_refault.none load.drm_interruptible_nopage.none
//   store.page_mkwrite.none store.drm_interruptible_nopage.none

@@
@@
mm_account_fault(...)
{
	<...
(
-	current->min_flt++;
+	current->maj_flt++;
|
-	current->min_flt++
+	current->maj_flt++
)
	...>
}
