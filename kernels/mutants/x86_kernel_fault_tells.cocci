// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the error code of a user access to a kernel address tells whether a page is there
// Emulates: the class of leaks of the kernel's page tables through a signal frame
// Seen as: a process walks the kernel's half and learns from REG_ERR what is mapped: KASLR is gone
// Severity: high
// Files: arch/x86/mm/fault.c
// Kernels: 6.1 6.12 7.3
// Cells: load_fails.kernel_address_first_byte.none store_fails.kernel_address_first_byte.none
//   exec_fetch_fails.kernel_address_first_byte.none
// Arch: amd64

@@
@@
sanitize_error_code(...)
{
	<...
-	if (address >= TASK_SIZE_MAX)
-		*error_code |= X86_PF_PROT;
	...>
}
