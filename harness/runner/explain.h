/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The story of a cell, and what to do when it fails; and cells as JSON.
 */
#ifndef FAULTSIG_RUNNER_EXPLAIN_H
#define FAULTSIG_RUNNER_EXPLAIN_H

#include "run.h"

int explain_cells(const struct options *options, const char *repro, bool json);
void put_pair(struct buffer *object, const char *key, const char *text);
void put_cell(struct buffer *object, const struct cell *cell);

#endif /* FAULTSIG_RUNNER_EXPLAIN_H */
