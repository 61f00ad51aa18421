// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files: the page cache of a memfd, /dev/zero, /proc, the random pool, and the
 * offset that sendfile() and splice() read. The file position moves by the bytes
 * that were delivered, and a short copy is a short count.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "families.h"
#include "libc.h"
#include "peer.h"
#include "sources.h"

/* The offset at which sendfile() and splice() begin. */
#define START_OFFSET	11

static const char *file_written_conserve(struct fault_cell *c, long moved)
{
	uint8_t copy[PEER_MAX];
	ssize_t size = pread(cell_fds(c)[0], copy, sizeof(copy), 0);

	if (size != moved)
		return complain("the file has %zd bytes, %ld were written", size, moved);
	return check_content(c, copy, moved) ?: check_file_position(c, moved);
}

static long file_read_run(struct fault_cell *c)
{
	return sysret(read(cell_fds(c)[0], cell_buf(c), cell_len(c)));
}

static const struct fault_path path_file_read = {
	.name = "file_read", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "mm/shmem.c:shmem_file_read_iter()",
	.flags = PATH_CHECK_SHORT, .ok = FAULT_LEN,
	.fails = { -EFAULT, FAILS_PAGE, UP_TO_THE_FAULT },
	.setup = memfd_with_payload, .run = file_read_run,
	.check = payload_check, .conserve = check_file_position,
};

static long file_write_run(struct fault_cell *c)
{
	return sysret(write(cell_fds(c)[0], cell_buf(c), cell_len(c)));
}

const struct fault_path path_file_write = {
	.name = "file_write", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "mm/filemap.c:generic_perform_write(): fault_in_iov_iter_readable()",
	.ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, UP_TO_THE_FAULT },
	.setup = empty_memfd, .run = file_write_run,
	.check = unchanged_check, .conserve = file_written_conserve,
};

static long file_readv_run(struct fault_cell *c)
{
	struct iovec iov[2];

	split_buffer(c, iov);
	return sysret(readv(cell_fds(c)[0], iov, 2));
}

static const struct fault_path path_file_readv = {
	.name = "file_readv", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "mm/shmem.c:shmem_file_read_iter()",
	.flags = PATH_CHECK_SHORT, .ok = FAULT_LEN,
	.fails = { -EFAULT, FAILS_PAGE, UP_TO_THE_FAULT },
	.setup = memfd_with_payload, .run = file_readv_run,
	.check = payload_check, .conserve = check_file_position,
};

static long file_writev_run(struct fault_cell *c)
{
	struct iovec iov[2];

	split_buffer(c, iov);
	return sysret(writev(cell_fds(c)[0], iov, 2));
}

static const struct fault_path path_file_writev = {
	.name = "file_writev", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "mm/filemap.c:generic_perform_write(): fault_in_iov_iter_readable()",
	.ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, UP_TO_THE_FAULT },
	.setup = empty_memfd, .run = file_writev_run,
	.check = unchanged_check, .conserve = file_written_conserve,
};

/*
 * Open the program itself. program_lock() keeps it in the page cache; without root this pread()
 * has to bring it there.
 */
static int own_program_setup(struct fault_cell *c)
{
	uint8_t cached[PEER_MAX];
	int err = open_first(c, "/proc/self/exe", O_RDONLY);

	if (err)
		return err;
	return pread(cell_fds(c)[0], cached, cell_len(c), 0) == (ssize_t)cell_len(c) ? 0 : -EIO;
}

static const char *same_again_check(struct fault_cell *c, long ret)
{
	uint8_t again[PEER_MAX];

	if (pread(cell_fds(c)[0], again, ret, 0) != ret)
		return complain("reading the file again: %s", strerror(errno));
	if (memcmp(cell_buf(c), again, ret))
		return complain("read something else than the second time");
	return cell_good_len(c) ? NULL : check_page_around(c, ret);
}

static const struct answer *preadv2_nowait_probe(void)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct iovec iov = { .iov_base = &(char){ 0 }, .iov_len = 1 };
	long ret;

	if (fd < 0)
		return no_answer("open(/proc/self/exe)", -errno);
	ret = sysret(preadv2(fd, &iov, 1, 0, RWF_NOWAIT));
	close(fd);
	/* EAGAIN: the file is not in the page cache; the cell's set-up reads it first. */
	return ret == -EAGAIN ? NULL : answer_to(NEED_RWF_NOWAIT, "preadv2(RWF_NOWAIT)", ret);
}

