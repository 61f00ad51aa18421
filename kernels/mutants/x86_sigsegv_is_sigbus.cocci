// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a handler's VM_FAULT_SIGSEGV becomes SIGBUS on x86
// Emulates: 33692f27597f ("vm: add VM_FAULT_SIGSEGV handling support") v3.19, undone for user mode
// Seen as: a program that handles SIGSEGV at a guard page or a driver's hole dies of SIGBUS
// Severity: medium
// Files: arch/x86/mm/fault.c
// Kernels: 6.1 6.12 7.3
// Cells: load_fails.driver_sigsegv_first_byte.none store_fails.driver_sigsegv_first_byte.none
//   exec_fetch_fails.driver_sigsegv_first_byte.none
// Arch: amd64

@@
@@
do_user_addr_fault(...)
{
	<...
	if (fault & VM_FAULT_SIGSEGV)
-		bad_area_nosemaphore(regs, error_code, address);
+		do_sigbus(regs, error_code, address, fault);
	else
		BUG();
	...>
}
