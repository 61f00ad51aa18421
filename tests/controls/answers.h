/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers of system calls that are wrong in one place: the paths of uaccess, with calls
 * that imitate a kernel which writes too little, too much, or something else.
 */
#ifndef FAULTSIG_CONTROLS_ANSWERS_H
#define FAULTSIG_CONTROLS_ANSWERS_H

/**
 * WRONG_ANSWER() - a control that is the path of uaccess but for its call.
 * @control_name: the control's name.
 * @path_name: the path.
 * @run_it: its call.
 * @regex: what follows the numbers in the reason.
 */
#define WRONG_ANSWER(control_name, path_name, run_it, regex) \
	WRONG_PATH(control_name, path_name, run_it) \
	CONTROL(control_name, control_name, uffd_missing_anon, none, OUTCOME_WRONG, \
		HELD "; " regex "$")

#define WRONG_PATH(control_name, path_name, run_it) \
	static struct fault_path path_##control_name; \
	static void __attribute__((constructor)) control_name##_path(void) \
	{ \
		path_##control_name = path_##path_name; \
		path_##control_name.name = #control_name; \
		path_##control_name.run = run_it; \
	}

/* The same of a call whose page can't be had. */
#define WRONG_FAILURE(control_name, path_name, run_it, regex) \
	WRONG_PATH(control_name, path_name, run_it) \
	CONTROL(control_name, control_name, prot_none, none, OUTCOME_WRONG, "^" regex "$", \
		.cell.layout = LAYOUT_FIRST_BYTE)

static uint8_t *answered(struct fault_cell *c)
{
	return cell_buf(c);
}

/* A kernel-mode fault that stores one byte, and nothing else. */
static void store_random_byte(struct fault_cell *c)
{
	syscall(SYS_getrandom, cell_buf(c), 1, 0);
}

static long random_byte_run(struct fault_cell *c)
{
	store_random_byte(c);
	return cell_len(c);
}

WRONG_ANSWER(random_one_byte, getrandom, random_byte_run,
	     "[67] bytes up to byte [56], 6 of them in a row, are what was there")

/* The last ones are not random: they are what the page held. */
static long random_but_six_run(struct fault_cell *c)
{
	return syscall(SYS_getrandom, cell_buf(c), cell_len(c) - 6, 0) + 6;
}

WRONG_ANSWER(random_but_six, getrandom, random_but_six_run,
	     "[0-9]+ bytes up to byte 99, 6 of them in a row, are what was there")

/* Every eighth byte is left out. */
static long random_holes_run(struct fault_cell *c)
{
	long ret = getrandom_run(c);
	size_t i;

	for (i = 0; i < cell_len(c); i += 8)
		answered(c)[i] = cell_byte(c, i);
	return ret;
}

WRONG_ANSWER(random_holes, getrandom, random_holes_run,
	     "12 bytes up to byte [0-9]+, [0-9] of them in a row, are what was there")

static long sysinfo_byte_run(struct fault_cell *c)
{
	sysinfo(*cell_priv(c));
	store_random_byte(c);
	return 0;
}

WRONG_ANSWER(sysinfo_random_byte, sysinfo, sysinfo_byte_run,
	     "[0-9]+ units of [0-9]+ bytes of memory, the second time [0-9]+ of [0-9]+")

static long sysinfo_load_run(struct fault_cell *c)
{
	long ret = sysinfo_run(c);

	((struct sysinfo *)cell_buf(c))->loads[2] ^= 1UL << 19;
	return ret;
}

WRONG_ANSWER(sysinfo_other_load, sysinfo, sysinfo_load_run,
	     "a load of [0-9]+, before it was [0-9]+, now it is [0-9]+")

static long sysinfo_uptime_run(struct fault_cell *c)
{
	long ret = sysinfo_run(c);

	((struct sysinfo *)cell_buf(c))->uptime--;
	return ret;
}

WRONG_ANSWER(sysinfo_early, sysinfo, sysinfo_uptime_run,
	     "an uptime of [0-9]+ s, not between [0-9]+ and [0-9]+")

static long sysinfo_padding_run(struct fault_cell *c)
{
	long ret = sysinfo_run(c);

	((struct sysinfo *)cell_buf(c))->pad = 1;
	return ret;
}

WRONG_ANSWER(sysinfo_padding, sysinfo, sysinfo_padding_run,
	     "the padding of the structure is not 0")

/* Looks at the set as select() does, and does not write the result. */
static long select_silent_run(struct fault_cell *c)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	if (write(ends[WRITE_END], cell_buf(c), cell_len(c)) < 0)
		return -errno;
	close(ends[READ_END]);
	close(ends[WRITE_END]);
	return 1;
}

WRONG_ANSWER(select_silent, select, select_silent_run,
	     "select\\(\\) left another set than that of what is ready")

static long statx_inode_run(struct fault_cell *c)
{
	long ret = statx_run(c);

	((struct statx *)cell_buf(c))->stx_ino ^= 1;
	return ret;
}

