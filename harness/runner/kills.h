/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which cells are known to have killed mutants of a function, and who calls the functions that a
 * map can't have: kernels/map/SERIES.kills and SERIES.inlined.
 */
#ifndef FAULTSIG_RUNNER_KILLS_H
#define FAULTSIG_RUNNER_KILLS_H

#include "kernel_map.h"

/* A cell that has killed a mutant */
struct kill {
	size_t function;	/* that the mutant changes: its place on the map */
	size_t rank;		/* so many cells of the mutant are faster */
	char *cell;		/* PROGRAM:CELL */
};

struct kills {
	char *place;		/* kernels/map/7.3.kills */
	struct kill *kill;
	size_t nr;
};

void read_kills(struct kills *kills, struct kernel_map *map, const char *directory,
		const char *release);
size_t put_kills_first(const struct kills *kills, const bool *wanted, const struct cells *all,
		       struct cells *cells);

#endif /* FAULTSIG_RUNNER_KILLS_H */
