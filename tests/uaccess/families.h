/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of uaccess.c, and the paths that other programs run on their own sources. */
#ifndef FAULTSIG_UACCESS_FAMILIES_H
#define FAULTSIG_UACCESS_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_pipe[];

/* pipe.c */
extern const struct fault_path path_pipe_read;
extern const struct fault_path path_pipe_write;

#endif /* FAULTSIG_UACCESS_FAMILIES_H */
