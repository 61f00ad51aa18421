/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guest_memfd: the guest's pages are the file's, not those at the host's address, which
 * nobody asks for when the guest takes its fault: there is nothing to stall.
 *
 * Deciding kernel code: arch/x86/kvm/mmu/mmu.c:kvm_mmu_faultin_pfn_gmem().
 */
#ifndef KVM_GUEST_MEMFD_H
#define KVM_GUEST_MEMFD_H

static int gmem_arm(struct fault_cell *c)
{
	struct machine *m = machine_of(c);

	program_load(m, held_address(c));
	return machine_create(m, 0, place_tss) ?:
	       set_gmem_slot(m, cell_page(c), cell_region(c)->page_size) ?:
	       reset_vcpu(m, false);
}

/* A page nobody has written to. */
static const char *gmem_check(struct fault_cell *c, long ret)
{
	const uint8_t *copy = guest_data(machine_of(c))->copy;
	const char *wrong;
	uint8_t byte;
	size_t i;

	wrong = check_end(c, ret, &byte);
	for (i = 0; i < FAULT_LEN && !wrong; i++)
		if (copy[i])
			wrong = complain("byte %zu of an empty file is %#x", i, copy[i]);
	return wrong;
}

FAULT_PATH(kvm_guest_memfd, SOURCES_HELD_LOAD, STIMULI_NONE) = {
	GUEST_PATH(gmem_probe, guest_run),
	.name = "kvm_guest_memfd", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "arch/x86/kvm/mmu/mmu.c:kvm_mmu_faultin_pfn_gmem()",
	.arm = gmem_arm, .check = gmem_check,
};

#endif /* KVM_GUEST_MEMFD_H */
