// SPDX-License-Identifier: GPL-2.0-only
// Mutant: none, a control: two declarations change places
// Emulates: a change that changes nothing
// Seen as: nothing
// Severity: low
// Files: arch/x86/mm/fault.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_anon.* load_fails.*.none pipe_read.uffd_missing_anon.sigkill
//   pipe_read_fails.*_first_byte.none vm_readv.uffd_missing_anon.sigusr1
//   pipe_read.retry_storm.none
// Arch: amd64
// Expect: clean

@@
@@
do_user_addr_fault(...)
{
	...
-	struct task_struct *tsk;
-	struct mm_struct *mm;
+	struct mm_struct *mm;
+	struct task_struct *tsk;
	...
}
