// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wrong results and wrong data: counts, bytes, what is left in a pipe, and the
 * siginfo of a user-mode fault that can't be resolved.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"

static long read_one_less(struct fault_cell *c)
{
	return rig_vm_read(c, FAULT_LEN - 1);
}

/* Move the bytes ahead of the page that can't be had, and claim that a signal made it EINTR. */
static long read_past_and_claim_eintr(struct fault_cell *c)
{
	uint8_t copy[2 * FAULT_LEN];
	struct iovec local = { copy, sizeof(copy) }, remote = { cell_buf(c), cell_len(c) };
	long ret = sysret(process_vm_readv(getpid(), &local, 1, &remote, 1, 0));

	return ret == FAULT_LEN ? -EINTR : ret;
}

static const struct fault_path path_hides_count = {
	.name = "hides_count", GUP_VICTIM, .fails = { 0, 0, FAULT_LEN }, .setup = rig_setup,
	.run = read_past_and_claim_eintr, .teardown = rig_teardown,
};

static long read_and_claim_eintr(struct fault_cell *c)
{
	rig_gup_run(c);
	return -EINTR;
}

/* EINTR although the signal was blocked, and no EINTR although it was pending. */
static const struct fault_path path_eintr_although_blocked = {
	.name = "eintr_although_blocked", GUP_VICTIM, .flags = PATH_EINTR_AFTER | PATH_EINTR_DUE,
	.setup = rig_setup, .run = read_and_claim_eintr, .teardown = rig_teardown,
};

static const struct fault_path path_no_eintr = {
	.name = "no_eintr", GUP_VICTIM, .flags = PATH_EINTR_DUE, .setup = rig_setup,
	.run = rig_gup_run, .check = rig_gup_check, .teardown = rig_teardown,
};

/* EINTR is documented only after a signal, and claims_eintr is sent none. */
static const struct fault_path path_good_eintr = {
	.name = "good_eintr", GUP_VICTIM, .flags = PATH_EINTR_AFTER, .setup = rig_setup,
	.run = read_and_claim_eintr, .teardown = rig_teardown,
};

static long read_and_corrupt(struct fault_cell *c)
{
	long ret = rig_gup_run(c);

	rig_of(c)->copy[50] ^= 0xff;
	return ret;
}

/* A call that is resumed after EINTR is checked as if it had never returned. */
static long corrupt_and_claim_eintr(struct fault_cell *c)
{
	read_and_corrupt(c);
	return -EINTR;
}

static const struct fault_path path_resumes_wrong = {
	.name = "resumes_wrong", GUP_VICTIM, .flags = PATH_EINTR_AFTER | PATH_RESUMES,
	.setup = rig_setup, .run = corrupt_and_claim_eintr, .check = rig_gup_check,
	.teardown = rig_teardown,
};

/* A release that brings the page's content although a zero page was asked for. */
static const struct fault_release release_not_zeroed = {
	.name = "zeropage", .content = CONTENT_ZERO, .apply = held_release,
};

static const struct source_ops not_zeroed_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = held_release, .wake = held_wake,
};

static const struct fault_source source_not_zeroed = {
	.name = "not_zeroed", HELD_SOURCE, .ops = &not_zeroed_ops,
};

static long read_beside(struct fault_cell *c)
{
	long ret = rig_gup_run(c);

	*((uint8_t *)cell_buf(c) + FAULT_LEN) ^= 0xff;
	return ret;
}

static long read_and_garble(struct fault_cell *c)
{
	long ret = rig_pipe_run(c);

	*(uint8_t *)cell_buf(c) ^= 0xff;
	return ret;
}

/* ---- bytes that were taken and not delivered ---- */

static void drain(struct fault_cell *c)
{
	char lost[10];

	if (read(cell_fds(c)[0], lost, sizeof(lost)) != sizeof(lost))
		_exit(EXIT_FAILURE);
}

static long read_and_drain(struct fault_cell *c)
{
	long ret = rig_pipe_run(c);

	drain(c);
	return ret;
}

/* Drain the pipe before the victim is killed, so that bytes are gone that no call returned. */
static long drain_and_read(struct fault_cell *c)
{
	drain(c);
	return rig_pipe_run(c);
}

/* ---- the siginfo of a user-mode fault ---- */

static void load_next_word(struct fault_cell *c)
{
	rig_of(c)->copy[0] = *((volatile uint8_t *)cell_buf(c) + 8);
}

static long load_beside(struct fault_cell *c)
{
	return guard_access(load_next_word, c);
}