/* RWF_NOWAIT forbids to wait for I/O, but not for the buffer. */
static long preadv2_nowait_run(struct fault_cell *c)
{
	struct iovec iov[2];

	split_buffer(c, iov);
	return sysret(preadv2(cell_fds(c)[0], iov, 2, 0, RWF_NOWAIT));
}

/* A positional read must not move the file position. */
static const char *preadv2_nowait_conserve(struct fault_cell *c, long moved)
{
	(void)moved;
	return check_file_position(c, 0);
}

const struct fault_path path_preadv2_nowait = {
	.name = "preadv2_nowait", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "mm/filemap.c:filemap_read(): copy_folio_to_iter()",
	.flags = PATH_CHECK_SHORT, .ok = FAULT_LEN,
	.fails = { -EFAULT, FAILS_PAGE, UP_TO_THE_FAULT },
	.probe = preadv2_nowait_probe, .setup = own_program_setup,
	.run = preadv2_nowait_run, .check = same_again_check,
	.conserve = preadv2_nowait_conserve,
};

static int zero_setup(struct fault_cell *c)
{
	return open_first(c, "/dev/zero", O_RDONLY);
}

static const char *zero_check(struct fault_cell *c, long ret)
{
	const uint8_t *buf = cell_buf(c);
	long i;

	for (i = 0; i < ret; i++)
		if (buf[i])
			return complain("byte %ld is %#x, expected 0", i, buf[i]);
	return cell_good_len(c) ? NULL : check_page_around(c, ret);
}

static const struct fault_path path_zero_read = {
	.name = "zero_read", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "drivers/char/mem.c:read_zero(): clear_user()",
	.flags = PATH_CHECK_SHORT, .ok = FAULT_LEN,
	.fails = { -EFAULT, FAILS_PAGE, UP_TO_THE_FAULT },
	.setup = zero_setup, .run = file_read_run, .check = zero_check,
};

static int proc_setup(struct fault_cell *c)
{
	return open_first(c, "/proc/version", O_RDONLY);
}

static const struct fault_path path_proc_read = {
	.name = "proc_read", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/seq_file.c:seq_read_iter(): copy_to_iter()",
	.len = 24, .ok = 24,	/* every /proc/version is longer, than 100 bytes, too */
	.fails = { -EFAULT, FAILS_SKIP, UP_TO_THE_FAULT },
	.setup = proc_setup, .run = file_read_run,
	.check = same_again_check, .conserve = check_file_position,
};

static long getrandom_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_getrandom, cell_buf(c), cell_len(c), 0));
}

/*
 * A random byte equals the byte that was there before once in 256 times. The probability that
 * so many of 100 bytes in a row, or in all, are unchanged by chance is 95 * 2^-48, or
 * C(100, 12) * 2^-96: less than one cell in 10^12 fails wrongly. A loss of fewer bytes is not
 * seen.
 */
#define UNCHANGED_RUN	6
#define UNCHANGED_ALL	12

static const char *getrandom_check(struct fault_cell *c, long ret)
{
	const uint8_t *buf = cell_buf(c);
	int run = 0, all = 0;
	long i;

	/* Behind a good page there is no page to look at, and 41 times as many bytes. */
	for (i = 0; i < ret && i < FAULT_LEN; i++) {
		bool unchanged = buf[i] == cell_byte(c, i);

		run = unchanged ? run + 1 : 0;
		all += unchanged;
		if (run == UNCHANGED_RUN || all == UNCHANGED_ALL)
			return complain("%d bytes up to byte %ld, %d of them in a row, are what was there",
					all, i, run);
	}
	return cell_good_len(c) ? NULL : check_page_around(c, ret);
}

const struct fault_path path_getrandom = {
	.name = "getrandom", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "drivers/char/random.c:get_random_bytes_user(): copy_to_iter()",
	.flags = PATH_CHECK_SHORT, .ok = FAULT_LEN,
	.fails = { -EFAULT, FAILS_PAGE, UP_TO_THE_FAULT },
	.run = getrandom_run, .check = getrandom_check,
};

/* struct offset_call - state of a cell, shared by the controller and the victim. */
struct offset_call {
	bool returned;
};

