// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a fault that is major in its first try, under the lock of the mapping, counts as minor
// Emulates: 46e714c729c8 ("arch/mm/fault: fix major fault accounting when retrying under per-VMA
//   lock") v6.8, undone
// Seen as: pages are read from disk, and ru_majflt and the event major-faults say nothing of it
// Severity: low
// Files: arch/x86/mm/fault.c
// Kernels: 6.12 7.3
// Arch: amd64
// Cells: fuse_fault:load.fuse_private.none fuse_fault:store.fuse_shared.none
//   fuse_fault:exec_fetch.fuse_private.none

@@
identifier fault, flags;
@@
do_user_addr_fault(...)
{
	<...
-	if (fault & VM_FAULT_MAJOR)
-		flags |= FAULT_FLAG_TRIED;
	...>
}
