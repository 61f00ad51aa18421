// SPDX-License-Identifier: GPL-2.0-only
// Mutant: truncating a file of tmpfs leaves private copies of its pages behind
// Emulates: the race that mm/truncate.c:truncate_pagecache() unmaps twice for
// Seen as: a page beyond the end of the file can still be read, where POSIX wants SIGBUS
// Severity: low
// Files: mm/shmem.c
// Kernels: 6.1 6.12 7.3
// Cells: load_fails.truncated_private_*.none store_fails.truncated_private_*.none
//   pipe_read_fails.truncated_private_*.none vm_readv_fails.truncated_private_*.none

@@
expression M, B;
@@
shmem_setattr(...)
{
	<...
-	unmap_mapping_range(M, B, 0, 1)
+	unmap_mapping_range(M, B, 0, 0)
	...>
}
