// SPDX-License-Identifier: GPL-2.0-only
// Mutant: vmsplice() to a pipe returns an error, although it has put pages into the pipe
// Emulates: the class of calls that lose their short count to an error that comes after it
// Seen as: bytes in a pipe that nobody has written
// Severity: high
// Files: fs/splice.c
// Kernels: 6.1 6.12 7.3
// Cells: vmsplice_to_fails.*_second_page.none vmsplice_to_fails.*_mid_buffer.none

@@
expression T, R;
@@
iter_to_pipe(...)
{
	<...
-	return T ? T : R;
+	return R < 0 ? R : T;
	...>
}
