// SPDX-License-Identifier: GPL-2.0-only
// Mutant: statx() does not tell the number of the inode
// Emulates: the class of fields that are forgotten in an answer of many
// Seen as: a backup takes all files of a file system for links to one
// Severity: high
// Files: fs/stat.c
// Kernels: 6.1 6.12 7.3
// Cells: statx.uffd_missing_*.none statx.uffd_wp_anon.none
//   statx.uffd_missing_anon.sigusr1_blocked uring_statx.uffd_missing_anon.none

@@
@@
cp_statx(...)
{
	<...
-	tmp.stx_ino = stat->ino;
	...>
}
