// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a fault that finds a tmpfs full says that there is no memory
// Emulates: the class that the comment above shmem_acct_blocks() warns of: SIGBUS is due, not OOM
// Seen as: a program that writes into a full /dev/shm spins for ever, in place of a SIGBUS
// Severity: high
// Files: mm/shmem.c
// Kernels: 7.3
// Cells: memory_fault:store_fails.tmpfs_full_shared*.none
//   memory_fault:pipe_read_fails.tmpfs_full_shared*.none
//   memory_fault:vm_writev_fails.tmpfs_full_shared*.none

@@
identifier err;
@@
shmem_inode_acct_blocks(...)
{
	...
-	int err = -ENOSPC;
+	int err = -ENOMEM;
	...
}
