// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a page that swap could not bring back is mapped as it is
// Emulates: the class of a missing look at uptodate when the wait is over
// Seen as: after an error of the swap device a program goes on with a page of something else
// Severity: critical
// Files: mm/memory.c
// Kernels: 7.3
// Cells: load_release.held_swap_anon_eio.none store_release.held_swap_anon_eio.none
//   pipe_write_release.held_swap_anon_eio.sigusr1 vm_readv_release.held_swap_anon_eio.none

@@
expression ret;
identifier folio;
@@
do_swap_page(...)
{
	<...
-	if (unlikely(!folio_test_uptodate(folio))) {
-		ret = VM_FAULT_SIGBUS;
-		goto out_nomap;
-	}
	...>
}
