/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Asynchronous page faults: with its interrupt controller in the kernel and interrupts
 * on, a guest is halted while a kernel worker takes the fault in its place.  KVM_RUN
 * waits as for a HLT, interruptible in every version.
 *
 * Deciding kernel code: virt/kvm/async_pf.c:async_pf_execute(),
 * kvm_clear_async_pf_completion_queue(); arch/x86/kvm/mmu/mmu.c:kvm_can_do_async_pf().
 */
#ifndef KVM_IRQCHIP_H
#define KVM_IRQCHIP_H

static int async_arm(struct fault_cell *c)
{
	struct machine *m = machine_of(c);

	program_load(m, held_address(c));
	return machine_create(m, 0, add_irqchip) ?:
	       set_slot(m, SLOT_HELD, GUEST_HELD, cell_page(c), cell_region(c)->page_size) ?:
	       reset_vcpu(m, true);
}

/* A vCPU that can't be destroyed takes the engine's longest deadline: few of them. */
#define STIMULI_ASYNC(X, path) \
	X(path, none) \
	X(path, sigusr1) \
	X(path, sigusr1_blocked) \
	X(path, sigstop) \
	X(path, sigkill)

FAULT_PATH(kvm_async, SOURCES_ANON, STIMULI_ASYNC) = {
	.name = "kvm_async", .class = PATH_KVM_ASYNC, .access = FAULT_LOAD,
	.needs = "kvm", .flags = GUEST_FLAGS | PATH_KWORKER | PATH_GUEST_WAKES,
	.probe = irqchip_probe,
	.decides = "virt/kvm/async_pf.c:async_pf_execute()",
	.setup = guest_setup, .arm = async_arm, .run = guest_run, .check = load_check,
	.conserve = guest_conserve, .teardown = guest_teardown,
};

#endif /* KVM_IRQCHIP_H */
