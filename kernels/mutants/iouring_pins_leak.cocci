// SPDX-License-Identifier: GPL-2.0-only
// Mutant: buffer registration keeps the pins of a buffer whose second page failed
// Emulates: the class of 5afb4bf9fc62 ("io_uring/rsrc: fix folio unpinning") v6.16
// Seen as: pages that are pinned for good: nr_foll_pin_acquired runs away, memory is lost
// Severity: high
// Files: io_uring/memmap.c io_uring/rsrc.c
// Kernels: 6.1 6.12 7.3
// Cells: uring_register_buffers_fails.*_second_page.none
//   uring_register_buffers_fails.*_mid_buffer.none

@@
expression E, N;
@@
io_pin_pages(...)
{
	<...
-	if (E)
-		unpin_user_pages(pages, N);
	...>
}
