// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM_RUN while the host stalls a page of the guest's memory: the guest loads,
 * stores, or fetches an instruction there.  Since 6.2 a signal ends that wait with
 * EINTR, as it ends any other KVM_RUN; the guest goes on where it was when it is run
 * again.  Other cells are KVM's own reads and writes of guest memory, KVM_PRE_FAULT_MEMORY,
 * asynchronous page faults, and guest_memfd, which has no page to stall.
 *
 * Deciding kernel code: virt/kvm/kvm_main.c:hva_to_pfn_slow(), hva_to_pfn();
 * arch/x86/kvm/mmu/mmu.c:__kvm_mmu_faultin_pfn(), kvm_handle_error_pfn().
 */
#include "kvm/families.h"
#include "kvm/probe.h"

static const struct matrix_row *const families[] = {
	rows_kvm_access, rows_kvm_vmm, rows_kvm_emulated, rows_kvm_prefault, rows_kvm_irqchip,
	rows_kvm_guest_memfd, NULL
};

static const struct matrix_program program = { .families = families, .prepare = kvm_find };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
