// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest from beginning to end: make its machine and program, run and resume it, and check
 * the end: the exact bytes, the program run once, no step beyond the page that stalls.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "guest.h"
#include "sources.h"

/* Bound for resumptions: each pending signal ends KVM_RUN once, and there are a few at most. */
#define RESUMES		16

static struct machine *bus_error_in;

static void on_bus_error(int signo, siginfo_t *info, void *ucontext)
{
	(void)signo;
	(void)ucontext;
	bus_error_in->bus_code = info->si_code;
	bus_error_in->bus_addr = (uintptr_t)info->si_addr;
}

/* Catch the SIGBUS by which KVM reports a poisoned page: kvm_send_hwpoison_signal(). */
static int catch_bus_error(struct machine *m)
{
	struct sigaction action = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO };

	bus_error_in = m;
	return sigaction(SIGBUS, &action, NULL) ? -errno : 0;
}

/**
 * guest_setup() - .setup of a path that runs a guest.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int guest_setup(struct fault_cell *c)
{
	*cell_priv(c) = machine_map();
	return *cell_priv(c) ? 0 : -ENOMEM;
}

/**
 * guest_teardown() - .teardown of a path that runs a guest.
 * @c: the cell.
 */
void guest_teardown(struct fault_cell *c)
{
	if (machine_of(c))
		munmap(machine_of(c), sizeof(struct machine));
}

/**
 * guest_held_address() - address of the cell's buffer in the guest.
 * @c: the cell.
 * Return: its physical address.
 */
uint32_t guest_held_address(struct fault_cell *c)
{
	return GUEST_HELD + ((uint8_t *)cell_buf(c) - cell_page(c));
}

/**
 * guest_arm() - make the machine; the program is written before the vCPU is there to fetch it.
 * @c: the cell.
 * @program: the guest's program.
 * Return: 0 or -errno.
 */
int guest_arm(struct fault_cell *c, enum guest_program program)
{
	struct machine *m = machine_of(c);

	program_write(m, program, guest_held_address(c));
	return machine_create(m, machine_place_tss) ?:
	       machine_set_held(m, cell_page(c), cell_region(c)->page_size) ?:
	       vcpu_reset(m, false) ?: catch_bus_error(m);
}

/**
 * guest_load_arm() - .arm of a path whose guest loads.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int guest_load_arm(struct fault_cell *c)
{
	return guest_arm(c, PROGRAM_LOAD);
}

/**
 * guest_store_arm() - .arm of a path whose guest stores.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int guest_store_arm(struct fault_cell *c)
{
	return guest_arm(c, PROGRAM_STORE);
}

/**
 * guest_run() - .run of a path that is one KVM_RUN.
 * @c: the cell.
 * Return: result of the call, or -errno.
 */
long guest_run(struct fault_cell *c)
{
	return machine_run(machine_of(c));
}

/**
 * guest_resume() - after EINTR resume the guest at the instruction that stalled.
 * @m: the machine.
 * @ret: result of KVM_RUN.
 * Return: its result in the end.
 */
long guest_resume(struct machine *m, long ret)
{
	m->run->immediate_exit = 0;
	while (ret == -EINTR && m->resumed < RESUMES) {
		m->resumed++;
		ret = machine_run(m);
	}
	return ret;
}

/**
 * guest_check_end() - check that the guest comes to its end, once.
 * @c: the cell.
 * @ret: result of KVM_RUN; after EINTR the guest is resumed.
 * @byte: out: the byte that the guest reports at its end.
 * Return: NULL, or a complaint.
 */
const char *guest_check_end(struct fault_cell *c, long ret, uint8_t *byte)
{
	struct machine *m = machine_of(c);

	ret = guest_resume(m, ret);
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

/**
 * guest_load_check() - .check of a path whose guest loads.
 * @c: the cell.
 * @ret: result of KVM_RUN.
 * Return: NULL, or a complaint.
 */
const char *guest_load_check(struct fault_cell *c, long ret)
{
	uint8_t byte;

	return guest_check_end(c, ret, &byte) ?: check_content(c, &byte, 1) ?:
	       check_content(c, guest_data(machine_of(c))->copy, FAULT_LEN) ?:
	       check_page_around(c, 0);
}

/**
 * guest_store_check() - .check of a path whose guest stores.
 * @c: the cell.
 * @ret: result of KVM_RUN.
 * Return: NULL, or a complaint.
 */
const char *guest_store_check(struct fault_cell *c, long ret)
{
	uint8_t byte;

	return guest_check_end(c, ret, &byte) ?: check_payload(&byte, 1) ?:
	       check_payload(cell_buf(c), FAULT_LEN) ?: check_page_around(c, FAULT_LEN);
}

static const char *check_bus_error(struct fault_cell *c)
{
	uintptr_t page = (uintptr_t)cell_buf(c) & -GUEST_PAGE;
	struct machine *m = machine_of(c);

	if (!m->bus_code)
		return cell_region(c)->source->error == FAULT_POISON ?
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

/**
 * guest_conserve() - .conserve: check that a guest that was killed, failed or not resumed has
 *		      not gone one step further.
 * @c: the cell.
 * @moved: unused.
 * Return: NULL, or a complaint.
 */
const char *guest_conserve(struct fault_cell *c, long moved)
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

/**
 * guest_fails_on() - .fails_on: a poisoned page is no error of the call; a signal reports it
 *		      and ends the call.
 * @error: what is wrong with the page.
 * @layout: unused.
 * Return: as fault_path.fails_on.
 */
long guest_fails_on(enum fault_error error, enum layout layout)
{
	(void)layout;
	return error == FAULT_POISON ? -EINTR : 0;
}

const struct fault_source *const sources_kvm_kinds[] = {
	&source_uffd_missing_anon, &source_uffd_missing_hugetlb, &source_uffd_minor_shmem, NULL
};
