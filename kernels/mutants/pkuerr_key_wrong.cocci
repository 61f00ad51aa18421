// SPDX-License-Identifier: GPL-2.0-only
// Mutant: si_pkey of a protection key fault is always 0
// Emulates: the class of wrong siginfo
// Seen as: an allocator with protection keys opens the wrong one
// Severity: medium
// Files: kernel/signal.c
// Kernels: 6.12 7.3
// Cells: load_fails.pkey_first_byte.none store_fails.pkey_first_byte.none

@@
@@
force_sig_pkuerr(...)
{
	<...
-	info.si_pkey = pkey;
+	info.si_pkey = 0;
	...>
}
