/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of memory_fault.c, and their stimuli. */
#ifndef FAULTSIG_MEMORY_FAULT_FAMILIES_H
#define FAULTSIG_MEMORY_FAULT_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_no_memory[];
extern const struct matrix_row rows_lost[];
extern const struct matrix_row rows_merged[];
extern const struct matrix_row rows_oom_kill[];
extern const struct matrix_row rows_swapped[];
extern const struct matrix_row rows_taken[];

/* merged.c: KSM merges the page while its fault is held */
extern const struct stimulus stimulus_merged;
extern const struct stimulus stimulus_merged_sigusr1;
extern const struct stimulus stimulus_merged_sigkill;

/* oom_kill.c */
extern const struct stimulus stimulus_oom_kill;

/* taken.c: the page is taken away, or moved, while its fault is held */
extern const struct stimulus stimulus_page_out;
extern const struct stimulus stimulus_page_out_sigusr1;
extern const struct stimulus stimulus_page_out_sigkill;
extern const struct stimulus stimulus_page_moved;
extern const struct stimulus stimulus_page_moved_sigusr1;
extern const struct stimulus stimulus_page_moved_sigkill;
extern const struct stimulus stimulus_soft_offline;
extern const struct stimulus stimulus_soft_offline_sigusr1;

#endif /* FAULTSIG_MEMORY_FAULT_FAMILIES_H */
