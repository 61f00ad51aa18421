/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * O_DIRECT writes: a file that grows, and blocks that are overwritten.  A write that
 * fails or is killed leaves the size, and the block of the bad page, as they were.
 */
#ifndef DIRECT_IO_WRITE_H
#define DIRECT_IO_WRITE_H

static int extend_setup(struct fault_cell *c)
{
	int err = empty_setup(c);

	if (!err)
		state(c)->whole = cell_len(c);
	return err;
}

static long dio_write_run(struct fault_cell *c)
{
	return came_back(c, sysret(write(file_of(c), cell_buf(c), cell_len(c))));
}

static const char *page_unchanged(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_page_around(c, 0);
}

/* The file has grown by what the call says, or not at all. */
static const char *dio_write_conserve(struct fault_cell *c, long moved)
{
	off_t size = moved_bytes(c, moved);

	return check_position(c, moved) ?: reread(c, size) ?:
	       check_content(c, state(c)->file, size);
}

FAULT_PATH(dio_write, SOURCES_HELD_LOAD, STIMULI_ORDERED) = {
	.name = "dio_write", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = BLOCK,
	.decides = "fs/iomap/direct-io.c:iomap_dio_bio_iter(), mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = extend_setup, .run = dio_write_run,
	.check = page_unchanged, .conserve = dio_write_conserve, .teardown = state_teardown,
};

FAULT_PATH_PAGES(dio_write, SOURCES_FAILING_KERNEL)
FAULT_PATH_RELEASES(dio_write, RELEASES_LOAD)

static long dio_writev_run(struct fault_cell *c)
{
	struct iovec iov[] = {
		{ state(c)->segment, BLOCK },
		{ cell_buf(c), cell_len(c) },
	};

	return came_back(c, sysret(writev(file_of(c), iov, ARRAY_LEN(iov))));
}

/* The good segment may be written although the call fails, but not by halves. */
static const char *check_first_block(struct fault_cell *c, long moved)
{
	const uint8_t *block = state(c)->file;

	if (!moved_bytes(c, moved) && !check_file_bytes(block, 0, BLOCK))
		return NULL;
	return check_segment_bytes(block);
}

static const char *dio_writev_conserve(struct fault_cell *c, long moved)
{
	const uint8_t *second = state(c)->file + BLOCK, *third = second + BLOCK;
	const char *wrong;

	wrong = check_position(c, moved) ?: reread(c, FILE_SIZE) ?: check_first_block(c, moved) ?:
		check_file_bytes(third, 2 * BLOCK, FILE_SIZE - 2 * BLOCK);
	if (wrong)
		return wrong;
	return moved_bytes(c, moved) ? check_content(c, second, BLOCK) :
				       check_file_bytes(second, BLOCK, BLOCK);
}

FAULT_PATH(dio_writev, SOURCES_HELD_LOAD, STIMULI_ORDERED) = {
	.name = "dio_writev", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = 2 * BLOCK,
	.decides = "block/bio.c:bio_iov_iter_get_pages(), mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = readv_setup, .run = dio_writev_run,
	.check = page_unchanged, .conserve = dio_writev_conserve, .teardown = state_teardown,
};

FAULT_PATH_FAILS(dio_writev, SOURCES_FAILING_KERNEL)

#endif /* DIRECT_IO_WRITE_H */
