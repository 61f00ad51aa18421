/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MAP_POPULATE, of a region that mmap() puts in the place of the one that is there: the same
 * memory of the same device.
 */
#ifndef FAULTSIG_DRIVER_FAULT_POPULATE_H
#define FAULTSIG_DRIVER_FAULT_POPULATE_H

/* The engine takes the region's own descriptor away. */
static int map_populate_arm(struct fault_cell *c)
{
	int fd = fcntl(cell_region(c)->fd, F_DUPFD_CLOEXEC, 0);

	cell_fds(c)[0] = fd;
	return fd < 0 ? -errno : 0;
}

/* mmap() returns the address whatever became of the pages. */
static long map_populate_run(struct fault_cell *c)
{
	struct fault_region *r = cell_region(c);
	void *at = mmap(cell_page(c), small_page(), r->prot,
			MAP_SHARED | MAP_FIXED | MAP_POPULATE, cell_fds(c)[0], 0);

	return at == MAP_FAILED ? -errno : 0;
}

/* Only ever borrowed: it is no program's own, and has no cells by itself. */
FAULT_PATH(map_populate) = {
	.name = "map_populate", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = "mm/gup.c:__mm_populate(), populate_vma_page_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.arm = map_populate_arm, .run = map_populate_run, .check = populated_check,
};

#endif /* FAULTSIG_DRIVER_FAULT_POPULATE_H */
