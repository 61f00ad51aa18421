// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a task that is moved into a frozen cgroup is not asked to freeze
// Emulates: the class of "cgroup,freezer: fix incomplete freezing when attaching tasks"
// Seen as: a cgroup stays FREEZING for ever, and a task in it runs on
// Severity: medium
// Files: kernel/cgroup/legacy_freezer.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_anon.freezer_v1_attach store.uffd_missing_anon.freezer_v1_attach
//   populate_read.uffd_missing_anon.freezer_v1_attach

@@
expression T;
@@
freezer_attach(...)
{
	<...
-	freeze_task(T);
	...>
}
