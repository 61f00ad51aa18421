/* SPDX-License-Identifier: GPL-2.0-only */
/* A core that really is dumped: core.c. */
#ifndef FAULTSIG_USER_ACCESS_CORE_H
#define FAULTSIG_USER_ACCESS_CORE_H

struct answer;
struct fault_cell;

const struct answer *core_probe(void);

/* Functions for fault_path; they use the private memory of the cell. */
int dump_setup(struct fault_cell *c);
int dump_arm(struct fault_cell *c);
const char *dump_check(struct fault_cell *c, long moved);
void dump_teardown(struct fault_cell *c);

#endif /* FAULTSIG_USER_ACCESS_CORE_H */
