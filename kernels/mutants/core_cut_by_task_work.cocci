// SPDX-License-Identifier: GPL-2.0-only
// Mutant: task work of io_uring interrupts a core dump
// Emulates: 06af8679449d ("coredump: Limit what can interrupt coredumps") v5.14, undone
// Seen as: cores of programs with io_uring are cut short now and then
// Severity: medium
// Files: fs/coredump.c
// Kernels: 6.1 6.12 7.3
// Cells: core_ring.fuse_*.ring_completes
// Survives: on 7.3, where signal_pending() of a task that dumps core leaves out task work
//   (PF_NO_NOTIFY_SIGNAL); not run on the others

@@
@@
dump_interrupted(...)
{
	<...
(
-	task_sigpending(current)
+	signal_pending(current)
|
-	fatal_signal_pending(current)
+	signal_pending(current)
)
	...>
}
