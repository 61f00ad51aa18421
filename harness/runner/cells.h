/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cells that the programs list, and those of them that a run is about.
 */
#ifndef FAULTSIG_RUNNER_CELLS_H
#define FAULTSIG_RUNNER_CELLS_H

#include <sys/types.h>

#include "text.h"

struct entry;
struct job;

/* The cells of one path in one program. */
struct fixture {
	const char *program;
	char *name;
	size_t listed;
	size_t chosen;		/* of these, to be run */
	const struct job *named;	/* the job that was told of it last */
	size_t turn;		/* of the last cell that was chosen */
	bool split;		/* its cells have several turns */
	bool planned;		/* all of them, in the unit that is planned */
};

struct cell {
	char *line;		/* as run_tests.sh list prints it */
	char *program;
	char *name;		/* path.source.stimulus */
	char *expected;		/* outcome */
	char *class;		/* of its path */
	char *needs;		/* what machine, in words */
	struct fixture *fixture;
	size_t place;		/* in the list */
	size_t turn;		/* all of an earlier one are run before it */
	struct entry **fails;	/* the entries that know it, the most special last */
	size_t nr_fails;
	struct entry *flake;
	struct entry *skip;
};

struct cells {
	struct cell **cell;
	size_t nr;
	struct fixture **fixture;
	size_t nr_fixtures;
};

/* What list, explain and run are given to choose cells by. */
struct choice {
	const char *bin;	/* where the programs are */
	const char *programs;	/* their names, with blanks between them */
	struct list patterns;	/* -t; none for all */
	bool exact;		/* the pattern is the name of a cell */
	struct list changes;	/* -c: files, functions and commits of a kernel */
	const char *tier;	/* or NULL */
	size_t first;		/* so many of them, or 0 */
	const char *maps;	/* kernels/map */
};

const char *stimulus_of(const char *cell);
FILE *start_program(const char *path, const char *option, const char *value, pid_t *pid);
void cells_add(struct cells *cells, struct cell *cell);
void list_cells(const struct choice *choice, struct cells *listed, struct list *errors);
void select_cells(const struct choice *choice, const struct cells *listed,
		  const struct list *errors, struct cells *selected);

#endif /* FAULTSIG_RUNNER_CELLS_H */
