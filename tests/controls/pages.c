// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages that a call says it brought in, although it did not: these controls test the checks
 * of kernel_gup with calls that any victim can make.
 */
#include <errno.h>
#include <sys/mman.h>

#include "engine.h"
#include "families.h"
#include "kernel_gup/call.h"
#include "kernel_gup/families.h"
#include "rig.h"

static long gup_and_drop(struct fault_cell *c)
{
	long ret = rig_gup_run(c);

	return madvise(cell_page(c), c->region.page_size, MADV_DONTNEED) ? -errno : ret;
}

static const char *readable_check(struct fault_cell *c, long ret)
{
	return path_fault_in_readable.check(c, ret);
}

static const char *written_in_check(struct fault_cell *c, long ret)
{
	return path_fault_in_writeable.check(c, ret);
}

static const char *writeable_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return call_check_there(c, true) ?: check_page_around(c, 0);
}

static const struct fault_path path_good_there = {
	.name = "good_there", GUP_VICTIM, .setup = rig_setup, .run = rig_gup_run,
	.check = writeable_check, .teardown = rig_teardown,
};

const struct control controls_pages[] = {
	{ .name = "drops_page", CELL(good_gup, uffd_missing_anon, none), .run = gup_and_drop,
	  .check = readable_check, .observed = OUTCOME_WRONG,
	  .words = HELD "; the page is not there$" },
	/* A load maps the kernel's page of zeroes, so that a store takes one more fault. */
	{ .name = "only_readable", CELL(good_gup, uffd_missing_anon, none),
	  .cell.release = &release_zeropage, .check = writeable_check, .observed = OUTCOME_WRONG,
	  .words = HELD "; a store takes 1 faults more$" },
	{ .name = "not_written_in", CELL(good_gup, uffd_missing_anon, none),
	  .check = written_in_check, .observed = OUTCOME_WRONG,
	  .words = HELD "; the first byte is 0x[0-9a-f]+, not 0$" },
	{ .good = { .path = &path_good_there, .sources = sources_anon,
		    .stimuli = stimuli_none } },
	{ }
};
