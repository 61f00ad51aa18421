// SPDX-License-Identifier: GPL-2.0-only
// Mutant: an access to memory that is lost fails like one beyond the end of a file
// Emulates: the class of errors that lose their reason on the way to user mode
// Seen as: a process that could do without the page, or get it again, dies of a plain SIGBUS
// Severity: medium
// Files: mm/memory.c
// Kernels: 6.1 6.12 7.3
// Cells: load_fails.hwpoison_anon_first_byte.none store_fails.hwpoison_shmem_first_byte.none
//   populate_read_fails.hwpoison_anon_first_byte.none

@@
@@
do_swap_page(...)
{
	<...
-	VM_FAULT_HWPOISON
+	VM_FAULT_SIGBUS
	...>
}
