// SPDX-License-Identifier: GPL-2.0-only
// Mutant: under mmap_lock only a fatal signal ends a fault of user mode; under the lock of the
//   VMA any signal does
// Emulates: 4089eef0e6ac ("mm: drop per-VMA lock when returning VM_FAULT_RETRY or
//   VM_FAULT_COMPLETED") v6.6 and the class of two copies of one logic, of which one is changed
// Seen as: a thread whose fault was woken once without its page burns a CPU while a signal is
//   pending; its handler runs when the page comes
// Severity: high
// Files: arch/x86/mm/fault.c
// Kernels: 6.12 7.3
// Cells: load_second_try.uffd_missing_anon.sigusr1 store_second_try.uffd_minor_shmem.sigusr1
//   load_third_try.uffd_missing_anon.sigusr1 atomic_second_try.uffd_missing_anon.sigstop
//   load.uffd_missing_anon.sigusr1
// Arch: amd64

@@
expression vma, address, regs;
identifier flags, fault;
@@
	fault = handle_mm_fault(vma, address, flags, regs);
-	if (fault_signal_pending(fault, regs))
+	if ((fault & VM_FAULT_RETRY) && fatal_signal_pending(current))
	{
	...
	}
