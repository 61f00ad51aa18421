// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of a cell: its address space, and the content of the page that stalls or fails.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "engine.h"
#include "program.h"

/* Align sources of small pages in the same way, so that paths need not care for the size. */
#define REGION_ALIGN_MIN	(2UL << 20)	/* not a page */
#define REGION_PAGES	4	/* pages of the aligned size: two, and space behind them */

static uint8_t pattern_byte(size_t i)
{
	return 0x80 | ((i * 7 + (i >> 8)) & 0x7f);
}

/* A small page of content, for the cells to copy. */
static uint8_t *pattern;

/**
 * content_prepare() - make the content that the cells copy. Called once, before the cells.
 */
void content_prepare(void)
{
	size_t i, size = small_page();

	pattern = malloc(size);
	if (!pattern) {
		perror("memory for the content of pages");
		exit(EXIT_FAILURE);
	}
	for (i = 0; i < size; i++)
		pattern[i] = pattern_byte(i);
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

/*
 * Map zeros, all of them present: UFFDIO_COPY of a huge page that is not all there needs a second
 * huge page on the way. They cost no memory; one huge page of zeros serves where there is one.
 */
static uint8_t *map_zeros(size_t size)
{
	uint8_t *space, *zeros;
	size_t i;

	space = mmap(NULL, 2 * size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (space == MAP_FAILED)
		return NULL;
	zeros = (uint8_t *)(((uintptr_t)space + size) & ~(size - 1));
	madvise(zeros, size, MADV_HUGEPAGE);
	for (i = 0; i < size; i += small_page())
		*(volatile uint8_t *)(zeros + i);
	return zeros;
}

/**
 * make_content() - make the bytes that the page is to hold once it is resolved.
 * @c: the cell, its region's page size known; the bytes are freed with its process.
 * Return: 0 or -errno.
 */
int make_content(struct fault_cell *c)
{
	size_t size = c->region.page_size, small = small_page();
	uint8_t *content = NULL;

	if (size > small) {
		content = map_zeros(size);
		if (!content)
			return -errno;
	}
	/* The victim can write to the first small page: some content only it knows. */
	content = mmap(content, small, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | (content ? MAP_FIXED : 0), -1, 0);
	if (content == MAP_FAILED)
		return -errno;
	if (!c->source->zeros)
		memcpy(content, pattern, small);
	c->region.content = content;
	return 0;
}
