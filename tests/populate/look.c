// SPDX-License-Identifier: GPL-2.0-only
/*
 * mincore(), MADV_WILLNEED and MADV_COLD, which must not fault the page in: one family
 * of populate.c.
 */
#include <errno.h>
#include <sys/mman.h>

#include "families.h"
#include "sources.h"
#include "state.h"

const struct fault_source *const sources_not_hugetlb[] = {
	&source_uffd_missing_anon, &source_uffd_missing_shmem, &source_uffd_minor_shmem,
	&source_uffd_wp_anon, &source_uffd_wp_shmem, NULL
};

static long mincore_run(struct fault_cell *c)
{
	return sysret(mincore(cell_buf(c), cell_len(c), &look_of(c)->in_core));
}

/* A page in the page table must be in core; one that is only in the page cache may be. */
static const char *mincore_check(struct fault_cell *c, long ret)
{
	if (look_of(c)->present == 1 && !(look_of(c)->in_core & 1))
		return complain("a page that is there is not in core");
	return look_check(c, ret);
}

static const struct fault_path path_mincore = {
	.name = "mincore", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/mincore.c:mincore_pte_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.setup = look_setup, .arm = look_arm, .teardown = look_teardown,
	.run = mincore_run, .check = mincore_check,
};

static const struct answer *advice_probe(int advice, enum need need)
{
	void *page = mmap(NULL, small_page(), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long ret;

	if (page == MAP_FAILED)
		return no_answer("mapping a page", -errno);
	ret = sysret(madvise(page, small_page(), advice));
	munmap(page, small_page());
	/* Without CONFIG_SWAP an anonymous page has no file to be read from: EBADF. */
	if (ret == -EBADF)
		return lacks(need);
	return answer_to_flag(need, "madvise()", ret);
}

static const struct answer *willneed_probe(void)
{
	return advice_probe(MADV_WILLNEED, NEED_SWAP);
}

static long willneed_run(struct fault_cell *c)
{
	return sysret(madvise(cell_buf(c), cell_len(c), MADV_WILLNEED));
}

static const struct fault_path path_madvise_willneed = {
	.name = "madvise_willneed", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_willneed()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = willneed_probe,
	.setup = look_setup, .arm = look_arm, .teardown = look_teardown,
	.run = willneed_run, .check = look_check,
};

/**
 * madv_cold_probe() - tell whether there is MADV_COLD.
 * Return: NULL, or the answer.
 */
const struct answer *madv_cold_probe(void)
{
	return advice_probe(MADV_COLD, NEED_MADV_COLD);
}

static long cold_run(struct fault_cell *c)
{
	return sysret(madvise(cell_buf(c), cell_len(c), MADV_COLD));
}

/* MADV_COLD is not for hugetlb, mm/madvise.c:can_madv_lru_vma(). */
static const struct fault_path path_madvise_cold = {
	.name = "madvise_cold", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_cold_or_pageout_pte_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = madv_cold_probe,
	.setup = look_setup, .arm = look_arm, .teardown = look_teardown,
	.run = cold_run, .check = look_check,
};

const struct matrix_row rows_look[] = {
	{ .path = &path_mincore, .sources = sources_thp_store, .stimuli = stimuli_none },
	{ .path = &path_madvise_willneed, .sources = sources_held_store,
	  .stimuli = stimuli_none },
	{ .path = &path_madvise_cold, .sources = sources_not_hugetlb, .stimuli = stimuli_none },
	{ }
};
