/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of populate.c, and the paths that other programs run on their own sources. */
#ifndef FAULTSIG_POPULATE_FAMILIES_H
#define FAULTSIG_POPULATE_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_madvise[];
extern const struct matrix_row rows_mlock[];
extern const struct matrix_row rows_look[];
extern const struct matrix_row rows_numa[];
extern const struct matrix_row rows_reclaim[];
extern const struct matrix_row rows_bound[];
extern const struct matrix_row rows_policy[];

/* madvise.c */
extern const struct fault_path path_populate_read;
extern const struct fault_path path_populate_write;
const struct answer *madv_populate_probe(void);

/* look.c */
const struct answer *madv_cold_probe(void);

/* look.c: sources for calls that refuse a part of a huge page */
extern const struct fault_source *const sources_not_hugetlb[];

/* numa.c */
const struct answer *numa_probe(void);
const struct answer *move_pages_probe(void);
const struct answer *two_nodes_probe(void);

/* mlock.c */
extern const struct fault_path path_mlock;
extern const struct fault_path path_mlockall;

#endif /* FAULTSIG_POPULATE_FAMILIES_H */
