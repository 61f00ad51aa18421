// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the ucontext of a fault says nothing of a store
// Emulates: the class of wrong machine state in a signal frame
// Seen as: a garbage collector that tells loads from stores by REG_ERR takes each store for a
//   load
// Severity: high
// Files: arch/x86/mm/fault.c
// Kernels: 6.1 6.12 7.3
// Cells: store_fails.*_first_byte.none atomic_fails.*_first_byte.none
//   load_fails.uffd_sigbus_first_byte.none
// Arch: amd64

@@
@@
set_signal_archinfo(...)
{
	<...
-	tsk->thread.error_code = error_code | X86_PF_USER;
+	tsk->thread.error_code = X86_PF_USER;
	...>
}
