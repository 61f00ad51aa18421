/* SPDX-License-Identifier: GPL-2.0-only */
/* The victim's descriptor table before and after a call: table.c. */
#ifndef FAULTSIG_UACCESS_TABLE_H
#define FAULTSIG_UACCESS_TABLE_H

#include "faultsig.h"

/* The kernel gives out the lowest free number, so that all of a victim's are below this. */
#define FD_TABLE_SIZE	256

/**
 * struct fd_table - state of a cell, shared by the controller and the victim.
 * @before: numbers that were taken before the call.
 * @after: numbers that are taken after it.
 * @returned: the call came back.
 * @ret: its result.
 * @flags: msg_flags of recvmsg().
 * @control: msg_controllen of recvmsg().
 */
struct fd_table {
	bool before[FD_TABLE_SIZE];
	bool after[FD_TABLE_SIZE];
	bool returned;
	long ret;
	int flags;
	size_t control;
};

struct fd_table *fd_table_of(struct fault_cell *c);
int fd_table_setup(struct fault_cell *c);
void fd_table_teardown(struct fault_cell *c);
void fd_table_note(bool *taken);
long fd_table_keep(struct fault_cell *c, long (*call)(struct fault_cell *c));
const char *fd_table_check(const struct fd_table *t, int given);
bool fd_table_gained(const struct fd_table *t, int fd);

#endif /* FAULTSIG_UACCESS_TABLE_H */
