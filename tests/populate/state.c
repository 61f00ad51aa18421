// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find out from /proc/self, without touching the page, whether it is there and locked.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faultsig.h"
#include "state.h"

#define PAGEMAP_PRESENT	BIT_OF(63)	/* Documentation/admin-guide/mm/pagemap.rst */

/*
 * Is the page in the page table?  mincore() would not do, as it says yes for a page that is
 * only in the page cache.  Returns 1, 0, or -1 without CONFIG_PROC_PAGE_MONITOR.
 */
static int page_present(const uint8_t *page)
{
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry = 0;
	ssize_t n;

	if (fd < 0)
		return -1;
	n = pread(fd, &entry, sizeof(entry), (uintptr_t)page / small_page() * sizeof(entry));
	close(fd);
	if (n != sizeof(entry))
		return -1;
	return !!(entry & PAGEMAP_PRESENT);
}

/**
 * populated_check() - check that the page was brought in, and its content.
 * @c: the cell.
 * @ret: result of the call, unused.
 * Return: NULL, or a complaint.
 */
const char *populated_check(struct fault_cell *c, long ret)
{
	(void)ret;
	if (!page_present(cell_page(c)))
		return complain("the page is still not there");
	return check_page_around(c, 0);
}

static long locked_kb(void)
{
	char text[4096] = "", *line;
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	line = strstr(text, "\nVmLck:");
	return line ? strtol(line + 7, NULL, 10) : -1;
}

/* Has the mapping VM_LOCKED?  Returns 1, 0, or -1 without CONFIG_PROC_PAGE_MONITOR. */
static int page_locked(const uint8_t *page)
{
	FILE *smaps = fopen("/proc/self/smaps", "re");
	unsigned long begin, end;
	bool inside = false;
	int locked = -1;
	char line[512];

	while (smaps && fgets(line, sizeof(line), smaps)) {
		if (sscanf(line, "%lx-%lx ", &begin, &end) == 2)
			inside = (uintptr_t)page >= begin && (uintptr_t)page < end;
		else if (inside && !strncmp(line, "VmFlags:", 8))
			locked = !!strstr(line, " lo");
	}
	if (smaps)
		fclose(smaps);
	return locked;
}

/**
 * check_locked() - check how much of the process's memory is locked.
 * @c: the cell; huge pages of hugetlb are never counted, mm/mlock.c:vma_supports_mlock().
 * @bytes: the number that has to be locked.
 * Return: NULL, or a complaint.
 */
const char *check_locked(struct fault_cell *c, long bytes)
{
	long want = cell_region(c)->source->backing == BACKING_HUGETLB ? 0 : bytes / 1024;
	long got = locked_kb();

	return got == want ? NULL : complain("VmLck is %ld kB, expected %ld", got, want);
}

/**
 * check_all_locked() - check that something is locked, and that the page's mapping is.
 * @c: the cell; huge pages of hugetlb are never marked, mm/mlock.c:vma_supports_mlock().
 * Return: NULL, or a complaint.
 */
const char *check_all_locked(struct fault_cell *c)
{
	bool hugetlb = cell_region(c)->source->backing == BACKING_HUGETLB;

	if (locked_kb() <= 0)
		return complain("nothing is locked");
	if (!hugetlb && !page_locked(cell_page(c)))
		return complain("the mapping of the page is not locked");
	return NULL;
}

/**
 * look_of() - find the results of the cell's call.
 * @c: the cell.
 * Return: the results that look_setup() made space for, or NULL.
 */
struct look *look_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

/**
 * look_setup() - make space for the results of the call.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int look_setup(struct fault_cell *c)
{
	*cell_priv(c) = calloc(1, sizeof(struct look));
	if (!look_of(c))
		return -ENOMEM;
	look_of(c)->policy = -1;
	return 0;
}

/**
 * look_arm() - note whether the page is there before the call.
 * @c: the cell.
 * Return: 0.
 */
int look_arm(struct fault_cell *c)
{
	look_of(c)->present = page_present(cell_page(c));
	return 0;
}

/**
 * look_teardown() - free what look_setup() made.
 * @c: the cell.
 */
void look_teardown(struct fault_cell *c)
{
	free(look_of(c));
}

/**
 * look_check() - check that the call left the page as it was.
 * @c: the cell.
 * @ret: result of the call, unused.
 * Return: NULL, or a complaint.
 */
const char *look_check(struct fault_cell *c, long ret)
{
	int now = page_present(cell_page(c));

	(void)ret;
	if (now == look_of(c)->present)
		return NULL;
	return complain(now ? "the page was brought in" : "the page was taken away");
}
