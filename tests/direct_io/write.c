// SPDX-License-Identifier: GPL-2.0-only
/*
 * O_DIRECT writes: a file that grows, and blocks that are overwritten.  A write that
 * fails or is killed leaves the size, and the block of the bad page, as they were.
 */
#include <sys/uio.h>
#include <unistd.h>

#include "families.h"
#include "file.h"
#include "sources.h"

static int extend_setup(struct fault_cell *c)
{
	int err = dio_empty_setup(c);

	if (!err)
		dio_state(c)->whole = cell_len(c);
	return err;
}

static long dio_write_run(struct fault_cell *c)
{
	return dio_came_back(c, sysret(write(dio_file(c), cell_buf(c), cell_len(c))));
}

/* The file must have grown by the bytes that the call reports, or not at all. */
static const char *dio_write_conserve(struct fault_cell *c, long moved)
{
	off_t size = dio_moved(c, moved);

	return dio_check_position(c, moved) ?: dio_reread(c, size) ?:
	       check_content(c, dio_state(c)->file, size);
}

static const struct fault_path path_dio_write = {
	.name = "dio_write", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = BLOCK,
	.decides = "fs/iomap/direct-io.c:iomap_dio_bio_iter(), mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = extend_setup, .run = dio_write_run,
	.check = dio_page_unchanged, .conserve = dio_write_conserve, .teardown = dio_teardown,
};

static long dio_writev_run(struct fault_cell *c)
{
	struct iovec iov[] = {
		{ dio_state(c)->segment, BLOCK },
		{ cell_buf(c), cell_len(c) },
	};

	return dio_came_back(c, sysret(writev(dio_file(c), iov, ARRAY_LEN(iov))));
}

/* The good segment may be written although the call fails, but only as a whole. */
static const char *check_first_block(struct fault_cell *c, long moved)
{
	const uint8_t *block = dio_state(c)->file;

	if (!dio_moved(c, moved) && !dio_check_bytes(block, 0, BLOCK))
		return NULL;
	return dio_check_segment(block);
}

static const char *dio_writev_conserve(struct fault_cell *c, long moved)
{
	const uint8_t *second = dio_state(c)->file + BLOCK, *third = second + BLOCK;
	const char *wrong;

	wrong = dio_check_position(c, moved) ?: dio_reread(c, FILE_SIZE) ?:
		check_first_block(c, moved) ?:
		dio_check_bytes(third, 2 * BLOCK, FILE_SIZE - 2 * BLOCK);
	if (wrong)
		return wrong;
	return dio_moved(c, moved) ? check_content(c, second, BLOCK) :
				     dio_check_bytes(second, BLOCK, BLOCK);
}

static const struct fault_path path_dio_writev = {
	.name = "dio_writev", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = 2 * BLOCK,
	.decides = "block/bio.c:bio_iov_iter_get_pages(), mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = dio_vector_setup, .run = dio_writev_run,
	.check = dio_page_unchanged, .conserve = dio_writev_conserve, .teardown = dio_teardown,
};

const struct matrix_row rows_dio_write[] = {
	{ .path = &path_dio_write, .sources = sources_held_load, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_PAGES,
	  .releases = releases_load_few },
	{ .path = &path_dio_writev, .sources = sources_held_load, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel },
	{ }
};
