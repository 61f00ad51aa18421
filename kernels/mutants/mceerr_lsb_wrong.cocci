// SPDX-License-Identifier: GPL-2.0-only
// Mutant: si_addr_lsb of a poisoned page says that one byte is lost
// Emulates: the class of wrong siginfo
// Seen as: a VMM that works from si_addr_lsb gives its guest a page back whose data is gone
// Severity: high
// Files: kernel/signal.c
// Kernels: 6.12 7.3
// Cells: load_fails.driver_hwpoison_first_byte.none store_fails.driver_hwpoison_first_byte.none
//   load_fails.uffd_poison_first_byte.none

@@
@@
force_sig_mceerr(...)
{
	<...
-	info.si_addr_lsb = lsb;
+	info.si_addr_lsb = 0;
	...>
}