/* Make a pipe to send to; the file follows its two descriptors in cell_fds(). */
static int offset_setup(struct fault_cell *c)
{
	int *fds = cell_fds(c), err = empty_pipe(c);
	void *call = mmap(NULL, sizeof(struct offset_call), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (call == MAP_FAILED)
		return -errno;
	*cell_priv(c) = call;
	if (err)
		return err;
	fds[2] = memfd_create("faultsig", MFD_CLOEXEC);
	if (fds[2] < 0)
		return -errno;
	return queue_payload(fds[2], START_OFFSET + FAULT_LEN + SPARE);
}

static void offset_teardown(struct fault_cell *c)
{
	if (*cell_priv(c))
		munmap(*cell_priv(c), sizeof(struct offset_call));
}

static long offset_returns(struct fault_cell *c, long ret)
{
	struct offset_call *call = *cell_priv(c);

	call->returned = true;
	return ret;
}

static void offset_fill(struct fault_cell *c, uint8_t *page)
{
	loff_t offset = START_OFFSET;

	memcpy(cell_buf_in(c, page), &offset, sizeof(offset));
}

static const char *offset_check(struct fault_cell *c, long ret)
{
	loff_t offset;

	memcpy(&offset, cell_buf(c), sizeof(offset));
	if (offset != START_OFFSET + ret)
		return complain("the offset became %lld, expected %ld", (long long)offset,
				START_OFFSET + ret);
	return check_page_around(c, sizeof(offset));
}

static const char *offset_conserve(struct fault_cell *c, long moved)
{
	const struct offset_call *call = *cell_priv(c);
	uint8_t payload[PEER_MAX], sent[PEER_MAX];
	long n = take_queued(cell_fds(c)[READ_END], sent, sizeof(sent), moved);
	off_t position = lseek(cell_fds(c)[2], 0, SEEK_CUR);

	/* A call with an offset leaves the file position where the set-up left it. */
	if (position != START_OFFSET + FAULT_LEN + SPARE)
		return complain("the file position moved to %ld", (long)position);
	/* If the victim was killed in the call, before 5.12 it had not begun to send. */
	if (!call->returned && !n)
		moved = 0;
	if (n != moved)
		return complain("%ld bytes arrived, %ld were sent", n, moved);
	payload_fill(payload, START_OFFSET + moved);
	if (memcmp(sent, payload + START_OFFSET, moved))
		return complain("what arrived is not from offset %d", START_OFFSET);
	return NULL;
}

static long sendfile_offset_run(struct fault_cell *c)
{
	int *fds = cell_fds(c);

	return offset_returns(c, sysret(sendfile(fds[WRITE_END], fds[2], cell_buf(c), FAULT_LEN)));
}

/*
 * Before 5.12 a pending signal ended the call before it sent anything, with ERESTARTSYS
 * (fs/splice.c:splice_from_pipe_next()).
 */
const struct fault_path path_sendfile_offset = {
	.name = "sendfile_offset", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/read_write.c: sendfile64(): copy_from_user()",
	.flags = PATH_EINTR_AFTER, .len = sizeof(loff_t), .ok = FAULT_LEN,
	.setup = offset_setup, .fill = offset_fill, .run = sendfile_offset_run,
	.check = offset_check, .conserve = offset_conserve, .teardown = offset_teardown,
};

static long splice_offset_run(struct fault_cell *c)
{
	int *fds = cell_fds(c);

	return offset_returns(c, sysret(splice(fds[2], cell_buf(c), fds[WRITE_END], NULL,
					       FAULT_LEN, 0)));
}

static const struct fault_path path_splice_offset = {
	.name = "splice_offset", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/splice.c:__do_splice(): copy_from_user()",
	.len = sizeof(loff_t), .ok = FAULT_LEN,
	.setup = offset_setup, .fill = offset_fill, .run = splice_offset_run,
	.check = offset_check, .conserve = offset_conserve, .teardown = offset_teardown,
};

const struct matrix_row rows_file[] = {
	{ .path = &path_file_read, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_file_write, .sources = sources_held_load,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT, .late = sources_late, .releases = releases_load },
	{ .path = &path_file_readv, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT },
	{ .path = &path_file_writev, .sources = sources_held_load,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_preadv2_nowait, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_zero_read, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_proc_read, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = BIT_OF(LAYOUT_FIRST_BYTE) | BIT_OF(LAYOUT_MID_BUFFER) },
	{ .path = &path_getrandom, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_sendfile_offset, .sources = sources_held_load,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_splice_offset, .sources = sources_held_load,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ }
};
