// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux AIO with O_DIRECT: io_submit() itself pins the buffer, so that the submitter
 * stalls; the result comes as an event.
 */
#include "aio_calls.h"
#include "families.h"
#include "file.h"
#include "sources.h"

static const struct answer *dio_aio_probe(void)
{
	return loopfs_probe() ?: aio_probe();
}

static long aio_read_run(struct fault_cell *c)
{
	return aio_transfer(c, IOCB_CMD_PREAD, BLOCK);
}

static const struct fault_path path_aio_read = {
	.name = "aio_read", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS,
	.len = BLOCK, .offset = PATH_AT_START, .ok = BLOCK,
	.decides = "fs/aio.c:aio_read(), fs/iomap/direct-io.c, mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = dio_aio_probe,
	.setup = dio_full_setup, .arm = aio_arm, .run = aio_read_run,
	.check = dio_second_block_check, .conserve = dio_read_conserve, .teardown = dio_teardown,
};

static long aio_write_run(struct fault_cell *c)
{
	return aio_transfer(c, IOCB_CMD_PWRITE, BLOCK);
}

/* The block must have its old or its new content; if the result is known, that one. */
static const char *check_written_block(struct fault_cell *c, long moved)
{
	const uint8_t *block = dio_state(c)->file + BLOCK;
	const struct direct_io *d = dio_state(c);

	if (d->returned ? d->ret < 0 : !moved && !dio_check_bytes(block, BLOCK, BLOCK))
		return dio_check_bytes(block, BLOCK, BLOCK);
	return check_content(c, block, BLOCK);
}

static const char *aio_write_conserve(struct fault_cell *c, long moved)
{
	const uint8_t *third = dio_state(c)->file + 2 * BLOCK;

	return dio_check_position(c, moved) ?: dio_reread(c, FILE_SIZE) ?:
	       dio_check_bytes(dio_state(c)->file, 0, BLOCK) ?: check_written_block(c, moved) ?:
	       dio_check_bytes(third, 2 * BLOCK, FILE_SIZE - 2 * BLOCK);
}

static const struct fault_path path_aio_write = {
	.name = "aio_write", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = PATH_PINS,
	.len = BLOCK, .offset = PATH_AT_START, .ok = BLOCK,
	.decides = "fs/aio.c:aio_write(), fs/iomap/direct-io.c, mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = dio_aio_probe,
	.setup = dio_full_setup, .arm = aio_arm, .run = aio_write_run,
	.check = dio_page_unchanged, .conserve = aio_write_conserve, .teardown = dio_teardown,
};

const struct matrix_row rows_aio[] = {
	{ .path = &path_aio_read, .sources = sources_aio_store, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_PAGES },
	{ .path = &path_aio_write, .sources = sources_aio_load, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel },
	{ }
};
