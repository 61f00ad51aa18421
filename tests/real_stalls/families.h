/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of real_stalls.c. */
#ifndef FAULTSIG_REAL_STALLS_FAMILIES_H
#define FAULTSIG_REAL_STALLS_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_locked[];
extern const struct matrix_row rows_locked_peer[];
extern const struct matrix_row rows_futex[];
extern const struct matrix_row rows_futex_lock[];
extern const struct matrix_row rows_futex_node[];
extern const struct matrix_row rows_futex_waiters[];
extern const struct matrix_row rows_robust[];
extern const struct matrix_row rows_exit[];
extern const struct matrix_row rows_bystander[];
extern const struct matrix_row rows_small[];
extern const struct matrix_row rows_arguments[];
extern const struct matrix_row rows_frame[];
extern const struct matrix_row rows_sibling_fork[];
extern const struct matrix_row rows_xsave[];
extern const struct matrix_row rows_core_events[];

/*
 * Each fatal signal that ends nothing costs a deadline: one source of a path has it, and the
 * other sources have these.
 */
#define STIMULI_HARMLESS STIMULI(&stimulus_none, &stimulus_sigusr1, &stimulus_sigstop)

/* exit.c */
int core_arm(struct fault_cell *c);
long core_run(struct fault_cell *c);
extern const struct fault_path path_exit_robust_list;
extern const struct fault_path path_exit_clear_tid;

/* bystander.c */
extern const struct bystander by_maps;
extern const struct bystander by_cmdline;

#endif /* FAULTSIG_REAL_STALLS_FAMILIES_H */
