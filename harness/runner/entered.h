/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions of the kernel that a cell goes through.
 */
#ifndef FAULTSIG_RUNNER_ENTERED_H
#define FAULTSIG_RUNNER_ENTERED_H

#include "kernel_map.h"

struct entered {
	const struct kernel_map *map;
	const struct function **function;	/* the most special first */
	size_t nr;
	size_t named;				/* that many of them are told */
};

void find_entered(struct entered *entered, const struct kernel_map *map, const struct cell *cell);
void print_entered(const struct entered *entered);

#endif /* FAULTSIG_RUNNER_ENTERED_H */
