// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a fatal signal does not end a kernel-mode fault on x86
// Emulates: the class of 289d07a2dc6c ("arm64: mm: abort uaccess retries upon fatal signal")
//   v4.13 and its twins of the other architectures, on x86
// Seen as: kill -9 of a thread in a copy to or from a held page: 100% CPU, unkillable until
//   the page comes; with a dead monitor for ever
// Severity: critical
// Files: arch/x86/mm/fault.c
// Kernels: 6.1 6.12 7.3
// Cells: pipe_read.uffd_missing_*.sigkill pipe_write.uffd_minor_*.sigkill
//   file_read.uffd_missing_anon.sigkill_process file_read.uffd_wp_shmem.sigkill
//   vm_readv_local.uffd_missing_anon.sigkill poll.uffd_missing_anon.sigterm
//   uring_read.uffd_missing_anon.sigkill nanosleep.uffd_missing_shmem.exit_group
//   pipe_write.uffd_missing_anon.execve copy_to_user.uffd_missing_anon.sigkill
// Arch: amd64

@@
@@
do_user_addr_fault(...)
{
	<...
	if (
-	    fault_signal_pending(fault, regs)
+	    user_mode(regs) && fault_signal_pending(fault, regs)
	   ) {
	...
	}
	...>
}
