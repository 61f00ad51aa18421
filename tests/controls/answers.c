// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls whose answers are wrong in one place: the paths of uaccess, with calls that
 * imitate a kernel which writes too little, too much, or something else.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#include "families.h"
#include "libc.h"
#include "uaccess/families.h"
#include "uaccess/table.h"

static uint8_t *answered(struct fault_cell *c)
{
	return cell_buf(c);
}

/* Have the kernel fault on the page and store one byte, and nothing else. */
static void store_random_byte(struct fault_cell *c)
{
	syscall(SYS_getrandom, cell_buf(c), 1, 0);
}

static long random_byte_run(struct fault_cell *c)
{
	store_random_byte(c);
	return cell_len(c);
}

/* The last six bytes are not random: they are those that the page had. */
static long random_but_six_run(struct fault_cell *c)
{
	return syscall(SYS_getrandom, cell_buf(c), cell_len(c) - 6, 0) + 6;
}

/* The answer leaves out every eighth byte. */
static long random_holes_run(struct fault_cell *c)
{
	long ret = path_getrandom.run(c);
	size_t i;

	for (i = 0; i < cell_len(c); i += 8)
		answered(c)[i] = cell_byte(c, i);
	return ret;
}

static long sysinfo_byte_run(struct fault_cell *c)
{
	sysinfo(*cell_priv(c));
	store_random_byte(c);
	return 0;
}

static long sysinfo_load_run(struct fault_cell *c)
{
	long ret = path_sysinfo.run(c);

	((struct sysinfo *)cell_buf(c))->loads[2] ^= 1UL << 19;
	return ret;
}

static long sysinfo_uptime_run(struct fault_cell *c)
{
	long ret = path_sysinfo.run(c);

	((struct sysinfo *)cell_buf(c))->uptime--;
	return ret;
}

static long sysinfo_padding_run(struct fault_cell *c)
{
	long ret = path_sysinfo.run(c);

	((struct sysinfo *)cell_buf(c))->pad = 1;
	return ret;
}

/* The call reads the set as select() does, and does not write the result. */
static long select_silent_run(struct fault_cell *c)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	if (write(ends[1], cell_buf(c), cell_len(c)) < 0)
		return -errno;
	close(ends[0]);
	close(ends[1]);
	return 1;
}

static long statx_inode_run(struct fault_cell *c)
{
	long ret = path_statx.run(c);

	((struct statx *)cell_buf(c))->stx_ino ^= 1;
	return ret;
}

static long statx_attributes_run(struct fault_cell *c)
{
	long ret = path_statx.run(c);

	((struct statx *)cell_buf(c))->stx_attributes ^= 1;
	return ret;
}

static long clock_early_run(struct fault_cell *c)
{
	long ret = path_clock_gettime.run(c);

	((struct timespec *)cell_buf(c))->tv_sec--;
	return ret;
}

/* The call reads the page, and does not report the rest of the time. */
static long sleep_untold_run(struct fault_cell *c)
{
	long ret = select_silent_run(c);

	return ret < 0 ? ret : -EINTR;
}

static long waitid_uid_run(struct fault_cell *c)
{
	long ret = path_waitid.run(c);

	((siginfo_t *)cell_buf(c))->si_uid++;
	return ret;
}

static long waitid_whole_run(struct fault_cell *c)
{
	long ret = path_waitid.run(c);

	answered(c)[sizeof(siginfo_t) - 1] = 0;
	return ret;
}

static long getdents_inode_run(struct fault_cell *c)
{
	long ret = path_getdents.run(c);

	answered(c)[0] ^= 1;
	return ret;
}

static long getdents_padding_run(struct fault_cell *c)
{
	long ret = path_getdents.run(c);

	answered(c)[cell_len(c) - 1] ^= 1;
	return ret;
}

static long position_run(struct fault_cell *c)
{
	long ret = path_preadv2_nowait.run(c);

	lseek(cell_fds(c)[0], ret, SEEK_SET);
	return ret;
}

static long sendfile_position_run(struct fault_cell *c)
{
	long ret = path_sendfile_offset.run(c);

	lseek(cell_fds(c)[2], 111, SEEK_SET);
	return ret;
}

/* ---- descriptors whose numbers were not reported ---- */

static long call_and_leak(struct fault_cell *c, const struct fault_path *path)
{
	long ret = path->run(c);

	dup(STDOUT_FILENO);
	fd_table_note(fd_table_of(c)->after);
	return ret;
}

static long pipe2_leaks_run(struct fault_cell *c)
{
	return call_and_leak(c, &path_pipe2);
}

static long pipe2_wrong_number_run(struct fault_cell *c)
{
	long ret = path_pipe2.run(c);

	((int *)cell_buf(c))[1] = STDOUT_FILENO;
	return ret;
}

/* The descriptor is installed before its number is stored, and not taken back. */
static long rights_leak_run(struct fault_cell *c)
{
	return call_and_leak(c, &path_recvmsg_rights);
}

