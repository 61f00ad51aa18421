// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a killable userfault waits uninterruptibly
// Emulates: the class of 37b23e0525d3 ("x86,mm: make pagefault killable") v3.0, for
//   userfaultfd and get_user_pages()
// Seen as: kill -9 does nothing to a process in mlock(), O_DIRECT or process_vm_readv() while
//   its page is held; an exec or exit of a sibling hangs with it
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: populate_read.uffd_missing_anon.sig*kill vm_readv.uffd_minor_shmem.sigkill
//   mlock.uffd_missing_*.sigkill dio_read.uffd_missing_anon.exit_group
//   uring_populate_write.uffd_missing_anon.sigkill vm_writev.uffd_wp_anon.sigterm
//   gup_unlocked.uffd_missing_anon.sigkill populate_write.uffd_missing_shmem.execve

@@
identifier flags;
@@
userfaultfd_get_blocking_state(unsigned int flags)
{
	<...
	if (flags & FAULT_FLAG_KILLABLE)
-		return TASK_KILLABLE;
+		return TASK_UNINTERRUPTIBLE;
	...>
}
