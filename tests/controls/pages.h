/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a call of the kernel is said to have brought in, and has not: the checks of
 * kernel_gup, of calls that any victim can make.
 */
#ifndef FAULTSIG_CONTROLS_PAGES_H
#define FAULTSIG_CONTROLS_PAGES_H

static long gup_and_drop(struct fault_cell *c)
{
	long ret = gup_run(c);

	return madvise(cell_page(c), c->region.page_size, MADV_DONTNEED) ? -errno : ret;
}

static const struct fault_path path_drops_page = {
	GUP_VICTIM(drops_page), .setup = rig_setup, .run = gup_and_drop,
	.check = readable_check, .teardown = rig_teardown,
};

CONTROL(drops_page, drops_page, uffd_missing_anon, none, OUTCOME_WRONG,
	HELD "; the page is not there$")

static const char *writeable_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return there_check(c, true) ?: check_page_around(c, 0);
}

/* For a load there is the kernel's own page of zeroes: a store takes one more fault. */
static const struct fault_path path_only_readable = {
	GUP_VICTIM(only_readable), .setup = rig_setup, .run = gup_run,
	.check = writeable_check, .teardown = rig_teardown,
};

CONTROL(only_readable, only_readable, uffd_missing_anon, none, OUTCOME_WRONG,
	HELD "; a store takes 1 faults more$", .cell.release = RELEASE_ZEROPAGE)

static const struct fault_path path_not_written_in = {
	GUP_VICTIM(not_written_in), .setup = rig_setup, .run = gup_run,
	.check = written_in_check, .teardown = rig_teardown,
};

CONTROL(not_written_in, not_written_in, uffd_missing_anon, none, OUTCOME_WRONG,
	HELD "; the first byte is 0x[0-9a-f]+, not 0$")

static const struct fault_path path_good_there = {
	GUP_VICTIM(good_there), .setup = rig_setup, .run = gup_run,
	.check = writeable_check, .teardown = rig_teardown,
};

CELLS(good_there, SOURCES_ANON, STIMULI_NONE)

#endif /* FAULTSIG_CONTROLS_PAGES_H */
