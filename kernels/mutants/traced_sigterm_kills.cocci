// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a fatal signal kills a traced process at once, and its tracer is not asked
// Emulates: the class of signals that a debugger does not see
// Seen as: a process under a debugger dies of a signal that the debugger was to take away
// Severity: medium
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_anon.traced_sigterm vm_readv.uffd_missing_anon.traced_sigterm
//   load.fuse_private.traced_sigterm pipe_read.fuse_private.traced_sigterm

@@
expression S, P;
@@
complete_signal(...)
{
	<...
-	(S == SIGKILL || !P->ptrace)
+	(S == SIGKILL || true)
	...>
}
