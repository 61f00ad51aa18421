// SPDX-License-Identifier: GPL-2.0-only
// Mutant: after a fatal signal a kernel-mode access goes back to the instruction that faults
// Emulates: "riscv: fix livelock in uaccess" v6.3, undone
// Seen as: kill -9 of a thread in a copy to or from a held page: 100% CPU, unkillable until
//   the page comes; with a dead monitor for ever
// Severity: critical
// Files: arch/riscv/mm/fault.c
// Kernels: 6.12 7.3
// Cells: pipe_read.uffd_missing_*.sigkill pipe_write.uffd_minor_*.sigkill
//   file_read.uffd_missing_anon.sigkill_process file_read.uffd_missing_hugetlb.sigkill
//   vm_readv_local.uffd_missing_anon.sigkill poll.uffd_missing_anon.sigterm
//   nanosleep.uffd_missing_shmem.exit_group pipe_write.uffd_missing_anon.execve
// Arch: riscv64

@@
@@
handle_page_fault(...)
{
	<...
	if (fault_signal_pending(fault, regs)) {
-		if (!user_mode(regs))
-			no_context(regs, addr);
		return;
	}
	...>
}
