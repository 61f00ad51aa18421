/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is the page there, and is it locked: asked without touching it.  For all rooms of
 * populate.c.
 */
#ifndef FAULTSIG_POPULATE_STATE_H
#define FAULTSIG_POPULATE_STATE_H

#define SOURCES_NOT_HUGETLB(X, path) \
	SOURCES_SMALL_LOAD(X, path) \
	X(path, uffd_wp_anon) \
	X(path, uffd_wp_shmem)

#define PAGEMAP_PRESENT	BIT_OF(63)	/* Documentation/admin-guide/mm/pagemap.rst */

/*
 * Is the page in the page table?  mincore() would not do, it says yes for what is only
 * in the page cache.  1, 0, or -1 without CONFIG_PROC_PAGE_MONITOR.
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

/* It was brought in, and its content is right. */
static const char *populated_check(struct fault_cell *c, long ret)
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

/* Has the mapping VM_LOCKED?  1, 0, or -1 without CONFIG_PROC_PAGE_MONITOR. */
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

/* Huge pages of hugetlb are never counted, mm/mlock.c:vma_supports_mlock(). */
static const char *check_locked(struct fault_cell *c, long bytes)
{
	long want = cell_region(c)->source->backing == BACKING_HUGETLB ? 0 : bytes / 1024;
	long got = locked_kb();

	return got == want ? NULL : complain("VmLck is %ld kB, expected %ld", got, want);
}

/**
 * struct look - what a call that only looks has found.
 * @present: page_present() before the call.
 * @in_core: mincore()'s answer.
 * @status: move_pages()'s answer: a node, or -errno.
 * @away: what it has to be once the page is moved.
 * @policy: get_mempolicy()'s answer: a policy, or a node.
 * @nodes: those that may be used.
 */
struct look {
	int present;
	unsigned char in_core;
	int status;
	int away;
	int policy;
	unsigned long nodes[16];
};

#define LOOK_NODES	(8 * sizeof(((struct look *)0)->nodes))

static struct look *look(struct fault_cell *c)
{
	return *cell_priv(c);
}

static int look_setup(struct fault_cell *c)
{
	*cell_priv(c) = calloc(1, sizeof(struct look));
	if (!look(c))
		return -ENOMEM;
	look(c)->policy = -1;
	return 0;
}

static int look_arm(struct fault_cell *c)
{
	look(c)->present = page_present(cell_page(c));
	return 0;
}

static void look_teardown(struct fault_cell *c)
{
	free(look(c));
}

/* The call left the page as it was. */
static const char *untouched_check(struct fault_cell *c, long ret)
{
	int now = page_present(cell_page(c));

	(void)ret;
	if (now == look(c)->present)
		return NULL;
	return complain(now ? "the page was brought in" : "the page was taken away");
}

#endif /* FAULTSIG_POPULATE_STATE_H */
