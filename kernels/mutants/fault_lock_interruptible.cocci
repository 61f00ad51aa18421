// SPDX-License-Identifier: GPL-2.0-only
// Mutant: any signal ends a page fault's wait for mmap_lock, as if there were no mapping
// Emulates: the class of waits that are made interruptible where nobody can try again
// Seen as: SIGSEGV and EFAULT at addresses that are mapped, where a timer fires
// Severity: critical
// Files: mm/mmap_lock.c mm/memory.c
// Kernels: 6.12 7.3
// Cells: store.mmap_lock.sigusr1 sysinfo.mmap_lock.sigusr1 pipe_read.mmap_lock.sigrt_queue

@@
expression mm;
@@
get_mmap_lock_carefully(...)
{
	<...
-	return !mmap_read_lock_killable(mm);
+	return !down_read_interruptible(&mm->mmap_lock);
	...>
}
