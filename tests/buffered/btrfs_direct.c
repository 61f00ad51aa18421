// SPDX-License-Identifier: GPL-2.0-only
/*
 * O_DIRECT on btrfs. The file system locks a range of the file, and so pins the buffer without
 * any fault. When it gets only a part, it unlocks, faults in the rest, and begins again with
 * that: a read by fixup_user_fault(), a write by reading a byte of each page. When it gets
 * nothing at all, it falls back to buffered I/O, so the first of two segments is there.
 *
 * Or the first segment is a mapping of the file itself, whose page is not in memory: what it
 * takes to fault it in must not be locked then.
 *
 *	file	| block 0 | block 1 | block 2 |
 *		  moved		      <- mapped: first segment
 *
 * Deciding kernel code: fs/btrfs/direct-io.c:btrfs_direct_read(), btrfs_direct_write()
 * (fs/btrfs/file.c before 6.12); mm/gup.c:fault_in_safe_writeable(), FOLL_NOFAULT.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "disks.h"
#include "families.h"
#include "sources.h"
#include "uaccess/peer.h"

#define ON_BTRFS_DIRECT \
	.needs = "btrfs", .probe = direct_probe, .args = &(const enum disk){ DISK_BTRFS }

#define BLOCK	4096UL	/* not a page: the sector of the file system */

/* Before 5.16 direct I/O pinned its buffer with faults, as any other. */
static const struct answer *direct_probe(void)
{
	return running_version() < KVER(5, 16) ? lacks(NEED_FAULT_IN_SAFE_WRITEABLE) :
						 btrfs_probe();
}

/* Make the first segment: it is there, and holds what the file does not. */
static int segment_setup(struct fault_cell *c, int flags)
{
	uint8_t *segment = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (segment == MAP_FAILED)
		return -errno;
	*cell_priv(c) = segment;
	memset(segment, GOOD_BYTE, BLOCK);
	return disk_file(c, flags);
}

static int write_setup(struct fault_cell *c)
{
	return segment_setup(c, O_DIRECT);
}

/* Write the payload without O_DIRECT, whose buffer has to be aligned. */
static int read_setup(struct fault_cell *c)
{
	int err = segment_setup(c, 0), fd = cell_fds(c)[0];

	if (!err)
		err = queue_payload(fd, 2 * BLOCK);
	if (err)
		return err;
	if (fdatasync(fd) || lseek(fd, 0, SEEK_SET) || fcntl(fd, F_SETFL, O_DIRECT))
		return -errno;
	return 0;
}

static void segment_teardown(struct fault_cell *c)
{
	if (*cell_priv(c))
		munmap(*cell_priv(c), BLOCK);
}

static void segments(struct fault_cell *c, struct iovec iov[2])
{
	volatile uint8_t *segment = *cell_priv(c);

	segment[0] = segment[0];	/* it is in this process's page table, too */
	iov[0] = (struct iovec){ *cell_priv(c), BLOCK };
	iov[1] = (struct iovec){ cell_buf(c), cell_len(c) };
}

#define MAPPED_AT	(2 * BLOCK)

/* A file of two blocks of payload and one of other bytes; none is in memory. */
static int self_setup(struct fault_cell *c)
{
	int err = disk_file(c, 0), fd = cell_fds(c)[0];
	uint8_t others[BLOCK];

	memset(others, GOOD_BYTE, BLOCK);
	if (!err)
		err = queue_payload(fd, 2 * BLOCK);
	if (err)
		return err;
	if (pwrite(fd, others, BLOCK, MAPPED_AT) != (ssize_t)BLOCK)
		return -EIO;
	if (fdatasync(fd) || lseek(fd, 0, SEEK_SET) || fcntl(fd, F_SETFL, O_DIRECT))
		return -errno;
	return -posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
}

static int self_arm(struct fault_cell *c)
{
	*cell_priv(c) = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED, cell_fds(c)[0],
			     MAPPED_AT);
	return *cell_priv(c) == MAP_FAILED ? -errno : 0;
}

static void self_segments(struct fault_cell *c, struct iovec iov[2])
{
	iov[0] = (struct iovec){ *cell_priv(c), BLOCK };
	iov[1] = (struct iovec){ cell_buf(c), cell_len(c) };
}

static long readv_self_run(struct fault_cell *c)
{
	struct iovec iov[2];

	self_segments(c, iov);
	return sysret(readv(cell_fds(c)[0], iov, 2));
}

static long writev_self_run(struct fault_cell *c)
{
	struct iovec iov[2];

	self_segments(c, iov);
	return sysret(writev(cell_fds(c)[0], iov, 2));
}

static long readv_run(struct fault_cell *c)
{
	struct iovec iov[2];

	segments(c, iov);
	return sysret(readv(cell_fds(c)[0], iov, 2));
}

