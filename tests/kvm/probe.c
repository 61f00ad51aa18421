// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find out whether KVM really works here.  /dev/kvm may exist although no guest gets
 * anywhere, so a child tries each feature once, with a deadline, before the cells run.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"
#include "processor.h"

/**
 * struct available - answers for the features that KVM lacks on this machine; found out once.
 * @guest: guests run.
 * @mmu: their accesses are the processor's, not those of KVM's instruction emulator.
 * @prefault: KVM_PRE_FAULT_MEMORY.
 * @irqchip: an interrupt controller in the kernel.
 * @gmem: guest_memfd as the memory of a guest.
 */
static struct available {
	struct answer guest;
	struct answer mmu;
	struct answer prefault;
	struct answer irqchip;
	struct answer gmem;
} available;

/* Time for five machines and a few instructions of a guest: 100 ms emulated. */
#define PROBE_DEADLINE_MS	10000

/* Try a machine with a page that nothing holds. */
static const struct answer *try_machine(struct machine *m, uint8_t *page, enum need need,
					int (*equip)(struct machine *m))
{
	int err;

	if (!m)
		return no_answer("mapping a guest's memory", -ENOMEM);
	program_write(m, PROGRAM_LOAD, GUEST_HELD);
	err = machine_create(m, equip);
	if (!err)
		err = machine_set_held(m, page, GUEST_PAGE) ?: vcpu_reset(m, false);
	return answer_to(need, "making a virtual machine", err);
}

/* Did the processor refuse the guest, or did KVM's emulator not know an instruction? */
static bool can_not_enter(const struct machine *m)
{
	return m->run->exit_reason == KVM_EXIT_FAIL_ENTRY ||
	       (m->run->exit_reason == KVM_EXIT_INTERNAL_ERROR &&
		m->run->internal.suberror == KVM_INTERNAL_ERROR_EMULATION);
}

static const struct answer *try_run(struct machine *m, const uint8_t *page)
{
	long ret = machine_run(m);
	uint8_t byte;

	if (!ret && can_not_enter(m))
		return lacks(NEED_KVM_GUESTS);
	if (ret || !guest_done(m, &byte))
		return wrong_answer("a guest did not come to its end: KVM_RUN %ld, exit reason %u",
				    ret, m->run->exit_reason);
	if (memcmp(guest_data(m)->copy, page, FAULT_LEN))
		return wrong_answer("a guest found something else in its memory than was there");
	return NULL;
}

static const struct answer *try_guest(uint8_t *page, enum need need,
				      int (*equip)(struct machine *m))
{
	struct machine *m = machine_map();

	return try_machine(m, page, need, equip) ?: try_run(m, page);
}

/*
 * Find out who makes the guest's accesses. An access that can't be resolved is an error of
 * KVM_RUN, unless KVM's instruction emulator makes it: then it is taken for MMIO.
 */
