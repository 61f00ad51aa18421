// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a task that its memory cgroup throttles can't be killed meanwhile
// Emulates: 0e4b01df8659 ("mm, memcg: throttle allocators when failing reclaim over
//   memory.high") v5.4, with the other sleep
// Seen as: kill -9 takes two seconds
// Severity: low
// Files: mm/memcontrol.c
// Kernels: 6.1 6.12 7.3
// Cells: load_throttled.memcg_high_shmem.sigkill store_throttled.memcg_high_anon.sigterm
//   vm_writev_throttled.memcg_high_anon.exit_group

@@
identifier high =~ "^(__)?mem_cgroup_handle_over_high$";
@@
high(...)
{
	<...
-	schedule_timeout_killable
+	schedule_timeout_uninterruptible
	(...)
	...>
}
