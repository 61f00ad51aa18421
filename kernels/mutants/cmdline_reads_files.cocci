// SPDX-License-Identifier: GPL-2.0-only
// Mutant: /proc/PID/cmdline and environ read arguments from a mapping of a file
// Emulates: 7f7ccc2ccc2e ("proc: do not access cmdline nor environ from file-backed areas") v4.17,
//   undone: CVE-2018-1120
// Seen as: ps hangs, and can't be killed, for a FUSE server without privileges
// Severity: high
// Files: fs/proc/base.c
// Kernels: 6.1 6.12 7.3
// Cells: cmdline_peer_file.fuse_*.none environ_peer_file.fuse_*.none

@@
@@
get_mm_cmdline(...)
{
	<...
	access_remote_vm(...,
-	FOLL_ANON
+	0
	)
	...>
}

@@
@@
environ_read(...)
{
	<...
	access_remote_vm(...,
-	FOLL_ANON
+	0
	)
	...>
}
