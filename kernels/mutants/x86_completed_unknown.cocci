// SPDX-License-Identifier: GPL-2.0-only
// Mutant: x86 does not know that VM_FAULT_COMPLETED means: mmap_lock is dropped already
// Emulates: d92725256b4f ("mm: avoid unnecessary page fault retires on shared memory types") v6.0,
//   in an architecture that was forgotten
// Seen as: a read() into a shared mapping of a file drops a lock twice, and the process hangs
// Severity: high
// Files: arch/x86/mm/fault.c
// Kernels: 6.1 6.12 7.3
// Arch: amd64
// Cells: fuse_fault:pipe_read_writeback.fuse_writeback.none
//   fuse_fault:pipe_read_writeback.fuse_writeback.sigusr1
//   fuse_fault:pipe_read_writeback.fuse_writeback.sigkill

@@
expression F;
statement S;
@@
do_user_addr_fault(...)
{
	<...
-	if (F & VM_FAULT_COMPLETED) S
	...>
}
