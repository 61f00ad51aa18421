/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does KVM really work here?  /dev/kvm may be there, and yet no guest gets anywhere: a
 * child tries each thing once, with a deadline, before the cells run.
 */
#ifndef KVM_PROBE_H
#define KVM_PROBE_H

/* Five machines, and a few instructions of a guest: 100 ms emulated. */
#define PROBE_DEADLINE_MS	10000

/* A machine with a page that nothing holds. */
static bool try_machine(struct machine *m, uint8_t *page, int (*equip)(struct machine *m))
{
	program_load(m, GUEST_HELD);
	return !machine_create(m, 0, equip) &&
	       !set_slot(m, SLOT_HELD, GUEST_HELD, page, GUEST_PAGE) && !reset_vcpu(m, false);
}

static bool try_run(struct machine *m, const uint8_t *page)
{
	uint8_t byte;

	return !kvm_run(m) && guest_done(m, &byte) &&
	       !memcmp(guest_data(m)->copy, page, FAULT_LEN);
}

static bool try_guest(uint8_t *page, int (*equip)(struct machine *m))
{
	struct machine *m = machine_map();

	return m && try_machine(m, page, equip) && try_run(m, page);
}

/*
 * An access that can't be resolved is an error of KVM_RUN, unless KVM's instruction
 * emulator makes it: then it is taken for MMIO.
 */
static bool try_mmu(void)
{
	uint8_t *none = mmap(NULL, GUEST_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct machine *m = machine_map();

	return m && none != MAP_FAILED && try_machine(m, none, place_tss) &&
	       kvm_run(m) == -EFAULT;
}

static bool try_prefault(uint8_t *page)
{
	struct kvm_pre_fault_memory range = { .gpa = GUEST_HELD, .size = GUEST_PAGE };
	struct machine *m = machine_map();

	return m && try_machine(m, page, place_tss) &&
	       !ioctl(m->vcpu, KVM_PRE_FAULT_MEMORY, &range);
}

static bool try_gmem(uint8_t *page)
{
	static const uint8_t empty[FAULT_LEN];
	struct machine *m = machine_map();

	if (!m)
		return false;
	program_load(m, GUEST_HELD);
	return !machine_create(m, 0, place_tss) && !set_gmem_slot(m, page, GUEST_PAGE) &&
	       !reset_vcpu(m, false) && try_run(m, empty);
}

static void try_all(struct available *found)
{
	uint8_t *page = mmap(NULL, GUEST_PAGE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return;
	payload_fill(page, FAULT_LEN);
	found->guest = try_guest(page, place_tss);
	found->mmu = found->guest && try_mmu();
	if (!found->mmu)
		return;
	found->prefault = try_prefault(page);
	found->irqchip = try_guest(page, add_irqchip);
	found->gmem = try_gmem(page);
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

static void probe_machine(void)
{
	struct available *found;
	pid_t pid;

	if (arch_missing || access("/dev/kvm", R_OK | W_OK))
		return;
	found = mmap(NULL, sizeof(*found), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	if (found == MAP_FAILED)
		return;
	pid = fork();
	if (!pid) {
		try_all(found);
		_exit(0);
	}
	if (pid > 0)
		end_probe(pid);
	available = *found;
	munmap(found, sizeof(*found));
}

#endif /* KVM_PROBE_H */
