// SPDX-License-Identifier: GPL-2.0-only
/*
 * madvise() that drops pages of registered memory: it first sends UFFD_EVENT_REMOVE and waits
 * until that is read, and then drops them.
 *
 * Deciding kernel code: mm/madvise.c:madvise_dontneed_free(), madvise_remove(); mm/userfaultfd.c:
 * userfaultfd_remove().
 */
#include <sys/mman.h>
#include <unistd.h>

#include "families.h"
#include "pagemap.h"
#include "require.h"
#include "sources.h"

static long advise(struct fault_cell *c, int advice)
{
	struct fault_region *r = cell_region(c);

	return sysret(madvise(region_page(r), r->page_size, advice));
}

/* The page was there when the call began. */
static const char *check_gone(struct fault_cell *c, long ret)
{
	(void)ret;
	if (page_entry(getpid(), cell_page(c)) & (PAGEMAP_PRESENT | PAGEMAP_SWAPPED))
		return "the page is still there";
	return NULL;
}

static long dontneed_run(struct fault_cell *c)
{
	return advise(c, MADV_DONTNEED);
}

const struct fault_path path_madvise_dontneed = {
	.name = "madvise_dontneed", .class = PATH_EVENT, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_dontneed_free(), mm/userfaultfd.c:userfaultfd_remove()",
	.run = dontneed_run, .check = check_gone,
};

/**
 * probe_hugetlb_dontneed() - tell whether MADV_DONTNEED takes huge pages: since 5.18.
 * Return: NULL, or the answer.
 */
const struct answer *probe_hugetlb_dontneed(void)
{
	return running_version() < KVER(5, 18) ? lacks(NEED_HUGETLB_DONTNEED) : NULL;
}

static const struct fault_path path_madvise_dontneed_huge = {
	.name = "madvise_dontneed_huge", .class = PATH_EVENT, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_dontneed_free(), mm/userfaultfd.c:userfaultfd_remove()",
	.probe = probe_hugetlb_dontneed, .run = dontneed_run, .check = check_gone,
};

static long free_run(struct fault_cell *c)
{
	return advise(c, MADV_FREE);
}

/* The kernel takes the page when it needs memory: nothing can be checked. */
static const struct fault_path path_madvise_free = {
	.name = "madvise_free", .class = PATH_EVENT, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_dontneed_free(), mm/userfaultfd.c:userfaultfd_remove()",
	.run = free_run,
};

static long remove_run(struct fault_cell *c)
{
	return advise(c, MADV_REMOVE);
}

static const struct fault_path path_madvise_remove = {
	.name = "madvise_remove", .class = PATH_EVENT, .access = FAULT_LOAD,
	.decides = "mm/madvise.c:madvise_remove(), mm/userfaultfd.c:userfaultfd_remove()",
	.run = remove_run, .check = check_gone,
};

const struct matrix_row rows_remove[] = {
	{ .path = &path_madvise_dontneed, .sources = SOURCES(&source_event_answer_anon),
	  .stimuli = stimuli_none },
	{ .path = &path_madvise_dontneed, .sources = SOURCES(&source_event_remove_anon),
	  .stimuli = stimuli_ordered, .own = STIMULI(&stimulus_ptrace_interrupt) },
	{ .path = &path_madvise_dontneed, .sources = SOURCES(&source_event_remove_shmem),
	  .stimuli = stimuli_signals },
	{ .path = &path_madvise_dontneed_huge, .sources = SOURCES(&source_event_remove_hugetlb),
	  .stimuli = stimuli_few },
	{ .path = &path_madvise_dontneed, .sources = SOURCES(&source_event_remove_wp_anon),
	  .stimuli = stimuli_few,
	  .releases = RELEASED_BY_CLOSE(&source_event_remove_anon) },
	{ .path = &path_madvise_free, .sources = SOURCES(&source_event_remove_anon),
	  .stimuli = stimuli_few },
	{ .path = &path_madvise_remove, .sources = SOURCES(&source_event_remove_shmem),
	  .stimuli = stimuli_signals },
	{ .path = &path_madvise_remove, .sources = SOURCES(&source_event_remove_hugetlb),
	  .stimuli = stimuli_few, .releases = RELEASED_BY_CLOSE(&source_event_remove_shmem) },
	{ }
};
