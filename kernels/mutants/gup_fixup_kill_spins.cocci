// SPDX-License-Identifier: GPL-2.0-only
// Mutant: fixup_user_fault() tries on after a fatal signal
// Emulates: the class of fixup loops of v5.7-rc1: several tries, and no look at signals
//   between them
// Seen as: kill -9 of a thread in VFIO, a futex or a read() of btrfs into a held page: 100%
//   CPU, unkillable until the page comes
// Severity: critical
// Files: mm/gup.c
// Kernels: 6.1 6.12 7.3
// Cells: fixup.uffd_*.sigkill fixup_write.uffd_missing_anon.sigkill
//   fixup_write.uffd_wp_anon.sigkill fault_in_safe_writeable.uffd_*.sigkill
//   fault_in_safe_writeable.uffd_missing_anon.sigterm

@@
@@
fixup_user_fault(...)
{
	<...
-	if ((fault_flags & FAULT_FLAG_KILLABLE) &&
-	    fatal_signal_pending(current))
-		return -EINTR;
	...>
}
