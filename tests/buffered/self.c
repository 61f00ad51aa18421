// SPDX-License-Identifier: GPL-2.0-only
/*
 * read() and write() of a file into or out of a mapping of that very file: the page that the
 * call works on is the page that it has to fault in. A kernel that faults with the folio locked
 * waits for itself. The mapped page is not in memory at first. A second segment is held by a
 * userfaultfd, which can't hold a page of such a mapping.
 *
 *	file	| first 100 bytes | ...	| at 1000: 100 bytes | ...	one page
 *		  written by	      <- mapped: first segment
 *
 * Deciding kernel code: lib/iov_iter.c:fault_in_iov_iter_readable(), mm/filemap.c:filemap_fault(),
 * ->page_mkwrite of the file system.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "disks.h"
#include "families.h"
#include "sources.h"
#include "uaccess/peer.h"

#define MAPPED_AT	1000	/* position in the file of the segment that is mapped */
#define SELF_LEN	(2 * FAULT_LEN)

static uint8_t *mapped_segment(struct fault_cell *c)
{
	return (uint8_t *)*cell_priv(c) + MAPPED_AT;
}

/* Make a file of one page of payload, and drop the page from the page cache. */
static int self_setup(struct fault_cell *c)
{
	int err = disk_file(c, 0), fd = cell_fds(c)[0];

	if (!err)
		err = queue_payload(fd, small_page());
	if (err)
		return err;
	if (fdatasync(fd) || lseek(fd, 0, SEEK_SET))
		return -errno;
	return -posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
}

static int self_arm(struct fault_cell *c)
{
	void *mapped = mmap(NULL, small_page(), PROT_READ | PROT_WRITE, MAP_SHARED,
			    cell_fds(c)[0], 0);

	*cell_priv(c) = mapped;
	return mapped == MAP_FAILED ? -errno : 0;
}

static void segments(struct fault_cell *c, struct iovec iov[2])
{
	iov[0] = (struct iovec){ mapped_segment(c), FAULT_LEN };
	iov[1] = (struct iovec){ cell_buf(c), cell_len(c) };
}

static long read_self_run(struct fault_cell *c)
{
	struct iovec iov[2];

	segments(c, iov);
	return sysret(readv(cell_fds(c)[0], iov, 2));
}

static long write_self_run(struct fault_cell *c)
{
	struct iovec iov[2];

	segments(c, iov);
	return sysret(writev(cell_fds(c)[0], iov, 2));
}

/* Compare a part of the file with the payload that begins at byte @from of it. */
static const char *check_part(const uint8_t *file, size_t at, size_t len, size_t from)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (file[at + i] != payload_byte(from + i))
			return complain("byte %zu of the file is %#x, expected %#x", at + i,
					file[at + i], payload_byte(from + i));
	return NULL;
}

static const char *reread(struct fault_cell *c, uint8_t *file)
{
	ssize_t n = pread(cell_fds(c)[0], file, small_page() + 1, 0);

	return n == (ssize_t)small_page() ? NULL : complain("the file has %zd bytes", n);
}

static const char *read_self_check(struct fault_cell *c, long ret)
{
	uint8_t *got = cell_buf(c);

	(void)ret;
	return check_part(got, 0, FAULT_LEN, FAULT_LEN) ?: check_page_around(c, FAULT_LEN);
}

/* The file gets the first segment, or nothing if the call was ended. */
static const char *read_self_conserve(struct fault_cell *c, long moved)
{
	uint8_t file[small_page() + 1];
	const char *wrong = reread(c, file) ?: check_part(file, 0, MAPPED_AT, 0) ?:
		check_part(file, MAPPED_AT + FAULT_LEN, small_page() - MAPPED_AT - FAULT_LEN,
			   MAPPED_AT + FAULT_LEN);

	if (!wrong && !moved && !check_part(file, MAPPED_AT, FAULT_LEN, MAPPED_AT))
		return NULL;
	return wrong ?: check_part(file, MAPPED_AT, FAULT_LEN, 0);
}

/* The file has all that was written, from its beginning, or nothing if the call was ended. */
static const char *write_self_conserve(struct fault_cell *c, long moved)
{
	uint8_t file[small_page() + 1];
	const char *wrong = reread(c, file) ?:
		check_part(file, SELF_LEN, small_page() - SELF_LEN, SELF_LEN);

	if (wrong)
		return wrong;
	if (!moved)
		return check_part(file, 0, SELF_LEN, 0);
	return check_part(file, 0, FAULT_LEN, MAPPED_AT) ?:
	       check_content(c, file + FAULT_LEN, FAULT_LEN) ?: check_file_position(c, moved);
}

#define SELF(fs, which) \
	static const struct fault_path path_##fs##_read_self = { \
		.name = #fs "_read_self", .class = PATH_UACCESS, .access = FAULT_STORE, \
		.decides = "mm/filemap.c:filemap_read(): copy_folio_to_iter()", \
		.ok = SELF_LEN, which, .setup = self_setup, .arm = self_arm, \
		.run = read_self_run, .check = read_self_check, \
		.conserve = read_self_conserve, \
	}; \
	static const struct fault_path path_##fs##_write_self = { \
		.name = #fs "_write_self", .class = PATH_UACCESS, .access = FAULT_LOAD, \
		.decides = "lib/iov_iter.c:fault_in_iov_iter_readable()", \
		.ok = SELF_LEN, which, .setup = self_setup, .arm = self_arm, \
		.run = write_self_run, .check = unchanged_check, \
		.conserve = write_self_conserve, \
	}

SELF(ext4, ON_EXT4);
SELF(xfs, ON_XFS);
SELF(btrfs, ON_BTRFS);
SELF(fuse, ON_FUSE);

#define ROWS(fs) \
	{ .path = &path_##fs##_read_self, .stimuli = stimuli_few, \
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_wp_anon) }, \
	{ .path = &path_##fs##_write_self, .stimuli = stimuli_few, \
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_minor_shmem) }

const struct matrix_row rows_self[] = { ROWS(ext4), ROWS(xfs), ROWS(btrfs), ROWS(fuse), { } };
