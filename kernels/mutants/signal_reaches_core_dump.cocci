// SPDX-License-Identifier: GPL-2.0-only
// Mutant: any signal wakes a process that dumps core, not only SIGKILL
// Emulates: ("coredump: only SIGKILL should interrupt the coredumping task") v3.10,
//   undone
// Seen as: a core is cut short if a signal comes during the dump
// Severity: medium
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: core_ring.fuse_*.late_signal

@@
identifier S;
@@
prepare_signal(int S, ...)
{
	<...
-	return S == SIGKILL;
+	return true;
	...>
}
