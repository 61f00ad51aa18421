// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a task that exits or dumps core waits for a userfault
// Emulates: the look at PF_EXITING and PF_DUMPCORE that handle_userfault() has had since v4.3
//   undone
// Seen as: a process that exits, or crashes, hangs for its own userfaultfd monitor
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: exit_robust_list_userfault.uffd_*.none core_userfault.uffd_missing_anon.none

@@
identifier out;
@@
handle_userfault(...)
{
	<...
-	if (current->flags & (PF_EXITING|PF_DUMPCORE))
-		goto out;
	...>
}
