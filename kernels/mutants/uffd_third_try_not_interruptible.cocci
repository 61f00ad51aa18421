// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a userfault that was tried before waits uninterruptibly
// Emulates: the class of 4064b9827063 ("mm: allow VM_FAULT_RETRY for multiple times") v5.7: a
//   try beyond the first is another case to a handler
// Seen as: no signal reaches a thread that something woke for nothing, not even SIGKILL
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: load_third_try.uffd_missing_anon.sigusr1 store_third_try.uffd_wp_anon.sigkill
//   vm_readv_second_try.uffd_missing_anon.sigkill pipe_read_third_try.uffd_missing_anon.sigkill
//   kvm_load_third_try.uffd_missing_anon.sigusr1

@@
identifier flags;
@@
userfaultfd_get_blocking_state(unsigned int flags)
{
+	if (flags & FAULT_FLAG_TRIED)
+		return TASK_UNINTERRUPTIBLE;
	...
}
