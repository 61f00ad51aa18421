// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines that are shown while cells run: on a terminal one that is rewritten in place,
 * elsewhere one for each program or each cell. And colours, which only a terminal gets.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "run.h"
#include "show.h"

/* Cells between two progress lines at one time */
#define PROGRESS_CELLS	16

/* Columns of a terminal that does not say how many it has */
#define COLUMNS		80

static bool has_colours(FILE *stream)
{
	const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return (!none || !*none) && terminal && strcmp(terminal, "dumb") &&
	       isatty(fileno(stream));
}

/**
 * paint() - what to print before a text to colour it.
 * @stream: where it is printed.
 * @paint: the colour, or PAINT_OFF for behind it.
 *
 * Return: nothing if @stream is no terminal, or the user wants no colours (NO_COLOR).
 */
const char *paint(FILE *stream, enum paint paint)
{
	static const char *const codes[] = {
		[PAINT_OFF] = "\033[0m", [PAINT_GOOD] = "\033[32m",
		[PAINT_BAD] = "\033[1;31m", [PAINT_KNOWN] = "\033[33m",
	};

	return has_colours(stream) ? codes[paint] : "";
}

/**
 * rewrite_line() - show a line in the place of the last one, as far as it fits.
 * @text: the line.
 */
void rewrite_line(const char *text)
{
	struct winsize size = { 0 };
	int columns = COLUMNS;

	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col > 1)
		columns = size.ws_col - 1;
	fprintf(stderr, "\r%.*s\033[K", columns, text);
}

static enum paint paint_of(const char *verdict)
{
	if (!strcmp(verdict, "pass"))
		return PAINT_GOOD;
	if (!strcmp(verdict, "fail") || !strcmp(verdict, "unexpected_pass") ||
	    !strcmp(verdict, "error"))
		return PAINT_BAD;
	return PAINT_KNOWN;
}

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

	printf("%s%-15s%s %s:%s  %s%s%s\n", paint(stdout, paint_of(verdict)), verdict,
	       paint(stdout, PAINT_OFF), cell->program, cell->name, cell->expected,
	       same ? "" : " -> ", same ? "" : seen);
	fflush(stdout);
	free(seen);
}

/* "9 s" or "2 min", from the speed of this pass; the caller frees it */
static char *time_left(const struct pass *pass)
{
	const struct run *run = pass->run;
	double left_s;

	if (run->done == pass->first_done)
		return copy("");
	left_s = pass->now_ms / 1000 * ((double)run->total - run->done) /
		 (run->done - pass->first_done);
	if (left_s < 120)
		return format(", %d s left", (int)(left_s + 0.5));
	return format(", %d min left", (int)(left_s / 60 + 0.5));
}

/**
 * show_progress() - rewrite the line; or, for the terminal of somebody else, print it.
 * @pass: the pass.
 */
void show_progress(struct pass *pass)
{
	const struct run *run = pass->run;
	bool marks = run->options->show == SHOW_MARKS;
	char *left, *line;

	if ((!marks && run->options->show != SHOW_PROGRESS) ||
	    (pass->shown_ms == pass->now_ms && (marks || run->done % PROGRESS_CELLS)))
		return;
	pass->shown_ms = pass->now_ms;
	left = time_left(pass);
	line = format("%zu/%zu cells, %zu unexpected%s", run->done, run->total, run->unexpected,
		      left);
	if (marks) {
		printf("%s%s\n", PROGRESS_MARK, line);
		fflush(stdout);
	} else {
		rewrite_line(line);
	}
	free(line);
	free(left);
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