static long unmap_and_load(struct fault_cell *c)
{
	if (munmap(cell_page(c), small_page()))
		return -errno;
	return rig_load_run(c);
}

/* ---- the signal frame and the counts of a good load, with one field changed ---- */

#ifdef __x86_64__
static long frame_of_write_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->frame.write = true;
	return ret;
}

static long frame_of_fetch_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->frame.exec = true;
	return ret;
}

static long frame_of_kernel_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->frame.user = false;
	return ret;
}

static long frame_of_trap_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->frame.page_fault = false;
	return ret;
}

static long frame_of_page_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->frame.present = true;
	return ret;
}

static long frame_of_key_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->frame.key = true;
	return ret;
}

static long frame_of_protection_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->frame.error = 4;
	return ret;
}

static long frame_address_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->frame.addr += 8;
	return ret;
}

static long frame_pc_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->frame.pc -= 64;
	return ret;
}
#endif

/* The siginfo is made up, so that no CONFIG_MEMORY_FAILURE is needed. */
static long wrong_lsb_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->fault_code = BUS_MCEERR_AR;
	c->victim.shared->fault_lsb = 5;
	return ret;
}

static long needless_lsb_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->fault_lsb = 12;
	return ret;
}

/* The siginfo is made up, so that no protection keys are needed. */
static long wrong_pkey_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->fault_code = SEGV_PKUERR;
	c->victim.shared->fault_pkey = 5;
	return ret;
}

static long counts_failure_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->minflt++;
	return ret;
}

static long counts_twice_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->majflt++;
	return ret;
}

static long counts_never_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->minflt = 0;
	c->victim.shared->majflt = 0;
	return ret;
}

static long interrupts_elsewhere_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->log[0].pc += small_page();
	return ret;
}

static long load_nothing(struct fault_cell *c)
{
	(void)c;
	return 0;
}

