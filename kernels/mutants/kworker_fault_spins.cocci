// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a kernel thread that faults for a process burns a CPU until the page comes
// Emulates: the class of waits that a kernel thread may not make, made into a loop
// Seen as: a kernel thread at 100% CPU, and no process to which it would be charged
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 6.1 6.12 7.3
// Cells: kthread_gup.uffd_missing_anon.* kthread_pup_remote.uffd_missing_anon.none
//   kthread_copy_from_user.uffd_missing_anon.none
//   kthread_copy_to_user.uffd_missing_shmem.sigusr1 kvm_async.uffd_missing_anon.none

@@
@@
handle_userfault(...)
{
	<...
-	schedule();
+	if (current->flags & PF_KTHREAD) {
+		__set_current_state(TASK_RUNNING);
+		while (!READ_ONCE(uwq.waken)) {
+			cond_resched();
+		}
+	} else {
+		schedule();
+	}
	...>
}
