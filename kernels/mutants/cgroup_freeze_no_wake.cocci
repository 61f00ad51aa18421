// SPDX-License-Identifier: GPL-2.0-only
// Mutant: cgroup.freeze does not wake the tasks that it wants to freeze
// Emulates: the class of freezes that never complete
// Seen as: a container that is to be paused or checkpointed never is, for one thread in a userfault
// Severity: medium
// Files: kernel/cgroup/freezer.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_anon.cgroup_freeze store.uffd_missing_anon.cgroup_freeze
//   store.uffd_wp_anon.cgroup_freeze load.uffd_missing_anon.cgroup_freeze_thaw

@@
expression T;
@@
cgroup_freeze_task(...)
{
	<...
-	signal_wake_up(T, false);
	...>
}
