/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a virtual machine monitor does around KVM_RUN: it runs the guest again after
 * EINTR, or asks for that EINTR with immediate_exit, or lets a signal in only while the
 * guest runs (KVM_SET_SIGNAL_MASK).
 *
 * Deciding kernel code: arch/x86/kvm/x86.c:kvm_arch_vcpu_ioctl_run(),
 * virt/kvm/kvm_main.c:kvm_sigset_activate().
 */
#ifndef KVM_VMM_H
#define KVM_VMM_H

/* ---- Again after EINTR ---- */

static long again_run(struct fault_cell *c)
{
	long ret;

	do {
		ret = kvm_run(machine_of(c));
	} while (ret == -EINTR && !machine_of(c)->bus_code);
	return ret;
}

FAULT_PATH(kvm_load_again, SOURCES_KINDS, STIMULI_ORDERED) = {
	GUEST_PATH(guest_probe, again_run),
	.name = "kvm_load_again", .class = PATH_KVM_AGAIN, .access = FAULT_LOAD,
	.decides = FAULTS_IN, .arm = load_arm, .check = load_check,
};

#define SOURCES_WP(X, path) \
	X(path, uffd_wp_anon) \
	X(path, uffd_wp_shmem) \
	X(path, uffd_wp_hugetlb)

FAULT_PATH(kvm_store_again, SOURCES_WP, STIMULI_FEW) = {
	GUEST_PATH(guest_probe, again_run),
	.name = "kvm_store_again", .class = PATH_KVM_AGAIN, .access = FAULT_STORE,
	.decides = FAULTS_IN, .arm = store_arm, .check = store_check,
};

/* ---- immediate_exit ---- */

/* Set before: KVM_RUN returns without a step of the guest, and without the fault. */
static int exit_before_arm(struct fault_cell *c)
{
	int err = load_arm(c);

	if (!err)
		machine_of(c)->run->immediate_exit = 1;
	return err;
}

static const char *exit_before_check(struct fault_cell *c, long ret)
{
	(void)ret;
	if (guest_data(machine_of(c))->entered)
		return "the guest ran in spite of immediate_exit";
	return NULL;
}

FAULT_PATH(kvm_exit_before, SOURCES_KINDS, STIMULI_NONE) = {
	GUEST_PATH(guest_probe, guest_run),
	.name = "kvm_exit_before", .class = PATH_NOFAULT, .access = FAULT_LOAD, .ok = -EINTR,
	.decides = "arch/x86/kvm/x86.c:kvm_arch_vcpu_ioctl_run()",
	.arm = exit_before_arm, .check = exit_before_check,
};

/* Set by the handler: the next KVM_RUN returns at once, and does not fault again. */
static struct machine *interrupted;

static void on_signal_exit(int signo, siginfo_t *info, void *ucontext)
{
	interrupted->handler.sa_sigaction(signo, info, ucontext);
	interrupted->run->immediate_exit = 1;
}

static int exit_by_handler_arm(struct fault_cell *c)
{
	struct machine *m = machine_of(c);
	struct sigaction action;
	int err = load_arm(c);

	if (err)
		return err;
	if (sigaction(SIGUSR1, NULL, &m->handler))
		return -errno;
	interrupted = m;
	action = m->handler;
	action.sa_sigaction = on_signal_exit;
	return sigaction(SIGUSR1, &action, NULL) ? -errno : 0;
}

static long run_twice(struct fault_cell *c)
{
	long ret = kvm_run(machine_of(c));

	return ret == -EINTR ? kvm_run(machine_of(c)) : ret;
}

#define STIMULI_HANDLER(X, path) \
	X(path, none) \
	X(path, sigusr1) \
	X(path, sigusr1_restart) \
	X(path, timer_fast) \
	X(path, timer_slow) \
	X(path, sigkill)

FAULT_PATH(kvm_exit_by_handler, SOURCES_KINDS, STIMULI_HANDLER) = {
	GUEST_PATH(guest_probe, run_twice),
	.name = "kvm_exit_by_handler", .class = PATH_KVM, .access = FAULT_LOAD,
	.decides = FAULTS_IN, .arm = exit_by_handler_arm,
	.check = load_check,
};

/* Set by a sibling, without a signal: nobody looks, as the API says. */
static int exit_poke(struct fault_cell *c, const struct stimulus *stim)
{
	(void)stim;
	machine_of(c)->run->immediate_exit = 1;
	return 0;
}

#define STIMULI_CANCEL(X, path) \
	X(path, cancel)

FAULT_PATH(kvm_exit_by_sibling, SOURCES_KINDS, STIMULI_CANCEL) = {
	GUEST_PATH(guest_probe, guest_run),
	.name = "kvm_exit_by_sibling", .class = PATH_KVM, .access = FAULT_LOAD,
	.decides = FAULTS_IN, .arm = load_arm, .poke = exit_poke, .check = load_check,
};

/* ---- KVM_SET_SIGNAL_MASK ---- */

/* Of the kernel's size: one bit a signal, 64 of them. */
static int set_signal_mask(struct machine *m, uint64_t mask)
{
	union {
		struct kvm_signal_mask set;
		uint8_t bytes[sizeof(struct kvm_signal_mask) + sizeof(mask)];
	} arg = { .set.len = sizeof(mask) };

	memcpy(arg.bytes + sizeof(struct kvm_signal_mask), &mask, sizeof(mask));
	return ioctl(m->vcpu, KVM_SET_SIGNAL_MASK, &arg) ? -errno : 0;
}

/* The thread may block a signal: it is let in while the guest runs, and kept pending. */
static int unmasked_arm(struct fault_cell *c)
{
	return load_arm(c) ?: set_signal_mask(machine_of(c), 0);
}

#define STIMULI_UNMASKED(X, path) \
	X(path, none) \
	X(path, sigusr1) \
	X(path, sigusr1_blocked) \
	X(path, sigkill)

FAULT_PATH(kvm_load_unmasked, SOURCES_KINDS, STIMULI_UNMASKED) = {
	.needs = "kvm", .flags = GUEST_FLAGS | PATH_UNBLOCKS, .fails_on = guest_fails_on,
	.probe = guest_probe, .setup = guest_setup, .run = guest_run,
	.conserve = guest_conserve, .teardown = guest_teardown,
	.name = "kvm_load_unmasked", .class = PATH_KVM_UNMASKED, .access = FAULT_LOAD,
	.decides = FAULTS_IN, .arm = unmasked_arm, .check = load_check,
};

/* The other way round: nothing is let in, and so nothing interrupts the fault. */
static int masked_arm(struct fault_cell *c)
{
	return load_arm(c) ?: set_signal_mask(machine_of(c), ~0ULL);
}

#define STIMULI_MASKED(X, path) \
	X(path, none) \
	X(path, sigusr1) \
	X(path, sigrt_queue) \
	X(path, timer_slow) \
	X(path, sigkill) \
	X(path, exit_group)

FAULT_PATH(kvm_load_masked, SOURCES_KINDS, STIMULI_MASKED) = {
	GUEST_PATH(guest_probe, guest_run),
	.name = "kvm_load_masked", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = FAULTS_IN, .arm = masked_arm, .check = load_check,
};

#endif /* KVM_VMM_H */
