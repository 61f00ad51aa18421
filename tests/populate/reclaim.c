// SPDX-License-Identifier: GPL-2.0-only
/*
 * MADV_COLD and MADV_PAGEOUT of memory of many kinds, and last of a page that is held: they may
 * not fault it in, wait for it, or lose a byte of its neighbours. One family of populate.c.
 *
 * Deciding kernel code: mm/madvise.c:madvise_cold_or_pageout_pte_range().
 */
#include <errno.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "families.h"
#include "neighbours.h"
#include "sources.h"
#include "state.h"

#define NOBODY	65534	/* may not write to the files of others */

static int advised_arm(struct fault_cell *c)
{
	return neighbours_make() ?: look_arm(c);
}

static long advise_all(void *advice)
{
	enum neighbour kind;
	struct stretch to;
	long err = 0;

	for (kind = 0; !err && kind < KINDS; kind++) {
		to = neighbour(kind);
		err = sysret(madvise(to.start, to.len, *(int *)advice));
	}
	return err;
}

/* Files that the caller may not write to are not paged out, mm/madvise.c:can_do_file_pageout(). */
static long advise_as_nobody(int advice)
{
	uid_t own = setfsuid(NOBODY);
	long err = advise_all(&advice);

	setfsuid(own);
	prctl(PR_SET_DUMPABLE, 1);
	return err;
}

/* The first time all memory is shared; the last time pages are used that stayed. */
static long advise(struct fault_cell *c, int advice)
{
	long err = with_sharer(advise_all, &advice);

	err = err ?: advise_as_nobody(advice);
	err = err ?: advise_all(&advice);
	err = err ?: advise_all(&advice);
	return err ?: sysret(madvise(cell_buf(c), cell_len(c), advice));
}

static const char *advised_check(struct fault_cell *c, long ret)
{
	return neighbours_check() ?: look_check(c, ret);
}

static long cold_run(struct fault_cell *c)
{
	return advise(c, MADV_COLD);
}

static const struct fault_path path_madvise_cold_all = {
	.name = "madvise_cold_all", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_cold_or_pageout_pte_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = madv_cold_probe,
	.setup = look_setup, .arm = advised_arm, .teardown = look_teardown,
	.run = cold_run, .check = advised_check,
};

static long pageout_run(struct fault_cell *c)
{
	return advise(c, MADV_PAGEOUT);
}

/* The held page may be paged out, where it is there: whether it stays is the kernel's choice. */
static const char *pageout_check(struct fault_cell *c, long ret)
{
	return neighbours_check() ?: look_of(c)->present == 1 ? NULL : look_check(c, ret);
}

static const struct fault_path path_madvise_pageout_all = {
	.name = "madvise_pageout_all", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_cold_or_pageout_pte_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = madv_cold_probe,
	.setup = look_setup, .arm = advised_arm, .teardown = look_teardown,
	.run = pageout_run, .check = pageout_check,
};

const struct matrix_row rows_reclaim[] = {
	{ .path = &path_madvise_cold_all, .stimuli = stimuli_none,
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_wp_anon) },
	{ .path = &path_madvise_pageout_all, .stimuli = stimuli_none,
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_wp_anon) },
	{ }
};
