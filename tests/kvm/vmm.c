// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM_RUN as virtual machine monitors use it: they run the guest again after EINTR, or ask
 * for that EINTR with immediate_exit, or let a signal in only while the guest runs
 * (KVM_SET_SIGNAL_MASK).
 *
 * Deciding kernel code: arch/x86/kvm/x86.c:kvm_arch_vcpu_ioctl_run(),
 * virt/kvm/kvm_main.c:kvm_sigset_activate().
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>

#include "families.h"
#include "guest.h"
#include "sources.h"

/* ---- Again after EINTR ---- */

static long again_run(struct fault_cell *c)
{
	long ret;

	do {
		ret = machine_run(machine_of(c));
	} while (ret == -EINTR && !machine_of(c)->bus_code);
	return ret;
}

const struct fault_path path_kvm_load_again = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_guest, .run = again_run,
	.name = "kvm_load_again", .class = PATH_KVM_AGAIN, .access = FAULT_LOAD,
	.decides = GUEST_FAULTS_IN, .arm = guest_load_arm, .check = guest_load_check,
};

static const struct fault_source *const sources_wp[] = {
	&source_uffd_wp_anon, &source_uffd_wp_shmem, &source_uffd_wp_hugetlb, NULL
};

static const struct fault_path path_kvm_store_again = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_guest, .run = again_run,
	.name = "kvm_store_again", .class = PATH_KVM_AGAIN, .access = FAULT_STORE,
	.decides = GUEST_FAULTS_IN, .arm = guest_store_arm, .check = guest_store_check,
};

/* ---- immediate_exit ---- */

/* If it is set before, KVM_RUN returns without a step of the guest and without the fault. */
static int exit_before_arm(struct fault_cell *c)
{
	int err = guest_load_arm(c);

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

static const struct fault_path path_kvm_exit_before = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_guest, .run = guest_run,
	.name = "kvm_exit_before", .class = PATH_NOFAULT, .access = FAULT_LOAD, .ok = -EINTR,
	.decides = "arch/x86/kvm/x86.c:kvm_arch_vcpu_ioctl_run()",
	.arm = exit_before_arm, .check = exit_before_check,
};

/* The handler sets immediate_exit here: the next KVM_RUN returns at once without a fault. */
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
	int err = guest_load_arm(c);

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
	long ret = machine_run(machine_of(c));

	return ret == -EINTR ? machine_run(machine_of(c)) : ret;
}

static const struct stimulus *const stimuli_handler[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart, &stimulus_timer_fast,
	&stimulus_timer_slow, &stimulus_sigkill, NULL
};

static const struct fault_path path_kvm_exit_by_handler = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_guest, .run = run_twice,
	.name = "kvm_exit_by_handler", .class = PATH_KVM, .access = FAULT_LOAD,
	.decides = GUEST_FAULTS_IN, .arm = exit_by_handler_arm,
	.check = guest_load_check,
};

/* Set immediate_exit without a signal: as the API says, a running KVM_RUN does not look. */
static int set_immediate_exit(struct fault_cell *c)
{
	machine_of(c)->run->immediate_exit = 1;
	return 0;
}

static const struct stimulus stimulus_immediate_exit = {
	.name = "cancel", .effect = EFFECT_TASK_WORK,
	.flags = STIM_POKE,
	.story = "a sibling sets immediate_exit: no signal at all",
	.send = have_leader_act, .act = set_immediate_exit,
};

static const struct fault_path path_kvm_exit_by_sibling = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_guest, .run = guest_run,
	.name = "kvm_exit_by_sibling", .class = PATH_KVM, .access = FAULT_LOAD,
	.decides = GUEST_FAULTS_IN, .arm = guest_load_arm, .check = guest_load_check,
};

/* ---- KVM_SET_SIGNAL_MASK ---- */

/* The kernel's set of signals: 64 of them, a bit each. */
static int set_signal_mask(struct machine *m, uint64_t mask)
{
	union {
		struct kvm_signal_mask set;
		uint8_t bytes[sizeof(struct kvm_signal_mask) + sizeof(mask)];
	} arg = { .set.len = sizeof(mask) };

	memcpy(arg.bytes + sizeof(struct kvm_signal_mask), &mask, sizeof(mask));
	return ioctl(m->vcpu, KVM_SET_SIGNAL_MASK, &arg) ? -errno : 0;
}

/* A signal that the thread blocks is let in while the guest runs, and stays pending. */
static int unmasked_arm(struct fault_cell *c)
{
	return guest_load_arm(c) ?: set_signal_mask(machine_of(c), 0);
}

static const struct stimulus *const stimuli_unmasked[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_blocked, &stimulus_sigkill, NULL
};

static const struct fault_path path_kvm_load_unmasked = {
	RUNS_GUEST, .flags = GUEST_FLAGS | PATH_UNBLOCKS, .probe = kvm_probe_guest,
	.run = guest_run,
	.name = "kvm_load_unmasked", .class = PATH_KVM_UNMASKED, .access = FAULT_LOAD,
	.decides = GUEST_FAULTS_IN, .arm = unmasked_arm, .check = guest_load_check,
};

/* The mask lets no signal in, so that none interrupts the fault. */
static int masked_arm(struct fault_cell *c)
{
	return guest_load_arm(c) ?: set_signal_mask(machine_of(c), ~0ULL);
}

static const struct stimulus *const stimuli_masked[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigrt_queue, &stimulus_timer_slow,
	&stimulus_sigkill, &stimulus_exit_group, NULL
};

static const struct fault_path path_kvm_load_masked = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_guest, .run = guest_run,
	.name = "kvm_load_masked", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = GUEST_FAULTS_IN, .arm = masked_arm, .check = guest_load_check,
};

const struct matrix_row rows_kvm_vmm[] = {
	{ .path = &path_kvm_load_again, .sources = sources_kvm_kinds, .stimuli = stimuli_ordered },
	{ .path = &path_kvm_store_again, .sources = sources_wp, .stimuli = stimuli_few },
	{ .path = &path_kvm_exit_before, .sources = sources_kvm_kinds, .stimuli = stimuli_none },
	{ .path = &path_kvm_exit_by_handler, .sources = sources_kvm_kinds,
	  .stimuli = stimuli_handler },
	{ .path = &path_kvm_exit_by_sibling, .sources = sources_kvm_kinds,
	  .stimuli = STIMULI(&stimulus_immediate_exit) },
	{ .path = &path_kvm_load_unmasked, .sources = sources_kvm_kinds,
	  .stimuli = stimuli_unmasked },
	{ .path = &path_kvm_load_masked, .sources = sources_kvm_kinds, .stimuli = stimuli_masked },
	{ }
};