static long writev_run(struct fault_cell *c)
{
	struct iovec iov[2];

	segments(c, iov);
	return sysret(writev(cell_fds(c)[0], iov, 2));
}

/* Compare bytes with the payload from its byte @from on. */
static const char *check_bytes(const uint8_t *bytes, size_t from)
{
	size_t i;

	for (i = 0; i < BLOCK; i++)
		if (bytes[i] != payload_byte(from + i))
			return complain("byte %zu is %#x, expected %#x", from + i, bytes[i],
					payload_byte(from + i));
	return NULL;
}

static const char *readv_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_bytes(*cell_priv(c), 0) ?: check_bytes(cell_buf(c), BLOCK);
}

/* Compare a block of the file, as it was read, with the bytes that are not payload. */
static const char *check_others(const uint8_t *file, size_t at)
{
	size_t i;

	for (i = at; i < at + BLOCK; i++)
		if (file[i] != GOOD_BYTE)
			return complain("byte %zu of the file is %#x, expected %#x", i, file[i],
					GOOD_BYTE);
	return NULL;
}

static const char *written_conserve(struct fault_cell *c, long moved)
{
	uint8_t copy[2 * BLOCK + 1];
	ssize_t size;

	if (fcntl(cell_fds(c)[0], F_SETFL, 0))
		return complain("F_SETFL: %s", strerror(errno));
	size = pread(cell_fds(c)[0], copy, sizeof(copy), 0);
	/* The first segment is written before the second one stalls. */
	if (size != (moved ?: (ssize_t)BLOCK))
		return complain("the file has %zd bytes, %ld were written", size, moved);
	return check_others(copy, 0) ?: check_content(c, copy + BLOCK, size - BLOCK);
}

/*
 * The mapped block is as it was, and so is the second one if nothing was written. What became
 * of the first one by then nobody is told.
 */
static const char *written_self_conserve(struct fault_cell *c, long moved)
{
	uint8_t copy[3 * BLOCK + 1];

	if (fcntl(cell_fds(c)[0], F_SETFL, 0))
		return complain("F_SETFL: %s", strerror(errno));
	if (pread(cell_fds(c)[0], copy, sizeof(copy), 0) != 3 * BLOCK)
		return complain("the file has another length");
	if (moved)
		return check_others(copy, 0) ?: check_content(c, copy + BLOCK, BLOCK) ?:
		       check_others(copy, MAPPED_AT);
	return check_bytes(copy + BLOCK, BLOCK) ?: check_others(copy, MAPPED_AT);
}

static const struct fault_path path_btrfs_direct_readv = {
	.name = "btrfs_direct_readv", .class = PATH_FIXUP, .access = FAULT_STORE,
	.decides = "mm/gup.c:fault_in_safe_writeable(): fixup_user_fault()",
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = 2 * BLOCK, ON_BTRFS_DIRECT,
	.fails = { BLOCK },
	.setup = read_setup, .run = readv_run,
	.check = readv_check, .teardown = segment_teardown,
};

/*
 * A write that fails half-way says so, although the first half is in the file: write(2) allows
 * that for O_DIRECT.
 */
static const struct fault_path path_btrfs_direct_writev = {
	.name = "btrfs_direct_writev", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "mm/gup.c:fault_in_readable()",
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = 2 * BLOCK, ON_BTRFS_DIRECT,
	.setup = write_setup, .run = writev_run,
	.check = unchanged_check, .conserve = written_conserve, .teardown = segment_teardown,
};

/*
 * 6.1 faults in the second segment by fixup_user_fault(); later kernels leave it to a buffered
 * read. What does not kill may do either here, and is not sent.
 */
static const struct fault_path path_btrfs_direct_read_self = {
	.name = "btrfs_direct_read_self", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/btrfs/direct-io.c:btrfs_direct_read(), mm/filemap.c:filemap_read()",
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = 2 * BLOCK, ON_BTRFS_DIRECT,
	.setup = self_setup, .arm = self_arm, .run = readv_self_run, .check = readv_check,
};

static const struct fault_path path_btrfs_direct_write_self = {
	.name = "btrfs_direct_write_self", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "mm/gup.c:fault_in_readable()",
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = 2 * BLOCK, ON_BTRFS_DIRECT,
	.setup = self_setup, .arm = self_arm, .run = writev_self_run,
	.check = unchanged_check, .conserve = written_self_conserve,
};

const struct matrix_row rows_btrfs_direct[] = {
	{ .path = &path_btrfs_direct_readv, .stimuli = stimuli_few,
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_minor_shmem,
			     &source_uffd_wp_anon),
	  .fails = SOURCES(&source_prot_none) },
	{ .path = &path_btrfs_direct_writev, .stimuli = stimuli_few,
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_minor_shmem),
	  .fails = SOURCES(&source_prot_none) },
	{ .path = &path_btrfs_direct_read_self, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill) },
	{ .path = &path_btrfs_direct_write_self, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill) },
	{ }
};
