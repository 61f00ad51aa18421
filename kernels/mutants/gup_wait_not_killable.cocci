// SPDX-License-Identifier: GPL-2.0-only
// Mutant: GUP lets the fault drop mmap_lock, but not end by a fatal signal
// Emulates: 71335f37c5e8 ("mm/gup: allow to react to fatal signals") v5.7, undone in the fault
// Seen as: kill -9 does nothing to a process in O_DIRECT, process_vm_readv(), mlock() or
//   MADV_POPULATE_* while its page is held; exit or exec of a sibling hangs with it
// Severity: high
// Files: mm/gup.c
// Kernels: 6.1 6.12 7.3
// Cells: vm_readv.uffd_missing_*.sigkill vm_writev.uffd_wp_anon.sigterm
//   dio_read.uffd_missing_anon.exit_group dio_write.uffd_missing_anon.execve
//   populate_read.uffd_missing_shmem.sigkill_process mlock.uffd_missing_*.sigkill
//   uring_register_buffers.uffd_missing_anon.sigkill gup_unlocked.uffd_missing_anon.sigkill
//   vm_readv.retry_storm.none populate_read.retry_storm.none

@@
@@
faultin_page(...)
{
	<...
-	fault_flags |= FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_KILLABLE;
+	fault_flags |= FAULT_FLAG_ALLOW_RETRY;
	...>
}
