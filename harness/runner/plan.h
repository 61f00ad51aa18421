/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The jobs of one pass: which program runs which cells.
 */
#ifndef FAULTSIG_RUNNER_PLAN_H
#define FAULTSIG_RUNNER_PLAN_H

#include "cells.h"

/* One cell to be run, in one of the runs of -n. */
struct try {
	struct cell *cell;
	int run;
	struct job *job;
	bool reported;
	char *observation;	/* the object its program printed, or NULL */
};

struct tries {
	struct try **try;
	size_t nr;
};

/* One start of a program, from its plan line to its end. */
struct job {
	char *id;
	const char *program;
	int run;
	size_t text_at;		/* where its line begins in the plan's text */
	size_t guest;		/* that runs it */
	struct tries tries;
	size_t next;		/* where the last cell was found */
	struct buffer log;	/* what it printed */
	size_t lost_log;	/* bytes that were too many for @log */
	char *running;		/* the name of the cell that began last; NULL when it ended */
	char *cause;		/* how the kselftest harness says the cell ended, or NULL */
	char *bailed;		/* why it gave up, or NULL */
	bool planned;		/* its plan was seen */
	bool ended;
};

struct plan {
	struct job **job;
	size_t nr;
	size_t nr_tries;
	struct tries skipped;	/* by expectations: not run, for what they would do */
	struct buffer text;	/* what faultsig_supervise reads */
};

/* A smaller job is not worth the start of its program. */
#define JOB_CELLS_MIN	40

/* How jobs are cut and started. */
struct plan_how {
	const char *bin;	/* where the programs are */
	int timeout_s;		/* of a job; 0: none */
	size_t job_cells;	/* so many of a program, or a few more; 0: a job a path */
	size_t guests;		/* that share the jobs */
	bool again;		/* cells that their jobs lost */
};

void plan_first(struct plan *plan, const struct plan_how *how, const struct cells *cells,
		int repeat);
void plan_again(struct plan *plan, const struct plan_how *how, const struct tries *lost);
void tries_add(struct tries *tries, struct try *try);

#endif /* FAULTSIG_RUNNER_PLAN_H */