static const struct answer *try_mmu(void)
{
	uint8_t *none = mmap(NULL, GUEST_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct machine *m = machine_map();
	const struct answer *answer;
	long ret;

	if (none == MAP_FAILED)
		return no_answer("mapping a page", -errno);
	answer = try_machine(m, none, NEED_KVM_GUESTS, machine_place_tss);
	if (answer)
		return answer;
	ret = machine_run(m);
	if (ret == -EFAULT)
		return NULL;
	if (!ret && (m->run->exit_reason == KVM_EXIT_MMIO || can_not_enter(m)))
		return lacks(NEED_KVM_MMU);
	return wrong_answer("KVM_RUN on a page that can't be had: %ld, exit reason %u, not EFAULT",
			    ret, m->run->exit_reason);
}

static const struct answer *try_prefault(uint8_t *page)
{
	struct kvm_pre_fault_memory range = { .gpa = GUEST_HELD, .size = GUEST_PAGE };
	struct machine *m = machine_map();
	const struct answer *answer = try_machine(m, page, NEED_KVM_GUESTS, machine_place_tss);

	return answer ?: answer_to_flag(NEED_KVM_PREFAULT, "KVM_PRE_FAULT_MEMORY",
					sysret(ioctl(m->vcpu, KVM_PRE_FAULT_MEMORY, &range)));
}

static const struct answer *try_gmem(uint8_t *page)
{
	static const uint8_t empty[FAULT_LEN];
	struct machine *m = machine_map();
	const struct answer *answer;

	if (!m)
		return no_answer("mapping a guest's memory", -ENOMEM);
	program_write(m, PROGRAM_LOAD, GUEST_HELD);
	answer = answer_to(NEED_KVM_GUESTS, "making a virtual machine",
			   machine_create(m, machine_place_tss));
	if (answer)
		return answer;
	answer = answer_to_flag(NEED_KVM_GUEST_MEMFD, "guest_memfd as guest memory",
				machine_set_held_gmem(m, page, GUEST_PAGE));
	if (answer)
		return answer;
	return answer_to(NEED_KVM_GUESTS, "setting up a vCPU", vcpu_reset(m, false)) ?:
	       try_run(m, empty);
}

static void try_all(struct available *found)
{
	uint8_t *page = mmap(NULL, GUEST_PAGE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return;
	payload_fill(page, FAULT_LEN);
	keep_answer(&found->mmu, try_mmu());
	keep_answer(&found->prefault, try_prefault(page));
	keep_answer(&found->irqchip, try_guest(page, NEED_KVM_IRQCHIP, machine_add_irqchip));
	keep_answer(&found->gmem, try_gmem(page));
	/* This comes last: until here the answer is that of a child that did not return. */
	keep_answer(&found->guest, try_guest(page, NEED_KVM_GUESTS, machine_place_tss));
}

static void end_probe(pid_t pid)
{
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	struct pollfd pfd = { .fd = pidfd, .events = POLLIN };

	poll(&pfd, 1, PROBE_DEADLINE_MS);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(pidfd);
}

static const struct answer *try_in_child(struct available *found)
{
	pid_t pid = fork();

	if (pid < 0)
		return no_answer("forking", -errno);
	if (!pid) {
		try_all(found);
		_exit(0);
	}
	end_probe(pid);
	return kept_answer(&found->guest);
}

static const struct answer *find_kvm(struct available *found)
{
	int kvm;

	if (!guest_written)
		return lacks(NEED_X86_KVM);
	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm < 0)
		return answer_to(NEED_KVM, "open(/dev/kvm)", -errno);
	close(kvm);
	keep_answer(&found->guest, no_answer("no guest came to its end in time", 0));
	return try_in_child(found);
}

/**
 * kvm_find() - matrix_program.prepare: find out what works, once for all cells.
 */
void kvm_find(void)
{
	struct available *found;

	found = mmap(NULL, sizeof(*found), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	if (found == MAP_FAILED) {
		keep_answer(&available.guest, no_answer("mapping a page", -errno));
		return;
	}
	keep_answer(&found->guest, find_kvm(found));
	available = *found;
	munmap(found, sizeof(*found));
}

/**
 * kvm_probe_emulated() - .probe: tell whether guests run, if only by KVM's emulator.
 * Return: NULL, or the answer.
 */
const struct answer *kvm_probe_emulated(void)
{
	return kept_answer(&available.guest);
}

/**
 * kvm_probe_guest() - .probe: tell whether guests run on the processor.
 * Return: NULL, or the answer.
 */
const struct answer *kvm_probe_guest(void)
{
	return kvm_probe_emulated() ?: kept_answer(&available.mmu);
}

/**
 * kvm_probe_prefault() - .probe: tell whether there is KVM_PRE_FAULT_MEMORY.
 * Return: NULL, or the answer.
 */
const struct answer *kvm_probe_prefault(void)
{
	return kvm_probe_guest() ?: kept_answer(&available.prefault);
}

/**
 * kvm_probe_irqchip() - .probe: tell whether the kernel has an interrupt controller.
 * Return: NULL, or the answer.
 */
const struct answer *kvm_probe_irqchip(void)
{
	return kvm_probe_guest() ?: kept_answer(&available.irqchip);
}

/**
 * kvm_probe_guest_memfd() - .probe: tell whether guest_memfd can be a guest's memory.
 * Return: NULL, or the answer.
 */
const struct answer *kvm_probe_guest_memfd(void)
{
	return kvm_probe_guest() ?: kept_answer(&available.gmem);
}
