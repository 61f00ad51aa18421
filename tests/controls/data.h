/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Wrong results and wrong data: counts, bytes, what is left in a pipe, and the
 * siginfo of a user-mode fault that can't be resolved.
 */
#ifndef FAULTSIG_CONTROLS_DATA_H
#define FAULTSIG_CONTROLS_DATA_H

static long read_one_less(struct fault_cell *c)
{
	return vm_read(c, FAULT_LEN - 1);
}

static const struct fault_path path_short_count = {
	GUP_VICTIM(short_count), .setup = rig_setup, .run = read_one_less,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(short_count, short_count, uffd_missing_anon, none,
	OUTCOME_WRONG, HELD "; returned 99, expected 100$")

/* A hundred good bytes ahead of the bad page: the row of that path says -EFAULT. */
CONTROL(count_not_failure, good_gup, prot_none, none,
	OUTCOME_WRONG, "^returned 100, expected -EFAULT$", .cell.layout = LAYOUT_MID_BUFFER)

/* Bytes were moved before the page that can't be had, and a signal made it EINTR. */
static long read_past_and_claim_eintr(struct fault_cell *c)
{
	uint8_t copy[2 * FAULT_LEN];
	struct iovec local = { copy, sizeof(copy) }, remote = { cell_buf(c), cell_len(c) };
	long ret = sysret(process_vm_readv(getpid(), &local, 1, &remote, 1, 0));

	return ret == FAULT_LEN ? -EINTR : ret;
}

static const struct fault_path path_hides_count = {
	GUP_VICTIM(hides_count), .fails = { 0, 0, FAULT_LEN }, .setup = rig_setup,
	.run = read_past_and_claim_eintr, .teardown = rig_teardown,
};

CONTROL(hides_count, hides_count, uffd_missing_anon, sigusr1,
	OUTCOME_WRONG, HELD "; returned -EINTR, expected 100$",
	.cell.layout = LAYOUT_HELD_FIRST)

static long read_and_claim_eintr(struct fault_cell *c)
{
	gup_run(c);
	return -EINTR;
}

/* EINTR of a wait whose signal was blocked, and none of one that was pending. */
static const struct fault_path path_eintr_although_blocked = {
	GUP_VICTIM(eintr_although_blocked), .flags = PATH_EINTR_AFTER | PATH_EINTR_DUE,
	.setup = rig_setup, .run = read_and_claim_eintr, .teardown = rig_teardown,
};

CONTROL(eintr_although_blocked, eintr_although_blocked, uffd_missing_anon, sigusr1_blocked,
	OUTCOME_WRONG, HELD "; returned -EINTR, expected 100$")

static const struct fault_path path_no_eintr = {
	GUP_VICTIM(no_eintr), .flags = PATH_EINTR_DUE, .setup = rig_setup, .run = gup_run,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(no_eintr, no_eintr, uffd_missing_anon, sigusr1,
	OUTCOME_WRONG, HELD "; returned 100, expected -EINTR$")

/* EINTR is documented after a signal, and only then. */
static const struct fault_path path_claims_eintr = {
	GUP_VICTIM(claims_eintr), .flags = PATH_EINTR_AFTER, .setup = rig_setup,
	.run = read_and_claim_eintr, .teardown = rig_teardown,
};

CONTROL(claims_eintr, claims_eintr, uffd_missing_anon, none,
	OUTCOME_WRONG, HELD "; returned -EINTR, expected 100$")

FAULT_PATH(good_eintr, SOURCES_ANON, STIMULI_SIGUSR1) = {
	GUP_VICTIM(good_eintr), .flags = PATH_EINTR_AFTER, .setup = rig_setup,
	.run = read_and_claim_eintr, .teardown = rig_teardown,
};

static long read_and_corrupt(struct fault_cell *c)
{
	long ret = gup_run(c);

	rig_of(c)->copy[50] ^= 0xff;
	return ret;
}

static const struct fault_path path_corrupts_data = {
	GUP_VICTIM(corrupts_data), .setup = rig_setup, .run = read_and_corrupt,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(corrupts_data, corrupts_data, uffd_missing_anon, none,
	OUTCOME_WRONG, HELD "; data differs at byte 50: 0x[0-9a-f]+, expected 0x[0-9a-f]+$")

/* A call that is resumed after EINTR is checked as if it had never returned. */
static long corrupt_and_claim_eintr(struct fault_cell *c)
{
	read_and_corrupt(c);
	return -EINTR;
}

static const struct fault_path path_resumes_wrong = {
	GUP_VICTIM(resumes_wrong), .flags = PATH_EINTR_AFTER | PATH_RESUMES,
	.setup = rig_setup, .run = corrupt_and_claim_eintr, .check = gup_check,
	.teardown = rig_teardown,
};

CONTROL(resumes_wrong, resumes_wrong, uffd_missing_anon, sigusr1,
	OUTCOME_WRONG, HELD "; data differs at byte 50: 0x[0-9a-f]+, expected 0x[0-9a-f]+$")

/* The page's content where a zero page was asked for. */
static int release_with_content(struct fault_cell *c, enum release_how how)
{
	(void)how;
	return held_release(c, RELEASE_RESOLVE);
}

HELD_SOURCE(not_zeroed, .arm = held_arm, .next = held_next,
	    .release = release_with_content, .wake = held_wake);

CONTROL(not_zeroed, good_gup, not_zeroed, none,
	OUTCOME_WRONG, HELD "; data differs at byte 0: 0x[0-9a-f]+, expected 0$",
	.cell.release = RELEASE_ZEROPAGE)

static long read_beside(struct fault_cell *c)
{
	long ret = gup_run(c);

	*((uint8_t *)cell_buf(c) + FAULT_LEN) ^= 0xff;
	return ret;
}

static const struct fault_path path_changes_page = {
	GUP_VICTIM(changes_page), .setup = rig_setup, .run = read_beside,
	.check = gup_check, .teardown = rig_teardown,
};

CONTROL(changes_page, changes_page, uffd_missing_anon, none,
	OUTCOME_WRONG, HELD "; byte 164 of the page changed: 0x[0-9a-f]+, expected 0x[0-9a-f]+$")

static long read_and_garble(struct fault_cell *c)
{
	long ret = pipe_run(c);

	*(uint8_t *)cell_buf(c) ^= 0xff;
	return ret;
}

static const struct fault_path path_garbles_payload = {
	PIPE_VICTIM(garbles_payload), .setup = pipe_setup, .run = read_and_garble,
	.check = pipe_check, .conserve = pipe_conserve,
};

CONTROL(garbles_payload, garbles_payload, uffd_missing_anon, none,
	OUTCOME_WRONG, HELD "; data differs at byte 0: 0xfe, expected 0x1$")

/* ---- bytes that were taken and not delivered ---- */

static void drain(struct fault_cell *c)
{
	char lost[10];

	if (read(cell_fds(c)[0], lost, sizeof(lost)) != sizeof(lost))
		_exit(EXIT_FAILURE);
}

static long read_and_drain(struct fault_cell *c)
{
	long ret = pipe_run(c);

	drain(c);
	return ret;
}

static const struct fault_path path_drains_pipe = {
	PIPE_VICTIM(drains_pipe), .setup = pipe_setup, .run = read_and_drain,
	.check = pipe_check, .conserve = pipe_conserve,
};

CONTROL(drains_pipe, drains_pipe, uffd_missing_anon, none,
	OUTCOME_WRONG, HELD "; 90 bytes left in the pipe, expected 100$")

/* Killed, with bytes gone that nobody got. */
static long drain_and_read(struct fault_cell *c)
{
	drain(c);
	return pipe_run(c);
}

static const struct fault_path path_dies_with_bytes = {
	PIPE_VICTIM(dies_with_bytes), .setup = pipe_setup, .run = drain_and_read,
	.check = pipe_check, .conserve = pipe_conserve,
};

CONTROL(dies_with_bytes, dies_with_bytes, uffd_missing_anon, sigkill,
	OUTCOME_WRONG, HELD "; 190 bytes left in the pipe, expected 200$")

/* ---- the siginfo of a user-mode fault ---- */

static void load_next_word(struct fault_cell *c)
{
	rig_of(c)->copy[0] = *((volatile uint8_t *)cell_buf(c) + 8);
}

static long load_beside(struct fault_cell *c)
{
	return guard_access(load_next_word, c);
}

static const struct fault_path path_wrong_address = {
	USER_VICTIM(wrong_address), .setup = rig_setup, .run = load_beside,
	.teardown = rig_teardown,
};

CONTROL(wrong_address, wrong_address, prot_none, none,
	OUTCOME_WRONG, "^si_addr is off by 8$", .cell.layout = LAYOUT_FIRST_BYTE)

static long unmap_and_load(struct fault_cell *c)
{
	if (munmap(cell_page(c), small_page()))
		return -errno;
	return load_run(c);
}

static const struct fault_path path_wrong_code = {
	USER_VICTIM(wrong_code), .setup = rig_setup, .run = unmap_and_load,
	.teardown = rig_teardown,
};

/* SEGV_MAPERR where SEGV_ACCERR is due. */
CONTROL(wrong_code, wrong_code, prot_none, none,
	OUTCOME_WRONG, "^signal 11 with si_code 1$", .cell.layout = LAYOUT_FIRST_BYTE)

/* SIGSEGV where SIGBUS is due. */
CONTROL(wrong_signal, wrong_code, beyond_eof, none,
	OUTCOME_WRONG, "^signal 11 with si_code 1$", .cell.layout = LAYOUT_FIRST_BYTE)

/* ---- the signal frame, and the counts, of a user-mode fault ---- */

/* A load as it should be, and one field of what came of it another one. */
#define SPOILED(path_name, statement) \
	static long path_name##_run(struct fault_cell *c) \
	{ \
		struct victim_shared *s = c->victim.shared; \
		long ret = load_run(c); \
		\
		statement; \
		return ret; \
	} \
	static const struct fault_path path_##path_name = { \
		USER_VICTIM(path_name), .setup = rig_setup, .run = path_name##_run, \
		.teardown = rig_teardown, \
	}

#define SPOILED_FAILURE(path_name, statement, source_name, regex) \
	SPOILED(path_name, statement); \
	CONTROL(path_name, path_name, source_name, none, OUTCOME_WRONG, "^" regex "$", \
		.cell.layout = LAYOUT_FIRST_BYTE)

#ifdef __x86_64__
SPOILED_FAILURE(frame_of_write, s->frame.write = true, prot_none,
		"the frame tells of a write")
SPOILED_FAILURE(frame_of_fetch, s->frame.exec = true, prot_none,
		"the frame tells of an instruction fetch")
SPOILED_FAILURE(frame_of_kernel, s->frame.user = false, prot_none,
		"the frame tells of no page fault of user mode")
SPOILED_FAILURE(frame_of_trap, s->frame.page_fault = false, beyond_eof,
		"the frame tells of no page fault of user mode")
SPOILED_FAILURE(frame_address, s->frame.addr += 8, prot_none,
		"the frame's address is off by 8")
SPOILED_FAILURE(frame_pc, s->frame.pc -= 64, prot_none,
		"the frame's instruction is none of the access")
#endif
/* As with CONFIG_MEMORY_FAILURE, and as with protection keys, on any machine. */
SPOILED_FAILURE(wrong_lsb, (s->fault_code = BUS_MCEERR_AR, s->fault_lsb = 5), uffd_poison,
		"si_addr_lsb is 5, expected [0-9]+")
SPOILED_FAILURE(wrong_pkey, (s->fault_code = SEGV_PKUERR, s->fault_pkey = 5), prot_none,
		"signal 11 with si_code 4; si_pkey is 5, expected 0")
SPOILED_FAILURE(counts_failure, s->minflt++, prot_none,
		"ru_minflt grew by 1, ru_majflt by 0, expected 0 together")

SPOILED(counts_twice, s->majflt++);
CONTROL(counts_twice, counts_twice, uffd_missing_anon, none, OUTCOME_WRONG,
	HELD "; ru_minflt grew by [01], ru_majflt by [12], expected 1 together")
SPOILED(counts_never, (s->minflt = 0, s->majflt = 0));
CONTROL(counts_never, counts_never, uffd_missing_anon, none, OUTCOME_WRONG,
	HELD "; ru_minflt grew by 0, ru_majflt by 0, expected 1 together$")
SPOILED(interrupts_elsewhere, s->log[0].pc += small_page());
CONTROL(interrupts_elsewhere, interrupts_elsewhere, uffd_missing_anon, sigusr1, OUTCOME_WRONG,
	HELD "; signal 1 interrupted another instruction than the access$")

static long load_nothing(struct fault_cell *c)
{
	(void)c;
	return 0;
}

static const struct fault_path path_succeeds = {
	USER_VICTIM(succeeds), .run = load_nothing,
};

CONTROL(bad_access_succeeds, succeeds, prot_none, none,
	OUTCOME_WRONG, "^returned 0, expected -EFAULT$", .cell.layout = LAYOUT_FIRST_BYTE)

#endif /* FAULTSIG_CONTROLS_DATA_H */
