// SPDX-License-Identifier: GPL-2.0-only
/*
 * MAP_POPULATE of a region. mmap() puts it in the place of the mapping that is there: it is
 * the same memory of the same device.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "faultsig.h"
#include "families.h"
#include "populate/state.h"

/* Duplicate the region's descriptor, which the engine takes away from the victim. */
static int map_populate_arm(struct fault_cell *c)
{
	int fd = fcntl(cell_region(c)->fd, F_DUPFD_CLOEXEC, 0);

	cell_fds(c)[0] = fd;
	return fd < 0 ? -errno : 0;
}

/* mmap() returns the address even if it could not populate the pages. */
static long map_populate_run(struct fault_cell *c)
{
	struct fault_region *r = cell_region(c);
	void *at = mmap(cell_page(c), small_page(), r->prot,
			MAP_SHARED | MAP_FIXED | MAP_POPULATE, cell_fds(c)[0], 0);

	return at == MAP_FAILED ? -errno : 0;
}

/* The path has no row here: other programs cross it with their sources. */
const struct fault_path path_map_populate = {
	.name = "map_populate", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = "mm/gup.c:__mm_populate(), populate_vma_page_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.arm = map_populate_arm, .run = map_populate_run, .check = populated_check,
};
