// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a guard page of MADV_GUARD_INSTALL gives SIGBUS
// Emulates: the class of wrong siginfo
// Seen as: a runtime that grows its stacks at SIGSEGV dies of a stack that is at its end
// Severity: medium
// Files: mm/memory.c
// Kernels: 7.3
// Cells: load_fails.guard_page_*.none store_fails.guard_page_*.none
//   exec_fetch_fails.guard_page_first_byte.none

@@
@@
handle_pte_marker(...)
{
	<...
-	return VM_FAULT_SIGSEGV;
+	return VM_FAULT_SIGBUS;
	...>
}
