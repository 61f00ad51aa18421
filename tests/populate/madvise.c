// SPDX-License-Identifier: GPL-2.0-only
/*
 * MADV_POPULATE_READ and MADV_POPULATE_WRITE: one family of populate.c.
 */
#include <errno.h>
#include <sys/mman.h>

#include "families.h"
#include "sources.h"
#include "state.h"

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ	22
#define MADV_POPULATE_WRITE	23
#endif

/**
 * madv_populate_probe() - tell whether there is MADV_POPULATE_READ.
 * Return: NULL, or the answer.
 */
const struct answer *madv_populate_probe(void)
{
	void *page = mmap(NULL, small_page(), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long ret;

	if (page == MAP_FAILED)
		return no_answer("mapping a page", -errno);
	ret = sysret(madvise(page, small_page(), MADV_POPULATE_READ));
	munmap(page, small_page());
	return answer_to_flag(NEED_MADV_POPULATE, "MADV_POPULATE_READ", ret);
}

/* madvise_populate() has an error for each reason. */
static long madv_populate_fails_on(enum fault_error error, enum layout layout)
{
	(void)layout;
	if (error == FAULT_POISON || error == FAULT_HWPOISON)
		return -EHWPOISON;
	if (error == FAULT_OOM)
		return -ENOMEM;
	if (error == FAULT_UNMAPPED || error == FAULT_KERNEL_ADDRESS ||
	    error == FAULT_NONCANONICAL)
		return -ENOMEM;
	if (error == FAULT_PROT_NONE || error == FAULT_PKEY || error == FAULT_READ_ONLY)
		return -EINVAL;
	return 0;
}

static long populate_read_run(struct fault_cell *c)
{
	return sysret(madvise(cell_buf(c), cell_len(c), MADV_POPULATE_READ));
}

const struct fault_path path_populate_read = {
	.name = "populate_read", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_populate(), mm/gup.c:faultin_page_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .fails_on = madv_populate_fails_on,
	.probe = madv_populate_probe, .run = populate_read_run, .check = populated_check,
};

static long populate_write_run(struct fault_cell *c)
{
	return sysret(madvise(cell_buf(c), cell_len(c), MADV_POPULATE_WRITE));
}

const struct fault_path path_populate_write = {
	.name = "populate_write", .class = PATH_GUP, .access = FAULT_STORE,
	.decides = "mm/madvise.c:madvise_populate(), mm/gup.c:faultin_page_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .fails_on = madv_populate_fails_on,
	.probe = madv_populate_probe, .run = populate_write_run, .check = populated_check,
};

const struct matrix_row rows_madvise[] = {
	{ .path = &path_populate_read, .sources = sources_thp_load, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_PAGES, .releases = releases_load },
	{ .path = &path_populate_write, .sources = sources_thp_store, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_PAGES,
	  .releases = releases_store_few },
	{ }
};
