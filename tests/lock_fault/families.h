/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of lock_fault.c. */
#ifndef FAULTSIG_LOCK_FAULT_FAMILIES_H
#define FAULTSIG_LOCK_FAULT_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_siblings[];
extern const struct matrix_row rows_abort[];
extern const struct matrix_row rows_target_death[];
extern const struct matrix_row rows_writer[];

#endif /* FAULTSIG_LOCK_FAULT_FAMILIES_H */
