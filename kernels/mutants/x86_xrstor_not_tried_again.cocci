// SPDX-License-Identifier: GPL-2.0-only
// Mutant: rt_sigreturn() does not fault in the FPU's part of a frame, and gives up
// Emulates: the class of loops around an access with page faults disabled; d877550eaf2d
//   ("x86/fpu: Stop relying on userspace for info to fault in xsave buffer") v6.8 mended one
//   that never ended
// Seen as: a program whose stack was swapped out during a handler dies of SIGSEGV
// Severity: high
// Arch: amd64
// Files: arch/x86/kernel/fpu/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: sigreturn_xsave.uffd_*.none sigreturn_xsave_file.fuse_*.none

@@
expression B, N;
identifier L;
@@
restore_fpregs_from_user(...)
{
	<...
-	if (!fault_in_readable(B, N))
-		goto L;
	...>
}
