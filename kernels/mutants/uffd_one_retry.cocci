// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a fault that has been tried once is not held a second time, it fails
// Emulates: 4064b9827063 ("mm: allow VM_FAULT_RETRY for multiple times") v5.7, undone for
//   userfaultfd
// Seen as: EFAULT out of the blue after a stray wake-up, or after a signal to a thread in a
//   system call
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: pipe_read_release.*_wake.* pipe_read.uffd_missing_*.sigusr1
//   vm_readv_release.*_wake.none populate_read_release.*_wake.none
//   dio_read_release.*_wake.none

@@
@@
handle_userfault(...)
{
	<...
	if (unlikely(
-	    !(vmf->flags & FAULT_FLAG_ALLOW_RETRY)
+	    !(vmf->flags & FAULT_FLAG_ALLOW_RETRY) || vmf->flags & FAULT_FLAG_TRIED
	    )) {
	...
	}
	...>
}
