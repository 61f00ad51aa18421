// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the second try of a fault does not say that it is one
// Emulates: the class of reports/defects/populate-tried.md on x86: FAULT_FLAG_TRIED is lost on the way
// Seen as: a handler that waits on the first try only waits on each of them; readahead is
//   started anew by each try
// Severity: medium
// Files: arch/x86/mm/fault.c
// Kernels: 6.1 6.12 7.3
// Cells: pipe_read.retry_storm.none pipe_write.retry_storm.none
//   vm_*v_local.retry_storm.none copy_*_user.retry_storm.none ?et_user.retry_storm.none
//   put_user.retry_storm.none fault_in_readable.retry_storm.none
//   fault_in_writeable.retry_storm.none
// Arch: amd64

@@
@@
do_user_addr_fault(...)
{
	<...
	if (unlikely(fault & VM_FAULT_RETRY)) {
-		flags |= FAULT_FLAG_TRIED;
		goto retry;
	}
	...>
}
