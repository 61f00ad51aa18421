// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a guest's fault in the host waits for its page whatever signal arrives
// Emulates: 766576874b97, fe5ed56c7973 and c8b88b332bed ("kvm: Add interruptible flag to
//   __gfn_to_pfn_memslot()") v6.2, undone
// Seen as: a postcopy guest that waits for its page can't be stopped, or asked for its state
// Severity: high
// Files: arch/x86/kvm/mmu/mmu.c virt/kvm/kvm_main.c
// Kernels: 6.12 7.3
// Cells: kvm_load.uffd_missing_*.sigusr1 kvm_store.uffd_minor_*.sigusr1
//   kvm_load.uffd_missing_anon.sigstop kvm_load.uffd_missing_anon.sigquit
//   kvm_load_again.uffd_missing_anon.sigusr1 kvm_load_again.uffd_missing_anon.sigstop
//   kvm_fetch.uffd_missing_anon.sigusr1
// Arch: amd64

// since 6.13 the caller says so with the flag itself
@@
identifier foll;
@@
__kvm_mmu_faultin_pfn(...)
{
	<...
-	foll |= FOLL_INTERRUPTIBLE;
	...>
}

// and before with a parameter
@@
identifier interruptible, flags;
@@
hva_to_pfn_slow(...)
{
	<...
-	if (interruptible)
-		flags |= FOLL_INTERRUPTIBLE;
	...>
}
