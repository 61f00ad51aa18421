/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of schedule.c. */
#ifndef SCHEDULE_FAMILIES_H
#define SCHEDULE_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_tries[];
extern const struct matrix_row rows_crowds[];
extern const struct matrix_row rows_races[];

#endif /* SCHEDULE_FAMILIES_H */
