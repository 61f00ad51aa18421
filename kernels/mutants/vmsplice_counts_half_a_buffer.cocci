// SPDX-License-Identifier: GPL-2.0-only
// Mutant: vmsplice() from a pipe takes half a buffer for a whole one
// Emulates: the class of short copies that are taken for whole ones
// Seen as: bytes of a pipe that are reported as read, and were not
// Severity: high
// Files: fs/splice.c
// Kernels: 6.1 6.12 7.3
// Cells: vmsplice_from_fails.*_mid_buffer.none

@@
expression N, D;
@@
pipe_to_user(...)
{
	<...
-	return N == D->len ? N : -EFAULT;
+	return N ? D->len : -EFAULT;
	...>
}
