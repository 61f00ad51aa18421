// SPDX-License-Identifier: GPL-2.0-only
// Mutant: statx() copies the first half of its answer
// Emulates: the class of copies with the wrong size
// Seen as: times and device numbers of what the caller had in his buffer before
// Severity: high
// Files: fs/stat.c
// Kernels: 6.1 6.12 7.3
// Cells: statx.uffd_missing_*.none statx.uffd_wp_anon.none
//   statx.uffd_missing_anon.sigusr1_blocked

@@
@@
cp_statx(...)
{
	<...
-	copy_to_user(buffer, &tmp, sizeof(tmp))
+	copy_to_user(buffer, &tmp, offsetof(struct statx, stx_ctime))
	...>
}
