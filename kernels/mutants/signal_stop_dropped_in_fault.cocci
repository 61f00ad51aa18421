// SPDX-License-Identifier: GPL-2.0-only
// Mutant: SIGSTOP is dropped while a thread waits in a kernel-mode fault
// Emulates: the class of signals that are lost to a state of their target
// Seen as: ^Z or SIGSTOP to a process that is in mlock() or O_DIRECT on a held page has no
//   effect at all, and nobody is told
// Severity: high
// Files: mm/userfaultfd.c fs/userfaultfd.c kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: vm_readv.uffd_*.sigstop_sigcont populate_read.uffd_missing_anon.sigstop_sigcont
//   mlock.uffd_missing_anon.sigstop_sigcont dio_read.uffd_missing_anon.sigstop_sigcont

@@
@@
handle_userfault(...)
{
	<...
+	if (!(vmf->flags & FAULT_FLAG_USER))
+		current->in_execve = 1;
	schedule();
+	current->in_execve = 0;
	...>
}

@@
iterator name for_each_thread;
@@
prepare_signal(int sig, struct task_struct *p, bool force)
{
	...
	struct task_struct *t;
	sigset_t flush;
+
+	for_each_thread(p, t) {
+		if (sig == SIGSTOP && t->in_execve)
+			return false;
+	}
	...
}
