// SPDX-License-Identifier: GPL-2.0-only
// Mutant: select() does not write back what it found
// Emulates: the class of results that are not written
// Seen as: a server takes all its descriptors for ready
// Severity: critical
// Files: fs/select.c
// Kernels: 6.1 6.12 7.3
// Cells: select.uffd_missing_*.none select.uffd_missing_anon.sigusr1_blocked
//   select_idle.uffd_missing_anon.sigusr1

@@
@@
set_fd_set(...)
{
	if (ufdset)
-		return __copy_to_user(ufdset, fdset, FDS_BYTES(nr));
+		return __copy_to_user(ufdset, fdset, 0);
	...
}
