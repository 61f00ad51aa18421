// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a page fault waits unkillably for mmap_lock
// Emulates: eda0047296a1 ("mm: make the page fault mmap locking killable") v6.5
// Seen as: a task that faults behind a writer of mmap_lock can't be killed before the writer,
//   and whom that waits for, have done
// Severity: medium
// Files: mm/mmap_lock.c mm/memory.c
// Kernels: 6.12 7.3
// Cells: store.mmap_lock.sigkill atomic.mmap_lock.sigterm sysinfo.mmap_lock.sigkill_process

@@
expression mm;
@@
get_mmap_lock_carefully(...)
{
	<...
-	return !mmap_read_lock_killable(mm);
+	mmap_read_lock(mm);
+	return true;
	...>
}
