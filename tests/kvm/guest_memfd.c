// SPDX-License-Identifier: GPL-2.0-only
/*
 * guest_memfd: the guest's pages are those of the file. The fault of the guest does not look
 * at the pages at the host's address, so that there is nothing to stall.
 *
 * Deciding kernel code: arch/x86/kvm/mmu/mmu.c:kvm_mmu_faultin_pfn_gmem().
 */
#include "families.h"
#include "guest.h"
#include "sources.h"

static int gmem_arm(struct fault_cell *c)
{
	struct machine *m = machine_of(c);

	program_write(m, PROGRAM_LOAD, guest_held_address(c));
	return machine_create(m, machine_place_tss) ?:
	       machine_set_held_gmem(m, cell_page(c), cell_region(c)->page_size) ?:
	       vcpu_reset(m, false);
}

/* The guest must find the content of a page that was never written. */
static const char *gmem_check(struct fault_cell *c, long ret)
{
	const uint8_t *copy = guest_data(machine_of(c))->copy;
	const char *wrong;
	uint8_t byte;
	size_t i;

	wrong = guest_check_end(c, ret, &byte);
	for (i = 0; i < FAULT_LEN && !wrong; i++)
		if (copy[i])
			wrong = complain("byte %zu of an empty file is %#x", i, copy[i]);
	return wrong;
}

static const struct fault_path path_kvm_guest_memfd = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_guest_memfd, .run = guest_run,
	.name = "kvm_guest_memfd", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "arch/x86/kvm/mmu/mmu.c:kvm_mmu_faultin_pfn_gmem()",
	.arm = gmem_arm, .check = gmem_check,
};

const struct matrix_row rows_kvm_guest_memfd[] = {
	{ .path = &path_kvm_guest_memfd, .sources = sources_held_load,
	  .stimuli = stimuli_none },
	{ }
};
