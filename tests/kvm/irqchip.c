// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asynchronous page faults: with its interrupt controller in the kernel and interrupts
 * on, a guest is halted while a kernel worker takes the fault in its place.  KVM_RUN
 * waits as for a HLT, interruptible in every version.
 *
 * Deciding kernel code: virt/kvm/async_pf.c:async_pf_execute(),
 * kvm_clear_async_pf_completion_queue(); arch/x86/kvm/mmu/mmu.c:kvm_can_do_async_pf().
 */
#include "families.h"
#include "guest.h"
#include "sources.h"

static int async_arm(struct fault_cell *c)
{
	struct machine *m = machine_of(c);

	program_write(m, PROGRAM_LOAD, guest_held_address(c));
	return machine_create(m, machine_add_irqchip) ?:
	       machine_set_held(m, cell_page(c), cell_region(c)->page_size) ?:
	       vcpu_reset(m, true);
}

/* Few stimuli are fatal: a vCPU that can't be destroyed costs the engine's longest deadline. */
static const struct stimulus *const stimuli_async[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_blocked, &stimulus_sigstop,
	&stimulus_sigkill, NULL
};

static const struct fault_path path_kvm_async = {
	RUNS_GUEST, .flags = GUEST_FLAGS | PATH_KWORKER | PATH_GUEST_WAKES,
	.probe = kvm_probe_irqchip, .run = guest_run,
	.name = "kvm_async", .class = PATH_KVM_ASYNC, .access = FAULT_LOAD,
	.decides = "virt/kvm/async_pf.c:async_pf_execute()",
	.arm = async_arm, .check = guest_load_check,
};

const struct matrix_row rows_kvm_irqchip[] = {
	{ .path = &path_kvm_async, .sources = sources_anon, .stimuli = stimuli_async },
	{ }
};
