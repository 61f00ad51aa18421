/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of lock_fault.c. */
#ifndef FAULTSIG_LOCK_FAULT_FAMILIES_H
#define FAULTSIG_LOCK_FAULT_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_siblings[];
extern const struct matrix_row rows_abort[];
extern const struct matrix_row rows_target_death[];
extern const struct matrix_row rows_writer[];

/* sibling.c: the access goes to the new mapping */
extern const struct fault_release release_replaced;

/* sibling.c: functions for stimulus.send */
int have_sibling_act(struct fault_cell *c);
int have_sibling_unmap(struct fault_cell *c);

#endif /* FAULTSIG_LOCK_FAULT_FAMILIES_H */
