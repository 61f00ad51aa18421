// SPDX-License-Identifier: GPL-2.0-only
// Mutant: get_user_pages() does not say FAULT_FLAG_KILLABLE when it tries a fault again
// Emulates: the class of 71335f37c5e8 ("mm/gup: allow to react to fatal signals") v5.7, undone
//   for the second try
// Seen as: a process in O_DIRECT or process_vm_readv() can't be killed while its page does not
//   come, if something had woken it once for nothing
// Severity: high
// Files: mm/gup.c
// Kernels: 6.12 7.3
// Cells: vm_readv_second_try.uffd_missing_anon.sigkill vm_writev_third_try.uffd_wp_anon.sigkill
//   populate_write_second_try.uffd_missing_hugetlb.sigkill
//   mlock_second_try.uffd_missing_anon.sigkill vm_readv.uffd_missing_anon.sigkill

@@
identifier flags, fault_flags;
@@
faultin_page(...)
{
	<...
	if (flags & FOLL_TRIED) {
		...
-		fault_flags |= FAULT_FLAG_TRIED;
+		fault_flags = (fault_flags | FAULT_FLAG_TRIED) &
+			      ~(FAULT_FLAG_KILLABLE | FAULT_FLAG_INTERRUPTIBLE);
	}
	...>
}