WRONG_ANSWER(statx_other_inode, statx, statx_inode_run,
	     "stx_ino is [0-9]+, fstat\\(\\) says [0-9]+")

static long statx_attributes_run(struct fault_cell *c)
{
	long ret = statx_run(c);

	((struct statx *)cell_buf(c))->stx_attributes ^= 1;
	return ret;
}

WRONG_ANSWER(statx_other_attributes, statx, statx_attributes_run,
	     "the attributes are others the second time")

static long clock_early_run(struct fault_cell *c)
{
	long ret = clock_gettime_run(c);

	((struct timespec *)cell_buf(c))->tv_sec--;
	return ret;
}

WRONG_ANSWER(clock_early, clock_gettime, clock_early_run,
	     "the time is [0-9.]+, and not between [0-9]+ and [0-9]+ ns")

/* The page is read, and of the rest of the time nothing is told. */
static long sleep_untold_run(struct fault_cell *c)
{
	long ret = select_silent_run(c);

	return ret < 0 ? ret : -EINTR;
}

WRONG_ANSWER(sleep_untold, nanosleep_long, sleep_untold_run,
	     "0[.]002763306 s are said to be left")

static long waitid_uid_run(struct fault_cell *c)
{
	long ret = waitid_run(c);

	((siginfo_t *)cell_buf(c))->si_uid++;
	return ret;
}

WRONG_ANSWER(waitid_other_uid, waitid, waitid_uid_run, "si_errno 0, si_uid [0-9]+")

static long waitid_whole_run(struct fault_cell *c)
{
	long ret = waitid_run(c);

	answered(c)[sizeof(siginfo_t) - 1] = 0;
	return ret;
}

WRONG_ANSWER(waitid_writes_all, waitid, waitid_whole_run,
	     "byte 127 of siginfo_t was written: 0")

static long getdents_inode_run(struct fault_cell *c)
{
	long ret = getdents_run(c);

	answered(c)[0] ^= 1;
	return ret;
}

WRONG_ANSWER(getdents_other_inode, getdents, getdents_inode_run,
	     "the first entry is another the second time")

static long getdents_padding_run(struct fault_cell *c)
{
	long ret = getdents_run(c);

	answered(c)[ENTRY_LEN - 1] ^= 1;
	return ret;
}

WRONG_ANSWER(getdents_padding, getdents, getdents_padding_run,
	     "byte 23, behind the name, was written")

static long position_run(struct fault_cell *c)
{
	long ret = preadv2_nowait_run(c);

	lseek(cell_fds(c)[0], ret, SEEK_SET);
	return ret;
}

WRONG_ANSWER(moves_position, preadv2_nowait, position_run,
	     "the file position is 100, 0 bytes were moved")

static long sendfile_position_run(struct fault_cell *c)
{
	long ret = sendfile_offset_run(c);

	lseek(cell_fds(c)[2], START_OFFSET + ret, SEEK_SET);
	return ret;
}

WRONG_ANSWER(moves_other_position, sendfile_offset, sendfile_position_run,
	     "the file position moved to 111")

/* ---- descriptors that nobody was told ---- */

static long pipe2_and_leak(struct fault_cell *c)
{
	long ret = pipe2_call(c);

	dup(STDOUT_FILENO);
	return ret;
}

static long pipe2_leaks_run(struct fault_cell *c)
{
	return keep_table(c, pipe2_and_leak);
}

WRONG_FAILURE(pipe2_leaks, pipe2, pipe2_leaks_run,
	      "1 descriptors more than before, 0 were handed out")
WRONG_ANSWER(pipe2_leaks_more, pipe2, pipe2_leaks_run,
	     "3 descriptors more than before, 2 were handed out")

static long pipe2_wrong_number_run(struct fault_cell *c)
{
	long ret = pipe2_run(c);

	pair_at(c)[1] = STDOUT_FILENO;
	return ret;
}

WRONG_ANSWER(pipe2_wrong_number, pipe2, pipe2_wrong_number_run,
	     "descriptors [0-9]+ and 1 are not those that are new")

/* Installed before the number is stored, and not taken back. */
static long rights_and_leak(struct fault_cell *c)
{
	long ret = rights_call(c);

	dup(STDOUT_FILENO);
	return ret;
}

static long rights_leak_run(struct fault_cell *c)
{
	return keep_table(c, rights_and_leak);
}

WRONG_FAILURE(rights_leak, recvmsg_rights, rights_leak_run,
	      "1 descriptors more than before, 0 were handed out")

/* The address can't be stored, and the connection stays. */
static long accept4_keeps_run(struct fault_cell *c)
{
	struct table *t = table_of(c);

	note_table(t->before);
	if (accept4(cell_fds(c)[LISTENER], NULL, NULL, SOCK_CLOEXEC) < 0)
		return -errno;
	note_table(t->after);
	t->ret = -EFAULT;
	t->returned = true;
	return t->ret;
}

WRONG_FAILURE(accept4_keeps, accept4, accept4_keeps_run,
	      "1 descriptors more than before, 0 were handed out")

#endif /* FAULTSIG_CONTROLS_ANSWERS_H */
