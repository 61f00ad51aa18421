/* SPDX-License-Identifier: GPL-2.0-only */
/* What a cell's line of TAP says: tap.c. */
#ifndef FAULTSIG_TAP_H
#define FAULTSIG_TAP_H

#include "faultsig.h"

enum tap_status { TAP_OK, TAP_NOT_OK, TAP_SKIP, TAP_XFAIL };

/**
 * struct tap_line - the line.
 * @status: how it begins, and its directive.
 * @reason: what stands behind the directive; may be empty.
 */
struct tap_line {
	enum tap_status status;
	char reason[1000];
};

void tap_prepare(void);
void tap_run_cell(const char *name, const struct cell_variant *v, const struct stimulus *stim,
		  struct tap_line *line);

#endif /* FAULTSIG_TAP_H */
