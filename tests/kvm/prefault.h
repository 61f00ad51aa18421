/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM_PRE_FAULT_MEMORY: the fault of a guest's load, without the guest.
 *
 * Deciding kernel code: virt/kvm/kvm_main.c:kvm_vcpu_pre_fault_memory();
 * arch/x86/kvm/mmu/mmu.c:kvm_tdp_map_page().
 */
#ifndef KVM_PREFAULT_H
#define KVM_PREFAULT_H

static long prefault(struct machine *m, struct kvm_pre_fault_memory *range)
{
	return sysret(ioctl(m->vcpu, KVM_PRE_FAULT_MEMORY, range));
}

static const struct kvm_pre_fault_memory held_page = {
	.gpa = GUEST_HELD, .size = GUEST_PAGE,
};

static long prefault_run(struct fault_cell *c)
{
	struct kvm_pre_fault_memory range = held_page;

	return prefault(machine_of(c), &range);
}

/* Interrupted, it has done nothing, and says so; then the guest finds the page. */
static const char *prefault_check(struct fault_cell *c, long ret)
{
	struct kvm_pre_fault_memory range = held_page;
	struct machine *m = machine_of(c);

	if (ret == -EINTR)
		ret = prefault(m, &range);
	if (ret)
		return complain("KVM_PRE_FAULT_MEMORY again: %s", strerror(-ret));
	return load_check(c, kvm_run(m));
}

FAULT_PATH(kvm_prefault, SOURCES_KINDS, STIMULI_ORDERED) = {
	GUEST_PATH(prefault_probe, prefault_run),
	.name = "kvm_prefault", .class = PATH_KVM, .access = FAULT_LOAD,
	.decides = "arch/x86/kvm/mmu/mmu.c:kvm_tdp_map_page()",
	.arm = load_arm, .check = prefault_check,
};

FAULT_PATH_FAILS(kvm_prefault, SOURCES_FAILING_KERNEL)

#endif /* KVM_PREFAULT_H */
