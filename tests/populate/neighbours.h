/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory of many kinds, for calls that go over a range of which one page is held. */
#ifndef FAULTSIG_POPULATE_NEIGHBOURS_H
#define FAULTSIG_POPULATE_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

/**
 * enum neighbour - a kind of memory; each has the space of a transparent huge page.
 * @SMALL_PAGES: small pages, among them one that was never touched, one that was only read,
 *		 and a guard.
 * @HUGE_PAGE: a transparent huge page.
 * @HUGE_HALVED: one of which only the second half is meant.
 * @HUGE_PINNED: the same, and a pipe has a reference to one of its pages.
 * @HUGE_ZEROS: one that was only read.
 * @BY_PAGES: one that is mapped by small pages, and one of these is not there any more.
 * @BY_PAGES_HALVED: one that is mapped by small pages, of which only the second half is meant.
 * @BY_PAGES_PINNED: the same, and a pipe has a reference to one of its pages.
 * @FILE_HUGE: a huge page of a file that may not be written to.
 * @FILE_BY_PAGES: one that is mapped by small pages, of which only the second half is meant.
 * @FILE_SMALL: small pages of that file.
 * @FILE_PRIVATE: small pages of that file, some of them copied by a store.
 * @LOCKED_HUGE: a huge page of shared memory, under SHM_LOCK where there is System V memory.
 * @LOCKED_SMALL: small pages of it.
 * @KINDS: their number.
 */
enum neighbour {
	SMALL_PAGES,
	HUGE_PAGE,
	HUGE_HALVED,
	HUGE_PINNED,
	HUGE_ZEROS,
	BY_PAGES,
	BY_PAGES_HALVED,
	BY_PAGES_PINNED,
	FILE_HUGE,
	FILE_BY_PAGES,
	FILE_SMALL,
	FILE_PRIVATE,
	LOCKED_HUGE,
	LOCKED_SMALL,
	KINDS,
};

/* struct stretch - a range of memory. */
struct stretch {
	uint8_t *start;
	size_t len;
};

int neighbours_make(void);
struct stretch neighbour(enum neighbour kind);
struct stretch neighbours_all(void);
const char *neighbours_check(void);
long with_sharer(long (*call)(void *arg), void *arg);

#endif /* FAULTSIG_POPULATE_NEIGHBOURS_H */
