// SPDX-License-Identifier: GPL-2.0-only
/*
 * Victims that wait for a frozen file system, or for a slow disk, and not in a fault: the event
 * of the source comes, but it is not a fault that is held. And a victim that waits for nothing.
 */
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"

/* write(2) waits for the thaw at the same place as a page fault, but for another lock. */
static long write_the_file(struct fault_cell *c)
{
	char byte = 0;

	return sysret(pwrite(cell_region(c)->memfd, &byte, 1, 0));
}

/* read(2) has to read the page that is held. */
static long read_the_file(struct fault_cell *c)
{
	char byte;

	return sysret(pread(cell_region(c)->memfd, &byte, 1, 0));
}

static long wait_for_nothing(struct fault_cell *c)
{
	(void)c;
	return sysret(pause());
}

#define CALL(function) \
	.class = PATH_UACCESS, .access = FAULT_STORE, .ok = 1, .run = function, \
	.decides = "nothing: it takes no fault"

static const struct fault_path path_writes = { .name = "writes", CALL(write_the_file) };
static const struct fault_path path_reads = { .name = "reads", CALL(read_the_file) };
static const struct fault_path path_waits = { .name = "waits", CALL(wait_for_nothing) };

const struct control controls_disk[] = {
	{ .good = { .path = &path_good_load, .stimuli = stimuli_none,
		    .sources = SOURCES(&source_held_ext4_shared) } },
	{ .name = "frozen_out_of_write", CELL(writes, frozen_clean, none),
	  .observed = OUTCOME_WRONG,
	  .words = NUMBERS "; held in [a-z_]+, not in ext4_page_mkwrite$" },
	{ .name = "frozen_without_fault", CELL(waits, frozen_clean, none),
	  .observed = OUTCOME_WRONG, .words = "^no fault message in 5000 ms$", .pace = BESIDE },
	{ .name = "held_in_read", CELL(reads, held_ext4_shared, none),
	  .observed = OUTCOME_WRONG,
	  .words = NUMBERS "; held in [a-z_]+, not in filemap_fault$" },
	{ }
};
