// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM_PRE_FAULT_MEMORY: the fault of a guest's load, without the guest.
 *
 * Deciding kernel code: virt/kvm/kvm_main.c:kvm_vcpu_pre_fault_memory();
 * arch/x86/kvm/mmu/mmu.c:kvm_tdp_map_page().
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "families.h"
#include "guest.h"
#include "sources.h"

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

/* If the call was interrupted, it must have done nothing and say so; the guest finds the page. */
static const char *prefault_check(struct fault_cell *c, long ret)
{
	struct kvm_pre_fault_memory range = held_page;
	struct machine *m = machine_of(c);

	if (ret == -EINTR)
		ret = prefault(m, &range);
	if (ret)
		return complain("KVM_PRE_FAULT_MEMORY again: %s", strerror(-ret));
	return guest_load_check(c, machine_run(m));
}

static const struct fault_path path_kvm_prefault = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_prefault, .run = prefault_run,
	.name = "kvm_prefault", .class = PATH_KVM, .access = FAULT_LOAD,
	.decides = "arch/x86/kvm/mmu/mmu.c:kvm_tdp_map_page()",
	.arm = guest_load_arm, .check = prefault_check,
};

const struct matrix_row rows_kvm_prefault[] = {
	{ .path = &path_kvm_prefault, .sources = sources_kvm_kinds, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel },
	{ }
};
