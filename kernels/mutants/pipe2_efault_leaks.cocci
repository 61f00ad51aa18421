// SPDX-License-Identifier: GPL-2.0-only
// Mutant: pipe2() that can not tell its descriptors keeps their numbers
// Emulates: the class of descriptors that leak when their number can not be written
// Seen as: with each EFAULT of pipe2() two descriptors are gone for ever
// Severity: high
// Files: fs/pipe.c
// Kernels: 6.1 6.12 7.3
// Cells: pipe2_fails.*_first_byte.none pipe2*.uffd_missing_anon.sigkill

@@
@@
do_pipe2(...)
{
	<...
-	put_unused_fd(fd[0]);
-	put_unused_fd(fd[1]);
	error = -EFAULT;
	...>
}
