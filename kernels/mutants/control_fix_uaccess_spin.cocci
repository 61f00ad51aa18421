// SPDX-License-Identifier: GPL-2.0-only
// Mutant: none, a control: a kernel-mode fault on x86 waits killably, not interruptibly
// Emulates: a fix of the oldest known issue, as proposed on the list in 2025: only a user-mode
//   fault may be ended by any signal
// Seen as: a thread in a copy to or from a held page sleeps while a signal is pending
// Severity: low
// Files: arch/x86/mm/fault.c
// Kernels: 6.1 6.12 7.3
// Cells: pipe_read.uffd_*.sigusr1 pipe_write.uffd_missing_*.sigstop
//   pipe_read.uffd_missing_anon.sigquit file_read.uffd_missing_shmem.timer_fast
//   file_write.uffd_minor_shmem.sigusr1_restart getrandom.uffd_missing_anon.timer_slow
//   vm_readv_local.uffd_missing_*.sigrt_queue vm_writev_local.uffd_minor_shmem.sigusr1
//   unix_recv.uffd_missing_anon.sigstop_sigcont tcp_send.uffd_missing_hugetlb.sigusr1
//   nanosleep.uffd_missing_anon.sigusr1 statx.uffd_wp_shmem.sigusr1
//   uring_read.uffd_missing_anon.sigusr1 uring_write.uffd_minor_hugetlb.sigusr1
// Arch: amd64
// Expect: unexpected_pass

@@
@@
do_user_addr_fault(struct pt_regs *regs, ...)
{
	...
-	unsigned int flags = FAULT_FLAG_DEFAULT;
+	unsigned int flags = user_mode(regs) ? FAULT_FLAG_DEFAULT :
+			     FAULT_FLAG_DEFAULT & ~FAULT_FLAG_INTERRUPTIBLE;
	...
}
