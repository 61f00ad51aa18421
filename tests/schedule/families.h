/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of schedule.c. */
#ifndef SCHEDULE_FAMILIES_H
#define SCHEDULE_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_tries[];
extern const struct matrix_row rows_crowds[];
extern const struct matrix_row rows_races[];
extern const struct matrix_row rows_long[];

/* long.c: a call that goes on for long, and one that pretends */
extern const struct fault_path path_read_long;
extern const struct fault_source source_in_progress;
extern const struct schedule schedule_in_the_middle;
long long_pretend(struct fault_cell *c);

#endif /* SCHEDULE_FAMILIES_H */
