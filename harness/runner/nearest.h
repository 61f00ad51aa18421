/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What somebody may have meant by a mistyped word.
 */
#ifndef FAULTSIG_RUNNER_NEAREST_H
#define FAULTSIG_RUNNER_NEAREST_H

#include "cells.h"

struct nearest {
	const char *word;	/* that was mistyped */
	char *found;		/* the nearest one, or NULL; the caller frees it */
	size_t distance;	/* between the two */
};

void nearest_try(struct nearest *nearest, const char *word, size_t len);
int print_nearest(char **words);
char *nearest_pattern(const char *programs, const struct cells *listed, const char *pattern);

#endif /* FAULTSIG_RUNNER_NEAREST_H */
