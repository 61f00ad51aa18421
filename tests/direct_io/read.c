// SPDX-License-Identifier: GPL-2.0-only
/*
 * O_DIRECT reads: the whole page is replaced by the file's bytes, or the call fails
 * and the file position stays.
 */
#include <errno.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "families.h"
#include "file.h"
#include "libc.h"
#include "sources.h"

static int read_setup(struct fault_cell *c)
{
	int err = dio_full_setup(c);

	if (!err)
		dio_state(c)->whole = cell_len(c);
	return err;
}

static long dio_read_run(struct fault_cell *c)
{
	return dio_came_back(c, sysret(read(dio_file(c), cell_buf(c), cell_len(c))));
}

static const char *dio_read_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return dio_check_bytes(cell_buf(c), 0, BLOCK);
}

const struct fault_path path_dio_read = {
	.name = "dio_read", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = BLOCK,
	.decides = "fs/iomap/direct-io.c:iomap_dio_bio_iter(), mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = read_setup, .run = dio_read_run,
	.check = dio_read_check, .conserve = dio_read_conserve, .teardown = dio_teardown,
};

static long dio_readv_run(struct fault_cell *c)
{
	struct iovec iov[] = {
		{ dio_state(c)->segment, BLOCK },
		{ cell_buf(c), cell_len(c) },
	};

	return dio_came_back(c, sysret(readv(dio_file(c), iov, ARRAY_LEN(iov))));
}

/* The good segment may be read although the call fails, but only as a whole. */
static const char *check_first_segment(struct fault_cell *c, long moved)
{
	const uint8_t *segment = dio_state(c)->segment;

	if (!dio_moved(c, moved) && !dio_check_segment(segment))
		return NULL;
	return dio_check_bytes(segment, 0, BLOCK);
}

static const char *dio_readv_conserve(struct fault_cell *c, long moved)
{
	return check_first_segment(c, moved) ?: dio_read_conserve(c, moved);
}

static const struct fault_path path_dio_readv = {
	.name = "dio_readv", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = 2 * BLOCK,
	.decides = "block/bio.c:bio_iov_iter_get_pages(), mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = dio_vector_setup, .run = dio_readv_run,
	.check = dio_second_block_check, .conserve = dio_readv_conserve, .teardown = dio_teardown,
};

/* RWF_NOWAIT forbids to wait for the file, but not for the buffer: the fault is waited for. */
static long dio_preadv2_run(struct fault_cell *c)
{
	struct iovec iov = { cell_buf(c), cell_len(c) };

	return dio_came_back(c, sysret(preadv2(dio_file(c), &iov, 1, BLOCK, RWF_NOWAIT)));
}

static const struct fault_path path_dio_preadv2 = {
	.name = "dio_preadv2", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = BLOCK,
	.decides = "fs/iomap/direct-io.c:iomap_dio_bio_iter() with IOCB_NOWAIT, mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = dio_full_setup, .run = dio_preadv2_run,
	.check = dio_second_block_check, .conserve = dio_read_conserve, .teardown = dio_teardown,
};

/*
 * The buffer is a mapping of the file that is read.  A userfaultfd can't hold a page
 * of such a mapping: it is the first segment, pinned through the file system's own
 * fault handler by the time the second one stalls.
 */
#define MAPPED_AT	((FILE_PAGES - 1) * small_page())

static int mmap_self_arm(struct fault_cell *c)
{
	void *mapped = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED, dio_file(c),
			    MAPPED_AT);

	if (mapped == MAP_FAILED)
		return -errno;
	dio_state(c)->mapped = mapped;
	return 0;
}

static long mmap_self_run(struct fault_cell *c)
{
	struct iovec iov[] = {
		{ dio_state(c)->mapped, BLOCK },
		{ cell_buf(c), cell_len(c) },
	};

	return dio_came_back(c, sysret(readv(dio_file(c), iov, ARRAY_LEN(iov))));
}

static const char *mmap_self_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return dio_check_bytes(dio_state(c)->mapped, 0, BLOCK) ?:
	       dio_check_bytes(cell_buf(c), BLOCK, BLOCK);
}

/* The mapped block must have been read as a whole or not at all, the rest be unchanged. */
static const char *mmap_self_conserve(struct fault_cell *c, long moved)
{
	const uint8_t *file = dio_state(c)->file;
	const char *wrong = dio_check_position(c, moved) ?: dio_reread(c, FILE_SIZE) ?:
			    dio_check_bytes(file, 0, MAPPED_AT) ?:
			    dio_check_bytes(file + MAPPED_AT + BLOCK, MAPPED_AT + BLOCK,
					    small_page() - BLOCK);

	if (wrong)
		return wrong;
	if (!dio_moved(c, moved) && !dio_check_bytes(file + MAPPED_AT, MAPPED_AT, BLOCK))
		return NULL;
	return dio_check_bytes(file + MAPPED_AT, 0, BLOCK);
}

static const struct fault_source *const sources_mmap_self[] = {
	&source_uffd_missing_anon, &source_uffd_minor_shmem, &source_uffd_wp_anon, NULL
};

static const struct fault_path path_dio_mmap_self = {
	.name = "dio_mmap_self", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = 2 * BLOCK,
	.decides = "block/bio.c:bio_iov_iter_get_pages(), mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = dio_vector_setup, .arm = mmap_self_arm,
	.run = mmap_self_run, .check = mmap_self_check, .conserve = mmap_self_conserve,
	.teardown = dio_teardown,
};

const struct matrix_row rows_dio_read[] = {
	{ .path = &path_dio_read, .sources = sources_thp_store, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_PAGES,
	  .releases = releases_store_few },
	{ .path = &path_dio_readv, .sources = sources_held_store, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel },
	{ .path = &path_dio_preadv2, .sources = sources_held_store, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_PAGES },
	{ .path = &path_dio_mmap_self, .sources = sources_mmap_self, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel },
	{ }
};
