// SPDX-License-Identifier: GPL-2.0-only
// Mutant: all faults of a thread are counted as major ones
// Emulates: the class of wrong ru_majflt and ru_minflt
// Seen as: a monitor of swapping sees a machine that swaps all the time
// Severity: low
// Files: mm/memory.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_*.none store.uffd_wp_anon.none load.uffd_minor_shmem.none

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
