/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which paths, sources and stimuli enter which functions of a kernel: a file of kernels/map/.
 */
#ifndef FAULTSIG_RUNNER_KERNEL_MAP_H
#define FAULTSIG_RUNNER_KERNEL_MAP_H

#include "cells.h"

/* The three parts of a cell's name; a path is one of a program */
enum axis { AXIS_PATH, AXIS_SOURCE, AXIS_STIMULUS, AXES };

/* How it is known who enters a function */
enum known_by { BY_MEASUREMENT, BY_CALLERS, BY_KILLS };

/* A function, and who enters it. NULL stands for all of an axis. */
struct function {
	char *name;		/* FILE:FUNCTION */
	enum known_by by;
	bool *entered_by[AXES];	/* by number */
	size_t nr_paths;
};

struct kernel_map {
	char *place;		/* kernels/map/7.3 */
	char *series;		/* 7.3 */
	char *about;		/* its comment that says which kernel, and when */
	bool other;		/* it is of another series than was asked for */
	struct list names[AXES];
	struct map numbers[AXES];	/* by name: the place in names, plus 1 */
	struct function *function;
	size_t nr;
};

/* A cell, as a map sees it: the number of each part of its name, plus 1, or 0 if it has none */
struct position {
	size_t number[AXES];
};

char *find_map_file(const char *directory, const char *release, const char *ending,
		    bool *other);
bool read_kernel_map(struct kernel_map *map, const char *directory, const char *release);
struct position position_of(const struct kernel_map *map, const struct cell *cell);
bool is_entered(const struct function *function, const struct position *at);

#endif /* FAULTSIG_RUNNER_KERNEL_MAP_H */
