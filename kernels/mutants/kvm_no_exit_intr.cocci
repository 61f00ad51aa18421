// SPDX-License-Identifier: GPL-2.0-only
// Mutant: KVM_RUN returns EINTR from a guest's fault and does not say KVM_EXIT_INTR
// Emulates: 766576874b97 v6.2, done by half
// Seen as: the VMM goes by a stale exit_reason: it does an I/O twice, or gives up the guest
// Severity: high
// Files: arch/x86/kvm/mmu/mmu.c
// Kernels: 6.12 7.3
// Cells: kvm_load.uffd_missing_*.sigusr1 kvm_store.uffd_wp_anon.sigusr1
//   kvm_load.uffd_minor_*.sigstop kvm_fetch.uffd_missing_anon.sigusr1
//   kvm_load_again.uffd_missing_anon.sigusr1
// Arch: amd64

@@
expression E;
@@
kvm_handle_error_pfn(...)
{
	<...
	if (is_sigpending_pfn(E)) {
-		kvm_handle_signal_exit(vcpu);
		return -EINTR;
	}
	...>
}
