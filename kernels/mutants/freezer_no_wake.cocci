// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the freezer does not wake the user tasks that it wants to freeze
// Emulates: the class of freezes that never complete
// Seen as: suspend, or a cgroup v1 freezer, waits for a thread in a userfault, and gives up
// Severity: medium
// Files: kernel/freezer.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_anon.freezer_v1 load.uffd_missing_anon.freezer_v1_attach
//   store.uffd_wp_anon.freezer_v1 load.uffd_missing_anon.system_freezer

@@
@@
freeze_task(...)
{
	<...
-	if (!(p->flags & PF_KTHREAD))
-		fake_signal_wake_up(p);
-	else
+	if (p->flags & PF_KTHREAD)
		wake_up_state(p, TASK_NORMAL);
	...>
}
