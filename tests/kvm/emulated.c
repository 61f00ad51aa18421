// SPDX-License-Identifier: GPL-2.0-only
/*
 * String I/O: KVM's instruction emulator reads or writes guest memory itself, by
 * uaccess on the host's address of it.
 *
 * Deciding kernel code: arch/x86/kvm/x86.c:emulator_read_write_onepage();
 * virt/kvm/kvm_main.c:__kvm_read_guest_page(), __kvm_write_guest_page().
 */
#include <errno.h>
#include <string.h>

#include "families.h"
#include "guest.h"

#define IO_LEN		sizeof(uint32_t)

static int outs_arm(struct fault_cell *c)
{
	return guest_arm(c, PROGRAM_OUTS);
}

/* Resume the guest up to the end of its program, whose OUT reports the byte in AL. */
static const char *check_outs(struct fault_cell *c, long ret)
{
	struct machine *m = machine_of(c);
	uint8_t byte;

	ret = guest_resume(m, ret);
	if (ret || !guest_is_io(m, KVM_EXIT_IO_OUT, DATA_PORT, IO_LEN))
		return complain("KVM_RUN returned %ld with exit_reason %u, expected OUTS", ret,
				m->run->exit_reason);
	return check_content(c, guest_io_data(m), IO_LEN) ?:
	       guest_check_end(c, machine_run(m), &byte) ?: check_page_around(c, 0);
}

static const struct fault_path path_kvm_outs = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_emulated, .run = guest_run,
	.name = "kvm_outs", .class = PATH_UACCESS, .access = FAULT_LOAD, .len = IO_LEN,
	.decides = "virt/kvm/kvm_main.c:__kvm_read_guest_page()",
	.arm = outs_arm, .check = check_outs,
};

static int ins_arm(struct fault_cell *c)
{
	return guest_arm(c, PROGRAM_INS);
}

/* The monitor first has to supply the data; the next KVM_RUN stores it. */
static long ins_run(struct fault_cell *c)
{
	struct machine *m = machine_of(c);
	uint32_t data = IO_DATA;
	long ret = machine_run(m);

	if (ret || !guest_is_io(m, KVM_EXIT_IO_IN, DATA_PORT, IO_LEN))
		return ret ?: -EPROTO;
	memcpy(guest_io_data(m), &data, sizeof(data));
	return machine_run(m);
}

static const char *ins_check(struct fault_cell *c, long ret)
{
	const char *wrong;
	uint32_t stored;
	uint8_t byte;

	wrong = guest_check_end(c, ret, &byte);
	if (wrong)
		return wrong;
	memcpy(&stored, cell_buf(c), sizeof(stored));
	if (stored != IO_DATA)
		return complain("INS stored %#x, expected %#x", stored, IO_DATA);
	return check_page_around(c, IO_LEN);
}

static const struct fault_path path_kvm_ins = {
	RUNS_GUEST, .flags = GUEST_FLAGS, .probe = kvm_probe_emulated, .run = ins_run,
	.name = "kvm_ins", .class = PATH_UACCESS, .access = FAULT_STORE, .len = IO_LEN,
	.decides = "virt/kvm/kvm_main.c:__kvm_write_guest_page()",
	.arm = ins_arm, .check = ins_check,
};

const struct matrix_row rows_kvm_emulated[] = {
	{ .path = &path_kvm_outs, .sources = sources_kvm_kinds, .stimuli = stimuli_few },
	{ .path = &path_kvm_ins, .sources = sources_kvm_kinds, .stimuli = stimuli_few },
	{ }
};
