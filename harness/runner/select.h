/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cells that a change of the kernel (-c) or a tier (--tier) is about.
 */
#ifndef FAULTSIG_RUNNER_SELECT_H
#define FAULTSIG_RUNNER_SELECT_H

#include "kernel_map.h"
#include "kills.h"

/* What somebody asked for with -c, on a map */
struct change {
	const struct kernel_map *map;
	bool *wanted;		/* by place in the map's functions */
	size_t nr_entered;	/* of these, by any path */
	struct list not_entered;	/* names of the others */
	struct list by[BY_KILLS + 1];	/* names of those that were not measured */
	struct list unknown;	/* changed functions that the map does not have */
	struct list outside;	/* files with changes outside of functions */
	size_t nr_files;	/* all that the commits change */
};

const char *read_tier(const char *name);
size_t read_first(const char *text);
void narrow_cells(const struct choice *choice, const char *release, struct cells *cells);
/* change.c */
void find_change(struct change *change, const struct choice *choice);
/* order.c */
size_t order_cells(const struct change *change, struct cells *cells);

#endif /* FAULTSIG_RUNNER_SELECT_H */
