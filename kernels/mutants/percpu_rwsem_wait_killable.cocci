// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a reader of a per-CPU rwsem sleeps killably, but does not look for the signal
// Emulates: the class of a new wait state in a loop that was written for another
// Seen as: kill -9 of a program that waits for a frozen file system does not kill it, but lets it
//   burn a CPU until the thaw
// Severity: medium
// Files: kernel/locking/percpu-rwsem.c
// Kernels: 6.1 6.12 7.3
// Cells: store.frozen_clean.sigkill pipe_read.frozen_clean.sigkill
//   vm_writev.frozen_unmapped.sigkill

@@
@@
percpu_rwsem_wait(...)
{
	<...
-	TASK_UNINTERRUPTIBLE
+	TASK_KILLABLE
	...>
}
