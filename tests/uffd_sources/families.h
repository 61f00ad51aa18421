/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of uffd_sources.c. */
#ifndef FAULTSIG_UFFD_SOURCES_FAMILIES_H
#define FAULTSIG_UFFD_SOURCES_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_sources[];
extern const struct matrix_row rows_failing[];
extern const struct matrix_row rows_releases[];

#endif /* FAULTSIG_UFFD_SOURCES_FAMILIES_H */