/* The address can't be stored, and the connection stays. */
static long accept4_keeps_run(struct fault_cell *c)
{
	struct fd_table *t = fd_table_of(c);

	fd_table_note(t->before);
	if (accept4(cell_fds(c)[0], NULL, NULL, SOCK_CLOEXEC) < 0)
		return -errno;
	fd_table_note(t->after);
	t->ret = -EFAULT;
	t->returned = true;
	return t->ret;
}

const struct control controls_answers[] = {
	{ .name = "random_one_byte", CELL(getrandom, uffd_missing_anon, none),
	  .run = random_byte_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; [67] bytes up to byte [56], 6 of them in a row, are what was there$" },
	{ .name = "random_but_six", CELL(getrandom, uffd_missing_anon, none),
	  .run = random_but_six_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; [0-9]+ bytes up to byte 99, 6 of them in a row, are what was there$" },
	{ .name = "random_holes", CELL(getrandom, uffd_missing_anon, none),
	  .run = random_holes_run, .observed = OUTCOME_WRONG,
	  .words = HELD
	  "; 12 bytes up to byte [0-9]+, [0-9] of them in a row, are what was there$" },
	{ .name = "sysinfo_random_byte", CELL(sysinfo, uffd_missing_anon, none),
	  .run = sysinfo_byte_run, .observed = OUTCOME_WRONG,
	  .words = HELD
	  "; [0-9]+ units of [0-9]+ bytes of memory, the second time [0-9]+ of [0-9]+$" },
	{ .name = "sysinfo_other_load", CELL(sysinfo, uffd_missing_anon, none),
	  .run = sysinfo_load_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; a load of [0-9]+, before it was [0-9]+, now it is [0-9]+$" },
	{ .name = "sysinfo_early", CELL(sysinfo, uffd_missing_anon, none),
	  .run = sysinfo_uptime_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; an uptime of [0-9]+ s, not between [0-9]+ and [0-9]+$" },
	{ .name = "sysinfo_padding", CELL(sysinfo, uffd_missing_anon, none),
	  .run = sysinfo_padding_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; the padding of the structure is not 0$" },
	{ .name = "select_silent", CELL(select, uffd_missing_anon, none),
	  .run = select_silent_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; select\\(\\) left another set than that of what is ready$" },
	{ .name = "statx_other_inode", CELL(statx, uffd_missing_anon, none),
	  .run = statx_inode_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; stx_ino is [0-9]+, fstat\\(\\) says [0-9]+$" },
	{ .name = "statx_other_attributes", CELL(statx, uffd_missing_anon, none),
	  .run = statx_attributes_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; the attributes are others the second time$" },
	{ .name = "clock_early", CELL(clock_gettime, uffd_missing_anon, none),
	  .run = clock_early_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; the time is [0-9.]+, and not between [0-9]+ and [0-9]+ ns$" },
	{ .name = "sleep_untold", CELL(nanosleep_long, uffd_missing_anon, none),
	  .run = sleep_untold_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; 0[.]002763306 s are said to be left$" },
	{ .name = "waitid_other_uid", CELL(waitid, uffd_missing_anon, none),
	  .run = waitid_uid_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; si_errno 0, si_uid [0-9]+$" },
	{ .name = "waitid_writes_all", CELL(waitid, uffd_missing_anon, none),
	  .run = waitid_whole_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; byte 127 of siginfo_t was written: 0$" },
	{ .name = "getdents_other_inode", CELL(getdents, uffd_missing_anon, none),
	  .run = getdents_inode_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; the first entry is another the second time$" },
	{ .name = "getdents_padding", CELL(getdents, uffd_missing_anon, none),
	  .run = getdents_padding_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; byte 23, behind the name, was written$" },
	{ .name = "moves_position", CELL(preadv2_nowait, uffd_missing_anon, none),
	  .run = position_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; the file position is 100, 0 bytes were moved$" },
	{ .name = "moves_other_position", CELL(sendfile_offset, uffd_missing_anon, none),
	  .run = sendfile_position_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; the file position moved to 111$" },
	{ .name = "pipe2_leaks", CELL(pipe2, prot_none, none), .cell.layout = LAYOUT_FIRST_BYTE,
	  .run = pipe2_leaks_run, .observed = OUTCOME_WRONG,
	  .words = "^1 descriptors more than before, 0 were handed out$" },
	{ .name = "pipe2_leaks_more", CELL(pipe2, uffd_missing_anon, none),
	  .run = pipe2_leaks_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; 3 descriptors more than before, 2 were handed out$" },
	{ .name = "pipe2_wrong_number", CELL(pipe2, uffd_missing_anon, none),
	  .run = pipe2_wrong_number_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; descriptors [0-9]+ and 1 are not those that are new$" },
	{ .name = "rights_leak", CELL(recvmsg_rights, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = rights_leak_run, .observed = OUTCOME_WRONG,
	  .words = "^1 descriptors more than before, 0 were handed out$" },
	{ .name = "accept4_keeps", CELL(accept4, prot_none, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .run = accept4_keeps_run, .observed = OUTCOME_WRONG,
	  .words = "^1 descriptors more than before, 0 were handed out$" },
	{ }
};