const struct control controls_data[] = {
	{ .name = "short_count", CELL(good_gup, uffd_missing_anon, none), .run = read_one_less,
	  .observed = OUTCOME_WRONG, .words = HELD "; returned 99, expected 100$" },
	/* There are 100 good bytes ahead of the bad page, but the row of the path says -EFAULT. */
	{ .name = "count_not_failure", CELL(good_gup, prot_none, none),
	  .cell.layout = LAYOUT_MID_BUFFER, .observed = OUTCOME_WRONG,
	  .words = "^returned 100, expected -EFAULT$" },
	{ .name = "hides_count", CELL(hides_count, uffd_missing_anon, sigusr1),
	  .cell.layout = LAYOUT_HELD_FIRST, .observed = OUTCOME_WRONG,
	  .words = HELD "; returned -EINTR, expected 100$" },
	{ .name = "eintr_although_blocked",
	  CELL(eintr_although_blocked, uffd_missing_anon, sigusr1_blocked),
	  .observed = OUTCOME_WRONG, .words = HELD "; returned -EINTR, expected 100$" },
	{ .name = "no_eintr", CELL(no_eintr, uffd_missing_anon, sigusr1),
	  .observed = OUTCOME_WRONG, .words = HELD "; returned 100, expected -EINTR$" },
	{ .name = "claims_eintr", CELL(good_eintr, uffd_missing_anon, none),
	  .observed = OUTCOME_WRONG, .words = HELD "; returned -EINTR, expected 100$" },
	{ .good = { .path = &path_good_eintr, .sources = sources_anon,
		    .stimuli = STIMULI(&stimulus_sigusr1) } },
	{ .name = "corrupts_data", CELL(good_gup, uffd_missing_anon, none),
	  .run = read_and_corrupt, .observed = OUTCOME_WRONG,
	  .words = HELD "; data differs at byte 50: 0x[0-9a-f]+, expected 0x[0-9a-f]+$" },
	{ .name = "resumes_wrong", CELL(resumes_wrong, uffd_missing_anon, sigusr1),
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; data differs at byte 50: 0x[0-9a-f]+, expected 0x[0-9a-f]+$" },
	{ .name = "not_zeroed", CELL(good_gup, not_zeroed, none),
	  .cell.release = &release_not_zeroed, .observed = OUTCOME_WRONG,
	  .words = HELD "; data differs at byte 0: 0x[0-9a-f]+, expected 0$" },
	{ .name = "changes_page", CELL(good_gup, uffd_missing_anon, none), .run = read_beside,
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; byte 164 of the page changed: 0x[0-9a-f]+, expected 0x[0-9a-f]+$" },
	{ .name = "garbles_payload", CELL(good_pipe, uffd_missing_anon, none),
	  .run = read_and_garble, .observed = OUTCOME_WRONG,
	  .words = HELD "; data differs at byte 0: 0xfe, expected 0x1$" },
	{ .name = "drains_pipe", CELL(good_pipe, uffd_missing_anon, none),
	  .run = read_and_drain, .observed = OUTCOME_WRONG,
	  .words = HELD "; 90 bytes left in the pipe, expected 100$" },
	{ .name = "dies_with_bytes", CELL(good_pipe, uffd_missing_anon, sigkill),
	  .run = drain_and_read, .observed = OUTCOME_WRONG,
	  .words = HELD "; 190 bytes left in the pipe, expected 200$" },
	{ .name = "wrong_address", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = load_beside, .observed = OUTCOME_WRONG,
	  .words = "^si_addr is off by 8$" },
	/* The si_code is SEGV_MAPERR, but SEGV_ACCERR is due. */
	{ .name = "wrong_code", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = unmap_and_load, .observed = OUTCOME_WRONG,
	  .words = "^signal 11 with si_code 1$" },
	/* The signal is SIGSEGV, but SIGBUS is due. */
	{ .name = "wrong_signal", CELL(good_load, beyond_eof, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = unmap_and_load, .observed = OUTCOME_WRONG,
	  .words = "^signal 11 with si_code 1$" },
#ifdef __x86_64__
	{ .name = "frame_of_write", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = frame_of_write_run,
	  .observed = OUTCOME_WRONG, .words = "^the frame tells of a write$" },
	{ .name = "frame_of_fetch", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = frame_of_fetch_run,
	  .observed = OUTCOME_WRONG, .words = "^the frame tells of an instruction fetch$" },
	{ .name = "frame_of_kernel", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = frame_of_kernel_run,
	  .observed = OUTCOME_WRONG,
	  .words = "^the frame tells of no page fault of user mode$" },
	{ .name = "frame_of_trap", CELL(good_load, beyond_eof, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = frame_of_trap_run, .observed = OUTCOME_WRONG,
	  .words = "^the frame tells of no page fault of user mode$" },
	{ .name = "frame_of_page", CELL(good_load, unmapped, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = frame_of_page_run,
	  .observed = OUTCOME_WRONG, .words = "^the frame tells of a page that is there$" },
	{ .name = "frame_of_key", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = frame_of_key_run,
	  .observed = OUTCOME_WRONG, .words = "^the frame tells of a protection key$" },
	{ .name = "frame_of_protection", CELL(good_load, noncanonical, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = frame_of_protection_run,
	  .observed = OUTCOME_WRONG,
	  .words = "^the frame tells of no protection fault with error code 0$" },
	{ .name = "frame_address", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = frame_address_run, .observed = OUTCOME_WRONG,
	  .words = "^the frame's address is off by 8$" },
	{ .name = "frame_pc", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = frame_pc_run, .observed = OUTCOME_WRONG,
	  .words = "^the frame's instruction is none of the access$" },
#endif
	{ .name = "wrong_lsb", CELL(good_load, uffd_poison, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = wrong_lsb_run, .observed = OUTCOME_WRONG,
	  .words = "^si_addr_lsb is 5, expected [0-9]+$" },
	{ .name = "needless_lsb", CELL(good_load, beyond_eof, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = needless_lsb_run, .observed = OUTCOME_WRONG,
	  .words = "^si_addr_lsb is 12, expected 0$" },
	{ .name = "wrong_pkey", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = wrong_pkey_run, .observed = OUTCOME_WRONG,
	  .words = "^signal 11 with si_code 4; si_pkey is 5, expected 0$" },
	{ .name = "counts_failure", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = counts_failure_run,
	  .observed = OUTCOME_WRONG,
	  .words = "^ru_minflt grew by 1, ru_majflt by 0, expected 0 together$" },
	{ .name = "counts_twice", CELL(good_load, uffd_missing_anon, none),
	  .run = counts_twice_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; ru_minflt grew by [01], ru_majflt by [12], expected 1 together" },
	{ .name = "counts_never", CELL(good_load, uffd_missing_anon, none),
	  .run = counts_never_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; ru_minflt grew by 0, ru_majflt by 0, expected 1 together$" },
	{ .name = "interrupts_elsewhere", CELL(good_load, uffd_missing_anon, sigusr1),
	  .run = interrupts_elsewhere_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; signal 1 interrupted another instruction than the access$" },
	{ .name = "bad_access_succeeds", CELL(good_load, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = load_nothing, .observed = OUTCOME_WRONG,
	  .words = "^returned 0, expected -EFAULT$" },
	{ }
};
