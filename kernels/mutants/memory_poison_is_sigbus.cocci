// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a page poisoned by UFFDIO_POISON is an ordinary error, not a poisoned one
// Emulates: the class of wrong errors: fc71884a5f59 ("mm: userfaultfd: add new UFFDIO_POISON
//   ioctl") v6.6 wants it to look like the hardware's own poison
// Seen as: MADV_POPULATE_* and who pins with FOLL_HWPOISON get EFAULT for EHWPOISON: a migrated
//   guest is told of a bug of its VMM, not of its bad memory
// Severity: medium
// Files: mm/memory.c
// Kernels: 6.12 7.3
// Cells: populate_read_fails.uffd_poison_*.none populate_write_fails.uffd_poison_*.none
//   populate_*_release.uffd_missing_anon_poison.none
//   populate_*_release.uffd_missing_shmem_poison.none gup_hwpoison_fails.uffd_poison_*.none

@@
expression M;
@@
handle_pte_marker(...)
{
	<...
	if (M & PTE_MARKER_POISONED)
-		return VM_FAULT_HWPOISON;
+		return VM_FAULT_SIGBUS;
	...>
}
