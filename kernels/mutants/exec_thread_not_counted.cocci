// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the last thread to die does not wake the one that waits in execve()
// Emulates: an error by one in the countdown of de_thread()
// Seen as: execve() of a process with threads hangs, its threads all gone; kill -9 works
// Severity: critical
// Files: kernel/exit.c
// Kernels: 6.1 6.12 7.3
// Cells: load.uffd_missing_*.execve pipe_read.uffd_missing_anon.execve
//   populate_read.uffd_missing_anon.execve vm_writev.uffd_missing_anon.execve
//   uring_read_async.uffd_missing_anon.execve kvm_load.uffd_missing_anon.execve

@@
expression sig;
@@
-	if (sig->notify_count > 0 && !--sig->notify_count)
+	if (sig->notify_count > 0 && !sig->notify_count--)
		wake_up_process(sig->group_exec_task);
