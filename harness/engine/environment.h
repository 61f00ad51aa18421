/* SPDX-License-Identifier: GPL-2.0-only */
/* The surroundings of a run, which must not be taken for the kernel: environment.c. */
#ifndef FAULTSIG_ENVIRONMENT_H
#define FAULTSIG_ENVIRONMENT_H

#include <stdbool.h>

struct answer;
struct fault_cell;

void environment_check(void);
void environment_before(void);
const struct answer *environment_excuse(const struct fault_cell *c);
long vmstat_figure(const char *name);

/* policy.c */
void choose_policy(void);
int run_below(void);
int run_ahead(void);
void run_beside(int policy);

#endif /* FAULTSIG_ENVIRONMENT_H */
