/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's own accesses, in one KVM_RUN each: a load, a store, an instruction fetch.
 */
#ifndef KVM_ACCESS_H
#define KVM_ACCESS_H

#define FAULTS_IN	"virt/kvm/kvm_main.c:hva_to_pfn_slow()"

FAULT_PATH(kvm_load, SOURCES_THP_LOAD, STIMULI_ORDERED) = {
	GUEST_PATH(guest_probe, guest_run),
	.name = "kvm_load", .class = PATH_KVM, .access = FAULT_LOAD, .decides = FAULTS_IN,
	.arm = load_arm, .check = load_check,
};

FAULT_PATH_FAILS(kvm_load, SOURCES_FAILING_KERNEL)
FAULT_PATH_RELEASES(kvm_load, RELEASES_LOAD)

#define STIMULI_STORE(X, path) \
	STIMULI_FEW(X, path) \
	X(path, sigusr1_blocked) \
	X(path, sigquit) \
	X(path, sigstop_sigcont) \
	X(path, timer_fast)

FAULT_PATH(kvm_store, SOURCES_THP_STORE, STIMULI_STORE) = {
	GUEST_PATH(guest_probe, guest_run),
	.name = "kvm_store", .class = PATH_KVM, .access = FAULT_STORE, .decides = FAULTS_IN,
	.arm = store_arm, .check = store_check,
};

FAULT_PATH_FAILS(kvm_store, SOURCES_FAILING_KERNEL)
FAULT_PATH_RELEASES(kvm_store, RELEASES_STORE)

static void fetch_fill(struct fault_cell *c, uint8_t *page)
{
	program_fetched(page + ((uint8_t *)cell_buf(c) - cell_page(c)));
}

static int fetch_arm(struct fault_cell *c)
{
	return guest_arm(c, program_fetch);
}

static const char *fetch_check(struct fault_cell *c, long ret)
{
	uint32_t fetched;
	uint8_t byte;
	const char *wrong = check_end(c, ret, &byte);

	if (wrong)
		return wrong;
	memcpy(&fetched, guest_data(machine_of(c))->copy, sizeof(fetched));
	if (fetched != FETCHED || byte != (FETCHED & 0xff))
		return complain("the guest fetched %#x, expected %#x", fetched, FETCHED);
	return check_page_around(c, 0);
}

FAULT_PATH(kvm_fetch, SOURCES_HELD_LOAD, STIMULI_FEW) = {
	GUEST_PATH(guest_probe, guest_run),
	.name = "kvm_fetch", .class = PATH_KVM, .access = FAULT_EXEC, .decides = FAULTS_IN,
	.fill = fetch_fill, .arm = fetch_arm, .check = fetch_check,
};

FAULT_PATH_FAILS(kvm_fetch, SOURCES_FAILING_KERNEL)

#endif /* KVM_ACCESS_H */
