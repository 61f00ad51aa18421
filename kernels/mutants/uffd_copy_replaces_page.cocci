// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_COPY replaces a page that is there
// Emulates: the class of a check for EEXIST that is made without the lock, or not at all
// Seen as: of two monitors that bring a page the second takes away what was stored in the first
//   one's: data is lost, and nobody is told
// Severity: high
// Files: mm/userfaultfd.c
// Kernels: 7.3
// Cells: store_two_resolvers.uffd_missing_anon.* load_two_resolvers.uffd_missing_anon.none
//   populate_read_two_resolvers.uffd_missing_anon.none vm_writev_two_resolvers.uffd_missing_anon.*

@@
identifier ret, p;
statement S;
@@
mfill_atomic_install_pte(...)
{
	<...
	ret = -EEXIST;
	...
-	if (!pte_none(p) && !pte_is_uffd_marker(p)) S
	...>
}
