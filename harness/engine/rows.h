/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the rows of the matrix and the kselftest harness, of which rows.c knows nothing.
 */
#ifndef FAULTSIG_ROWS_H
#define FAULTSIG_ROWS_H

#include <stddef.h>

struct __fixture_metadata;
struct cell_variant;
struct matrix_row;
struct stimulus;

/* What takes the cells of a row. Names and cells are kept, not copied. */
struct row_harness {
	struct __fixture_metadata *(*add_fixture)(const char *name);
	void (*add_variant)(struct __fixture_metadata *f, const char *name,
			    const struct cell_variant *cell);
	/* For each variant a cell with each stimulus; NULL is none */
	void (*add_tests)(struct __fixture_metadata *f, const struct stimulus *const *stimuli);
};

void *rows_allocate(size_t size);
void rows_add(const struct row_harness *to, const struct matrix_row *row);

#endif
