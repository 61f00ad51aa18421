/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The list of broken invariants that the judges collect for a cell. judge.c owns the
 * verdict, judge_signal.c judges signals, held_in.c the place where the fault is held.
 */
#ifndef FAULTSIG_COMPLAINTS_H
#define FAULTSIG_COMPLAINTS_H

#include <stddef.h>

#include "faultsig.h"

struct fault_cell;

/* struct complaints - the broken invariants of a cell, one a line. */
struct complaints {
	char text[COMPLAINTS_BYTES];
	size_t used;
};

void add(struct complaints *all, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* enum eintr - does the documentation allow or demand EINTR for a cell? */
enum eintr { EINTR_NEVER, EINTR_ALLOWED, EINTR_DUE };

/* held_in.c */
void judge_held_in(const struct fault_cell *c, struct complaints *all);

/* schedule.c */
void judge_bystander(const struct fault_cell *c, struct complaints *all);
void judge_acts(const struct fault_cell *c, struct complaints *all);

/* judge_signal.c */
enum eintr eintr_documented(const struct fault_cell *c);
int due_signal(const struct fault_cell *c);
void judge_siginfo(const struct fault_cell *c, struct complaints *all);
void judge_order(const struct fault_cell *c, struct complaints *all);

#endif /* FAULTSIG_COMPLAINTS_H */
