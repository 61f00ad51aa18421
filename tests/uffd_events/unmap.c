// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that have unmapped or moved registered memory, and then wait until UFFD_EVENT_UNMAP or
 * UFFD_EVENT_REMAP is read.
 *
 * Deciding kernel code: mm/mmap.c or mm/vma.c:do_vmi_munmap(), mm/mremap.c;
 * mm/userfaultfd.c:userfaultfd_unmap_complete(), mremap_userfaultfd_complete().
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "families.h"
#include "pagemap.h"
#include "sources.h"
#include "uffd_event.h"

static const char *check_unmapped(const void *page)
{
	unsigned char there;

	if (sysret(mincore((void *)page, small_page(), &there)) != -ENOMEM)
		return "the range is still mapped";
	return NULL;
}

static long munmap_run(struct fault_cell *c)
{
	struct fault_region *r = cell_region(c);

	return sysret(munmap(region_page(r), r->page_size));
}

static const char *munmap_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_unmapped(cell_page(c));
}

const struct fault_path path_munmap = {
	.name = "munmap", .class = PATH_EVENT, .access = FAULT_LOAD,
	.decides = "mm/mmap.c:__vm_munmap(), mm/userfaultfd.c:userfaultfd_unmap_complete()",
	.run = munmap_run, .check = munmap_check,
};

static long mmap_over_run(struct fault_cell *c)
{
	struct fault_region *r = cell_region(c);
	void *page = mmap(region_page(r), r->page_size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	return page == MAP_FAILED ? -errno : page == region_page(r) ? 0 : -EINVAL;
}

/* The new mapping belongs to no userfaultfd: its page comes by itself. */
static const char *mmap_over_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return *(volatile uint8_t *)cell_page(c) ? "the new page is not empty" : NULL;
}

static const struct fault_path path_mmap_over = {
	.name = "mmap_over", .class = PATH_EVENT, .access = FAULT_LOAD,
	.decides = "mm/util.c:vm_mmap_pgoff(), mm/userfaultfd.c:userfaultfd_unmap_complete()",
	.run = mmap_over_run, .check = mmap_over_check,
};

static long move(struct fault_cell *c, int flags)
{
	struct fault_region *r = cell_region(c);
	void *to = mremap(region_page(r), r->page_size, r->page_size,
			  MREMAP_MAYMOVE | MREMAP_FIXED | flags, moved_page(r));

	return to == MAP_FAILED ? -errno : to == moved_page(r) ? 0 : -EINVAL;
}

/* The page has moved with its content: to read it takes no fault that a monitor would hold. */
static const char *check_moved(struct fault_cell *c)
{
	if (memcmp(moved_page(cell_region(c)), cell_region(c)->content, small_page()))
		return "the page has another content where it was moved to";
	return NULL;
}

static long mremap_run(struct fault_cell *c)
{
	return move(c, 0);
}

static const char *mremap_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_unmapped(cell_page(c)) ?: check_moved(c);
}

const struct fault_path path_mremap = {
	.name = "mremap", .class = PATH_EVENT, .access = FAULT_LOAD,
	.decides = "mm/mremap.c, mm/userfaultfd.c:mremap_userfaultfd_complete()",
	.run = mremap_run, .check = mremap_check,
};

static long dontunmap_run(struct fault_cell *c)
{
	return move(c, MREMAP_DONTUNMAP);
}

static const char *dontunmap_check(struct fault_cell *c, long ret)
{
	(void)ret;
	if (page_entry(getpid(), cell_page(c)) & (PAGEMAP_PRESENT | PAGEMAP_SWAPPED))
		return "the page is still there";
	return check_moved(c);
}

static const struct fault_path path_mremap_dontunmap = {
	.name = "mremap_dontunmap", .class = PATH_EVENT, .access = FAULT_LOAD,
	.decides = "mm/mremap.c, mm/userfaultfd.c:mremap_userfaultfd_complete()",
	.run = dontunmap_run, .check = dontunmap_check,
};

const struct matrix_row rows_unmap[] = {
	{ .path = &path_munmap, .sources = SOURCES(&source_event_unmap_anon),
	  .stimuli = stimuli_ordered, .own = STIMULI(&stimulus_ptrace_interrupt) },
	{ .path = &path_munmap,
	  .sources = SOURCES(&source_event_unmap_shmem, &source_event_unmap_hugetlb),
	  .stimuli = stimuli_few, .releases = RELEASED_BY_CLOSE(&source_event_unmap_anon) },
	{ .path = &path_mmap_over, .sources = SOURCES(&source_event_unmap_anon),
	  .stimuli = stimuli_signals },
	{ .path = &path_mremap, .sources = SOURCES(&source_event_remap_anon),
	  .stimuli = stimuli_ordered, .own = STIMULI(&stimulus_ptrace_interrupt) },
	{ .path = &path_mremap,
	  .sources = SOURCES(&source_event_remap_shmem, &source_event_unmap_anon),
	  .stimuli = stimuli_few, .releases = RELEASED_BY_CLOSE(&source_event_remap_unmap_anon) },
	{ .path = &path_mremap, .sources = SOURCES(&source_event_remap_unmap_anon),
	  .stimuli = stimuli_signals },
	{ .path = &path_mremap_dontunmap, .sources = SOURCES(&source_event_remap_anon),
	  .stimuli = stimuli_few },
	{ }
};
