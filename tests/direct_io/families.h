/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of direct_io.c. */
#ifndef FAULTSIG_DIRECT_IO_FAMILIES_H
#define FAULTSIG_DIRECT_IO_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_dio_read[];
extern const struct matrix_row rows_dio_write[];
extern const struct matrix_row rows_aio[];
extern const struct matrix_row rows_aio_copy[];
extern const struct fault_path path_dio_read;

#endif /* FAULTSIG_DIRECT_IO_FAMILIES_H */
