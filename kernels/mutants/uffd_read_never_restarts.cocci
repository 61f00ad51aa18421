// SPDX-License-Identifier: GPL-2.0-only
// Mutant: read() of a userfaultfd fails with EINTR behind every signal, SA_RESTART or not
// Emulates: the class of -EINTR where -ERESTARTSYS is due
// Seen as: a monitor that uses SA_RESTART, or is stopped and continued, dies of EINTR
// Severity: medium
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: uffd_read.uffd_silent.sigusr1_restart uffd_read.uffd_silent.sigstop
//   uffd_read.uffd_silent.sigstop_sigcont uffd_read.uffd_silent.ptrace_interrupt

@@
@@
userfaultfd_ctx_read(...)
{
	<...
-	ret = -ERESTARTSYS;
+	ret = -EINTR;
	...>
}
