// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a page that was read from swap space is unlocked, and nobody who waits for it is woken
// Emulates: the class of lost wake-ups on a folio lock
// Seen as: a process hangs in its page fault although the disk has answered
// Severity: high
// Files: mm/page_io.c
// Kernels: 6.12 7.3
// Cells: load.held_swap_anon.none store.held_swap_anon.sigusr1 vm_readv.held_swap_anon.none
//   load_shared.held_swap_shmem.none pipe_read.held_swap_anon.sigstop

@@
identifier end =~ "^(swap_read_end|__end_swap_bio_read)$";
expression folio;
@@
end(...)
{
	<...
-	folio_unlock(folio);
+	clear_bit_unlock(PG_locked, folio_flags(folio, 0));
	...>
}
