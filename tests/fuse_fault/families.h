/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of fuse_fault.c. */
#ifndef FAULTSIG_FUSE_FAULT_FAMILIES_H
#define FAULTSIG_FUSE_FAULT_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_fuse_async[];
extern const struct matrix_row rows_fuse_sync[];
extern const struct matrix_row rows_fuse_writeback[];
extern const struct matrix_row rows_fuse_read[];

#endif /* FAULTSIG_FUSE_FAULT_FAMILIES_H */
