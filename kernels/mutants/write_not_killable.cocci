// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a write() through the page cache goes on to its end, killed or not
// Emulates: a50527b19c62 ("fs: Make write(2) interruptible by a fatal signal") v3.3, undone
// Seen as: kill -9 of a program that writes 256 MiB does nothing until all of it is written
// Severity: high
// Files: mm/filemap.c
// Kernels: 7.3
// Cells: tmpfs_write_long_middle.*.sigkill

@@
@@
generic_perform_write(...)
{
	<...
-	fatal_signal_pending(current)
+	false
	...>
}
