// SPDX-License-Identifier: GPL-2.0-only
// Mutant: si_addr of SIGBUS is the beginning of the page, not the byte that was touched
// Emulates: the class of wrong siginfo
// Seen as: a garbage collector or VMM that works from si_addr looks at the wrong object
// Severity: medium
// Files: arch/x86/mm/fault.c
// Kernels: 6.1 6.12 7.3
// Cells: load_fails.uffd_sigbus_first_byte.none store_fails.uffd_sigbus_first_byte.none
//   atomic_fails.uffd_sigbus_first_byte.none exec_fetch_fails.beyond_eof_first_byte.none
//   load_fails.beyond_eof_first_byte.none store_fails.beyond_eof_first_byte.none
//   load_fails.driver_sigbus_first_byte.none store_fails.driver_sigbus_first_byte.none
// Arch: amd64

@@
expression A;
@@
do_sigbus(...)
{
	<...
-	force_sig_fault(SIGBUS, BUS_ADRERR, A);
+	force_sig_fault(SIGBUS, BUS_ADRERR, (void *)(address & PAGE_MASK));
	...>
}
