// SPDX-License-Identifier: GPL-2.0-only
// Mutant: preadv2() at a position of its own moves that of the file, too
// Emulates: the class of calls that change what they should not
// Seen as: read() after pread() misses bytes
// Severity: critical
// Files: fs/read_write.c
// Kernels: 6.1 6.12 7.3
// Cells: dio_preadv2.uffd_missing_*.none preadv2_nowait.*.none

@@
expression F;
@@
do_preadv(...)
{
	<...
	ret = vfs_readv(F, vec, vlen, &pos, flags);
+	if (ret > 0)
+		F->f_pos = pos;
	...>
}
