// SPDX-License-Identifier: GPL-2.0-only
// Mutant: FUTEX_WAIT tries again when a fatal signal has ended the fault on its word
// Emulates: the class of bd75497a77cc and of the other livelocks of kernel-mode accesses
//   that were mended up to v6.3
// Seen as: kill -9 of a thread in FUTEX_WAIT on a held page: 100% of a CPU until it comes
// Severity: high
// Files: kernel/futex/waitwake.c
// Kernels: 6.1 6.12 7.3
// Cells: futex_wait_private.uffd_*.sigkill futex_wait_private.uffd_missing_anon.sigterm
//   futex_wait_private.uffd_missing_*.exit_group

@@
@@
futex_wait_setup(...)
{
	<...
	ret = get_user(uval, uaddr);
-	if (ret)
+	if (ret && !fatal_signal_pending(current))
		return ret;
	...>
}
