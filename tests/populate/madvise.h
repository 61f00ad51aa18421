/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MADV_POPULATE_READ and MADV_POPULATE_WRITE: one room of populate.c.
 */
#ifndef FAULTSIG_POPULATE_MADVISE_H
#define FAULTSIG_POPULATE_MADVISE_H

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ	22
#define MADV_POPULATE_WRITE	23
#endif

static const struct answer *madv_populate_probe(void)
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

/*
 * madvise_populate(): it tells the reasons apart.  A page that a sibling has unmapped
 * meanwhile is in the layout of the held page.
 */
static long madv_populate_fails_on(enum source_class class, enum layout layout)
{
	if (class == SOURCE_POISON || class == SOURCE_HWPOISON)
		return -EHWPOISON;
	if (class == SOURCE_OOM)
		return -ENOMEM;
	if (class == SOURCE_PROT_NONE || class == SOURCE_PKEY)
		return layout == LAYOUT_HELD ? -ENOMEM : -EINVAL;
	return 0;
}

static long populate_read_run(struct fault_cell *c)
{
	return sysret(madvise(cell_buf(c), cell_len(c), MADV_POPULATE_READ));
}

FAULT_PATH(populate_read, SOURCES_THP_LOAD, STIMULI_ORDERED) = {
	.name = "populate_read", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_populate(), mm/gup.c:faultin_page_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .fails_on = madv_populate_fails_on,
	.probe = madv_populate_probe, .run = populate_read_run, .check = populated_check,
};

FAULT_PATH_PAGES(populate_read, SOURCES_FAILING_KERNEL)
FAULT_PATH_RELEASES(populate_read, RELEASES_LOAD)

static long populate_write_run(struct fault_cell *c)
{
	return sysret(madvise(cell_buf(c), cell_len(c), MADV_POPULATE_WRITE));
}

FAULT_PATH(populate_write, SOURCES_THP_STORE, STIMULI_ORDERED) = {
	.name = "populate_write", .class = PATH_GUP, .access = FAULT_STORE,
	.decides = "mm/madvise.c:madvise_populate(), mm/gup.c:faultin_page_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .fails_on = madv_populate_fails_on,
	.probe = madv_populate_probe, .run = populate_write_run, .check = populated_check,
};

FAULT_PATH_PAGES(populate_write, SOURCES_FAILING_KERNEL)
FAULT_PATH_RELEASES(populate_write, RELEASES_STORE)

#endif /* FAULTSIG_POPULATE_MADVISE_H */
