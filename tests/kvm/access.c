// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's own accesses, in one KVM_RUN each: a load, a store, an instruction fetch.
 */
#include <string.h>

#include "families.h"
#include "guest.h"
#include "sources.h"

const struct fault_path path_kvm_load = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_guest, .run = guest_run,
	.name = "kvm_load", .class = PATH_KVM, .access = FAULT_LOAD, .decides = GUEST_FAULTS_IN,
	.arm = guest_load_arm, .check = guest_load_check,
};

static const struct stimulus *const stimuli_store[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigstop, &stimulus_sigkill,
	&stimulus_sigusr1_blocked, &stimulus_sigquit, &stimulus_sigstop_sigcont,
	&stimulus_timer_fast, NULL
};

static const struct fault_path path_kvm_store = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_guest, .run = guest_run,
	.name = "kvm_store", .class = PATH_KVM, .access = FAULT_STORE, .decides = GUEST_FAULTS_IN,
	.arm = guest_store_arm, .check = guest_store_check,
};

static void fetch_fill(struct fault_cell *c, uint8_t *page)
{
	program_fetched(cell_buf_in(c, page));
}

static int fetch_arm(struct fault_cell *c)
{
	return guest_arm(c, PROGRAM_FETCH);
}

static const char *fetch_check(struct fault_cell *c, long ret)
{
	uint32_t fetched;
	uint8_t byte;
	const char *wrong = guest_check_end(c, ret, &byte);

	if (wrong)
		return wrong;
	memcpy(&fetched, guest_data(machine_of(c))->copy, sizeof(fetched));
	if (fetched != FETCHED || byte != (FETCHED & 0xff))
		return complain("the guest fetched %#x, expected %#x", fetched, FETCHED);
	return check_page_around(c, 0);
}

static const struct fault_path path_kvm_fetch = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_guest, .run = guest_run,
	.name = "kvm_fetch", .class = PATH_KVM, .access = FAULT_EXEC, .decides = GUEST_FAULTS_IN,
	.fill = fetch_fill, .arm = fetch_arm, .check = fetch_check,
};

const struct matrix_row rows_kvm_access[] = {
	{ .path = &path_kvm_load, .sources = sources_thp_load, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel, .releases = releases_load },
	{ .path = &path_kvm_store, .sources = sources_thp_store, .stimuli = stimuli_store,
	  .fails = sources_failing_kernel, .releases = releases_store },
	{ .path = &path_kvm_fetch, .sources = sources_held_load, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel },
	{ }
};
