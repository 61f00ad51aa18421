/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The story of a guest: its machine, its program, how it is run and resumed, and what
 * must be seen of it in the end: the exact bytes, the program run once, no step beyond
 * the page that stalls.
 */
#ifndef KVM_GUEST_H
#define KVM_GUEST_H

/* A signal that was pending ends KVM_RUN once: a few at most. */
#define RESUMES		16

/* EINTR is what a pending signal makes of KVM_RUN, before the guest is entered. */
#define GUEST_FLAGS	(PATH_EINTR_AFTER | PATH_EINTR_STOP | PATH_RESUMES)

static const struct answer *emulated_probe(void)
{
	return kept_answer(&available.guest);
}

static const struct answer *guest_probe(void)
{
	return emulated_probe() ?: kept_answer(&available.mmu);
}

static const struct answer *prefault_probe(void)
{
	return guest_probe() ?: kept_answer(&available.prefault);
}

static const struct answer *irqchip_probe(void)
{
	return guest_probe() ?: kept_answer(&available.irqchip);
}

static const struct answer *gmem_probe(void)
{
	return guest_probe() ?: kept_answer(&available.gmem);
}

static struct machine *bus_error_in;

static void on_bus_error(int signo, siginfo_t *info, void *ucontext)
{
	(void)signo;
	(void)ucontext;
	bus_error_in->bus_code = info->si_code;
	bus_error_in->bus_addr = (uintptr_t)info->si_addr;
}

/* How KVM tells of a poisoned page: kvm_send_hwpoison_signal(). */
static int catch_bus_error(struct machine *m)
{
	struct sigaction action = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO };

	bus_error_in = m;
	return sigaction(SIGBUS, &action, NULL) ? -errno : 0;
}

static int guest_setup(struct fault_cell *c)
{
	*cell_priv(c) = machine_map();
	return *cell_priv(c) ? 0 : -ENOMEM;
}

static void guest_teardown(struct fault_cell *c)
{
	if (machine_of(c))
		munmap(machine_of(c), sizeof(struct machine));
}

static uint32_t held_address(struct fault_cell *c)
{
	return GUEST_HELD + ((uint8_t *)cell_buf(c) - cell_page(c));
}

/* The program is written before the vCPU is there to fetch it. */
static int guest_arm(struct fault_cell *c, void (*program)(struct machine *m, uint32_t held))
{
	struct machine *m = machine_of(c);

	program(m, held_address(c));
	return machine_create(m, 0, place_tss) ?:
	       set_slot(m, SLOT_HELD, GUEST_HELD, cell_page(c), cell_region(c)->page_size) ?:
	       reset_vcpu(m, false) ?: catch_bus_error(m);
}

static int load_arm(struct fault_cell *c)
{
	return guest_arm(c, program_load);
}

static int store_arm(struct fault_cell *c)
{
	return guest_arm(c, program_store);
}

static long guest_run(struct fault_cell *c)
{
	return kvm_run(machine_of(c));
}

/* After EINTR it goes on where it was, with the instruction that stalled. */
static long resume(struct machine *m, long ret)
{
	m->run->immediate_exit = 0;
	while (ret == -EINTR && m->resumed < RESUMES) {
		m->resumed++;
		ret = kvm_run(m);
	}
	return ret;
}

/* The guest must come to its end, and say @byte there. */
static const char *check_end(struct fault_cell *c, long ret, uint8_t *byte)
{
	struct machine *m = machine_of(c);

	ret = resume(m, ret);
	if (ret)
		return complain("KVM_RUN after the release: %s", strerror(-ret));
	if (!guest_done(m, byte))
		return complain("exit_reason %u, and the guest is not at its end",
				m->run->exit_reason);
	if (guest_data(m)->entered != 1)
		return complain("the guest began %u times", guest_data(m)->entered);
	m->done = true;
	return NULL;
}

static const char *load_check(struct fault_cell *c, long ret)
{
	uint8_t byte;

	return check_end(c, ret, &byte) ?: check_content(c, &byte, 1) ?:
	       check_content(c, guest_data(machine_of(c))->copy, FAULT_LEN) ?:
	       check_page_around(c, 0);
}

static const char *store_check(struct fault_cell *c, long ret)
{
	uint8_t byte;

	return check_end(c, ret, &byte) ?: check_payload(&byte, 1) ?:
	       check_payload(cell_buf(c), FAULT_LEN) ?: check_page_around(c, FAULT_LEN);
}

static const char *check_bus_error(struct fault_cell *c)
{
	uintptr_t page = (uintptr_t)cell_buf(c) & -GUEST_PAGE;
	struct machine *m = machine_of(c);

	if (!m->bus_code)
		return cell_region(c)->source->class == SOURCE_POISON ?
		       "no SIGBUS for the poisoned page" : NULL;
	if (m->bus_code != BUS_MCEERR_AR || m->bus_addr != page)
		return complain("SIGBUS with si_code %d, si_addr off by %ld", m->bus_code,
				(long)(m->bus_addr - page));
	return NULL;
}

static const char *check_untouched(struct machine *m)
{
	const uint8_t *copy = guest_data(m)->copy;
	size_t i;

	for (i = 0; i < FAULT_LEN; i++)
		if (copy[i] != UNTOUCHED)
			return complain("the guest went beyond the page: byte %zu is %#x", i,
					copy[i]);
	return NULL;
}

/* Killed, failed or not resumed: it may not have gone one step further. */
static const char *guest_conserve(struct fault_cell *c, long moved)
{
	struct machine *m = machine_of(c);

	(void)moved;
	if (m->odd_exits)
		return complain("EINTR with exit_reason %u, expected KVM_EXIT_INTR",
				m->odd_exit);
	if (guest_data(m)->entered > 1)
		return complain("the guest began %u times", guest_data(m)->entered);
	return check_bus_error(c) ?: (m->done ? NULL : check_untouched(m));
}

/* A poisoned page is no error of the call: a signal tells of it, and ends the call. */
static long guest_fails_on(enum source_class class, enum layout layout)
{
	(void)layout;
	return class == SOURCE_POISON ? -EINTR : 0;
}

/* One of each kind of page, where it makes no other difference. */
#define SOURCES_KINDS(X, path) \
	X(path, uffd_missing_anon) \
	X(path, uffd_missing_hugetlb) \
	X(path, uffd_minor_shmem)

#define GUEST_PATH(probe_fn, run_fn) \
	.needs = "kvm", .flags = GUEST_FLAGS, .fails_on = guest_fails_on, .probe = probe_fn, \
	.setup = guest_setup, .run = run_fn, .conserve = guest_conserve, \
	.teardown = guest_teardown

#endif /* KVM_GUEST_H */
