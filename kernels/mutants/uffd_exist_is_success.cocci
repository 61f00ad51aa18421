// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_COPY says that it has brought the page where another one was there before
// Emulates: the class of an error that a wake-up swallows: EEXIST is to be told
// Seen as: two monitors both believe that theirs is the page that the guest sees
// Severity: medium
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.12 7.3
// Cells: store_two_resolvers.uffd_missing_*.* load_two_resolvers.uffd_missing_hugetlb.none
//   vm_writev_two_resolvers.uffd_missing_anon.none

@@
identifier ret, c, ctx, flags;
@@
userfaultfd_copy(...)
{
	<...
	ret = mfill_atomic_copy(ctx, c.dst, c.src, c.len, flags);
+	if (ret == -EEXIST)
+		ret = c.len;
	...>
}
