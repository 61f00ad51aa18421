// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines that are shown while cells run: on a terminal one that is rewritten in place,
 * elsewhere one for each program or each cell.
 */
#include <stdlib.h>
#include <string.h>

#include "run.h"

/* Cells between two progress lines at one time */
#define PROGRESS_CELLS	16

/**
 * show_cell() - a line for a cell.
 * @cell: the cell.
 * @verdict: its verdict.
 * @object: what was seen.
 */
void show_cell(const struct cell *cell, const char *verdict, const char *object)
{
	char *seen = json_get(object, "observed");
	bool same = !strcmp(seen, cell->expected);

	printf("%-15s %s:%s  %s%s%s\n", verdict, cell->program, cell->name, cell->expected,
	       same ? "" : " -> ", same ? "" : seen);
	fflush(stdout);
	free(seen);
}

/**
 * show_progress() - rewrite the line.
 * @pass: the pass.
 */
void show_progress(struct pass *pass)
{
	const struct run *run = pass->run;
	double left;

	if (run->options->show != SHOW_PROGRESS ||
	    (pass->shown_ms == pass->now_ms && run->done % PROGRESS_CELLS))
		return;
	pass->shown_ms = pass->now_ms;
	fprintf(stderr, "\r%zu/%zu cells, %zu unexpected", run->done, run->total, run->unexpected);
	if (run->done > pass->first_done) {
		left = pass->now_ms / 1000 * ((double)run->total - run->done) /
		       (run->done - pass->first_done);
		fprintf(stderr, ", %d s left", (int)(left + 0.5));
	}
	fputs("\033[K", stderr);
}

/**
 * show_program() - a line for a program whose last job has ended.
 * @pass: the pass.
 * @program: the program.
 */
void show_program(struct pass *pass, const char *program)
{
	if (pass->run->options->show != SHOW_PROGRAMS || pass->last)
		return;
	printf("%s: %zu cells, %zu unexpected\n", program, *map_at(&pass->cells_of, program),
	       *map_at(&pass->unexpected_of, program));
	fflush(stdout);
}

/**
 * clear_progress() - take the line away.
 * @pass: the pass.
 */
void clear_progress(const struct pass *pass)
{
	if (pass->run->options->show == SHOW_PROGRESS)
		fputs("\r\033[K", stderr);
}
