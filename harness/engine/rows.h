/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between the rows of the matrix and the kselftest harness, of which rows.c knows nothing.
 */
#ifndef FAULTSIG_ROWS_H
#define FAULTSIG_ROWS_H

#include <stddef.h>

struct __fixture_metadata;
struct cell_variant;
struct stimulus;

void *rows_allocate(size_t size);
struct __fixture_metadata *rows_add_fixture(const char *name);
void rows_add_variant(struct __fixture_metadata *f, const char *name,
		      const struct cell_variant *cell);
void rows_add_tests(struct __fixture_metadata *f, const struct stimulus *const *stimuli);

#endif
