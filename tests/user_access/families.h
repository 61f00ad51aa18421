/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of user_access.c, and the paths that other programs run on their own sources. */
#ifndef FAULTSIG_USER_ACCESS_FAMILIES_H
#define FAULTSIG_USER_ACCESS_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_instructions[];
extern const struct matrix_row rows_dump[];

/* instructions.c */
extern const struct fault_path path_load;
extern const struct fault_path path_store;
extern const struct fault_path path_atomic;
extern const struct fault_path path_exec_fetch;
extern const struct fault_path path_atomic;

#endif /* FAULTSIG_USER_ACCESS_FAMILIES_H */
