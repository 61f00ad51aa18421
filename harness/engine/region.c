// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of a cell: its address space, and the content of the page that stalls or fails.
 */
#include <errno.h>
#include <sys/mman.h>

#include "engine.h"

/* Align sources of small pages in the same way, so that paths need not care for the size. */
#define REGION_ALIGN_MIN	(2UL << 20)	/* not a page */
#define REGION_PAGES	4	/* pages of the aligned size: two, and space behind them */

static uint8_t pattern_byte(size_t i)
{
	return 0x80 | ((i * 7 + (i >> 8)) & 0x7f);
}

/* The highest alignment a source needs: the largest page that it may be served with. */
static size_t region_align(const struct fault_source *source)
{
	size_t size = source->ops->largest_page ? source->ops->largest_page() : 0;

	return size > REGION_ALIGN_MIN ? size : REGION_ALIGN_MIN;
}

/**
 * reserve_region() - reserve address space for the region, for controller and victim alike.
 * @c: the cell; the space is freed with its process.
 * Return: 0 or -errno.
 */
int reserve_region(struct fault_cell *c)
{
	size_t align = region_align(c->source), size = REGION_PAGES * align;
	struct fault_region *r = &c->region;
	uint8_t *base;

	base = mmap(NULL, size + align, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (base == MAP_FAILED)
		return -errno;
	/* Leave out the start of the reservation: a path may map the page ahead of the region. */
	r->base = (uint8_t *)(((uintptr_t)base + align) & ~(align - 1));
	r->size = size;
	r->layout = c->variant->layout;
	r->prot = PROT_READ | PROT_WRITE | (c->path->flags & PATH_NEEDS_EXEC ? PROT_EXEC : 0);
	return 0;
}

/**
 * make_content() - make the bytes that the page is to hold once it is resolved.
 * @c: the cell, its region's page size known; the bytes are freed with its process.
 * Return: 0 or -errno.
 */
int make_content(struct fault_cell *c)
{
	size_t i, size = c->region.page_size, small = small_page();
	uint8_t *content;

	/*
	 * All of the content must be present, or UFFDIO_COPY of a huge page needs a second
	 * huge page on the way. Behind the first small page it is the page of zeros, which
	 * costs no memory. The victim can write to the first: some content only it knows.
	 */
	content = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (content == MAP_FAILED)
		return -errno;
	if (mmap(content, small, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED,
		 -1, 0) == MAP_FAILED)
		return -errno;
	for (i = 0; i < small && !c->source->zeros; i++)
		content[i] = pattern_byte(i);
	c->region.content = content;
	return 0;
}
