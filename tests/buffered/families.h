/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of buffered.c. */
#ifndef FAULTSIG_BUFFERED_FAMILIES_H
#define FAULTSIG_BUFFERED_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_plain[];
extern const struct matrix_row rows_self[];
extern const struct matrix_row rows_btrfs_direct[];

#endif /* FAULTSIG_BUFFERED_FAMILIES_H */
