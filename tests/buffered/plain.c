// SPDX-License-Identifier: GPL-2.0-only
/*
 * read() and write() through the page cache. A write copies with page faults disabled, for the
 * folio is locked; it faults the buffer in when the copy got nothing, and copies again. So a
 * short copy must become neither an endless loop nor a wrong count.
 *
 * Deciding kernel code: mm/filemap.c:filemap_read(), generic_perform_write();
 * fs/iomap/buffered-io.c:iomap_write_iter(); fs/btrfs/file.c:copy_one_range();
 * fs/fuse/file.c:fuse_fill_write_pages();
 * lib/iov_iter.c:fault_in_iov_iter_readable().
 */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "disks.h"
#include "families.h"
#include "sources.h"
#include "uaccess/peer.h"

static int empty_setup(struct fault_cell *c)
{
	return disk_file(c, 0);
}

static int payload_setup(struct fault_cell *c)
{
	int err = disk_file(c, 0);

	if (!err)
		err = queue_payload(cell_fds(c)[0], cell_len(c) + SPARE);
	if (!err && lseek(cell_fds(c)[0], 0, SEEK_SET))
		err = -errno;
	return err;
}

static long read_run(struct fault_cell *c)
{
	return sysret(read(cell_fds(c)[0], cell_buf(c), cell_len(c)));
}

static long write_run(struct fault_cell *c)
{
	return sysret(write(cell_fds(c)[0], cell_buf(c), cell_len(c)));
}

static const char *written_conserve(struct fault_cell *c, long moved)
{
	uint8_t copy[PEER_MAX];
	ssize_t size = pread(cell_fds(c)[0], copy, sizeof(copy), 0);

	if (size != moved)
		return complain("the file has %zd bytes, %ld were written", size, moved);
	return check_content(c, copy, moved) ?: check_file_position(c, moved);
}

/* The file of FUSE has its size already. */
static const char *overwritten_conserve(struct fault_cell *c, long moved)
{
	uint8_t copy[small_page()];
	size_t i;

	if (pread(cell_fds(c)[0], copy, sizeof(copy), 0) != (ssize_t)sizeof(copy))
		return complain("reading the file again: %s", strerror(errno));
	for (i = moved; i < sizeof(copy); i++)
		if (copy[i])
			return complain("byte %zu of the file is %#x, %ld were written", i,
					copy[i], moved);
	return check_content(c, copy, moved) ?: check_file_position(c, moved);
}

#define READ(fs, which, function) \
	static const struct fault_path path_##fs##_read = { \
		.name = #fs "_read", .class = PATH_UACCESS, .access = FAULT_STORE, \
		.decides = function, .flags = PATH_CHECK_SHORT, .ok = FAULT_LEN, \
		.fails = { -EFAULT, FAILS_PAGE, UP_TO_THE_FAULT }, which, \
		.setup = payload_setup, .run = read_run, \
		.check = payload_check, .conserve = check_file_position, \
	}

#define WRITE(fs, which, second_page, mid_buffer, function) \
	static const struct fault_path path_##fs##_write = { \
		.name = #fs "_write", .class = PATH_UACCESS, .access = FAULT_LOAD, \
		.decides = function, .ok = FAULT_LEN, \
		.fails = { -EFAULT, second_page, mid_buffer }, which, \
		.setup = empty_setup, .run = write_run, \
		.check = unchanged_check, .conserve = written_conserve, \
	}

#define FILEMAP	"mm/filemap.c:filemap_read(): copy_folio_to_iter()"
#define GENERIC	"mm/filemap.c:generic_perform_write(): fault_in_iov_iter_readable()"
#define IOMAP	"fs/iomap/buffered-io.c:iomap_write_iter(): fault_in_iov_iter_readable()"
#define BTRFS	"fs/btrfs/file.c:copy_one_range(): fault_in_iov_iter_readable()"

READ(ext4, ON_EXT4, FILEMAP);
READ(xfs, ON_XFS, FILEMAP);
READ(btrfs, ON_BTRFS, FILEMAP);
WRITE(ext4, ON_EXT4, FAILS_PAGE, UP_TO_THE_FAULT, GENERIC);
WRITE(xfs, ON_XFS, FAILS_PAGE, UP_TO_THE_FAULT, IOMAP);

/*
 * btrfs wants all of the bytes that go into one folio, or it writes none of them. How many
 * pages a folio has depends on the kernel.
 */
WRITE(btrfs, ON_BTRFS, FAILS_SKIP, -EFAULT, BTRFS);

READ(fuse, ON_FUSE, FILEMAP);

static const struct fault_path path_fuse_write = {
	.name = "fuse_write", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/fuse/file.c:fuse_fill_write_pages(): fault_in_iov_iter_readable()",
	.ok = FAULT_LEN, ON_FUSE, .setup = empty_setup, .run = write_run,
	.check = unchanged_check, .conserve = overwritten_conserve,
};

/* The first segment has no byte: a kernel that looks only there finds nothing wrong, for ever. */
static long write_empty_first_run(struct fault_cell *c)
{
	struct iovec iov[2] = { { cell_buf(c), 0 }, { cell_buf(c), cell_len(c) } };

	return sysret(writev(cell_fds(c)[0], iov, 2));
}

static const struct fault_path path_fuse_write_empty_first = {
	.name = "fuse_write_empty_first", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/fuse/file.c:fuse_fill_write_pages(): fault_in_iov_iter_readable()",
	.ok = FAULT_LEN, ON_FUSE, .setup = empty_setup, .run = write_empty_first_run,
	.check = unchanged_check, .conserve = overwritten_conserve,
};

static const struct fault_source *const sources_load[] = {
	&source_uffd_missing_anon, &source_uffd_minor_shmem, NULL
};

static const struct fault_source *const sources_store[] = {
	&source_uffd_missing_anon, &source_uffd_minor_shmem, &source_uffd_wp_anon, NULL
};

static const struct fault_source *const sources_fail[] = {
	&source_prot_none, &source_beyond_eof, NULL
};

#define ROWS(fs) \
	{ .path = &path_##fs##_read, .sources = sources_store, .stimuli = stimuli_few, \
	  .fails = sources_fail, .layouts = LAYOUTS_SHORT, .late = sources_anon }, \
	{ .path = &path_##fs##_write, .sources = sources_load, .stimuli = stimuli_few, \
	  .fails = sources_fail, .layouts = LAYOUTS_SHORT, .late = sources_anon }

const struct matrix_row rows_plain[] = {
	ROWS(ext4), ROWS(xfs), ROWS(btrfs),
	/* The file is too short for other layouts. */
	{ .path = &path_fuse_read, .sources = sources_store, .stimuli = stimuli_few,
	  .fails = sources_fail },
	{ .path = &path_fuse_write, .sources = sources_load, .stimuli = stimuli_few,
	  .fails = sources_fail },
	{ .path = &path_fuse_write_empty_first, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill), .fails = sources_fail },
	{ }
};
