/* SPDX-License-Identifier: GPL-2.0-only */
/* Checks whether the page is there and locked, for all families of populate.c. */
#ifndef FAULTSIG_POPULATE_STATE_H
#define FAULTSIG_POPULATE_STATE_H

struct fault_cell;

/**
 * struct look - results of a call that only looks.
 * @present: the page's state before the call: 1, 0, or -1 if nobody can tell.
 * @in_core: mincore()'s answer.
 * @status: move_pages()'s answer: a node, or -errno.
 * @away: value that @status has to have once the page is moved.
 * @policy: get_mempolicy()'s answer: a policy, or a node.
 * @nodes: nodes that may be used.
 */
struct look {
	int present;
	unsigned char in_core;
	int status;
	int away;
	int policy;
	unsigned long nodes[16];
};

#define LOOK_NODES	(8 * sizeof(((struct look *)0)->nodes))

struct look *look_of(struct fault_cell *c);
int look_setup(struct fault_cell *c);
int look_arm(struct fault_cell *c);
const char *look_check(struct fault_cell *c, long ret);
void look_teardown(struct fault_cell *c);

const char *populated_check(struct fault_cell *c, long ret);
const char *check_locked(struct fault_cell *c, long bytes);
const char *check_all_locked(struct fault_cell *c);

#endif /* FAULTSIG_POPULATE_STATE_H */
