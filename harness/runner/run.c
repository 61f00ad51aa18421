// SPDX-License-Identifier: GPL-2.0-only
/*
 * A run, from the question which cells there are to the totals: list, select, expect, plan,
 * then one pass, and one more for cells that broken programs lost; in guests as many as
 * are needed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "select.h"

/* A kernel that dies in a cell each time is not worth more of anybody's time. */
#define GUESTS_MAX	25

/*
 * Cells of a job in a guest: with whole programs of up to 6,900 cells, of 4 to 55 ms each, one of
 * two guests was done 77 s before the other; with pieces of at most this size, as many of a program
 * for each guest, 5 s.
 */
#define GUEST_JOB_CELLS	800

/*
 * Fewer cells are shared out in smaller jobs: a cell of one program takes ten times as long as
 * one of another, and the start of a program as long as two.
 */
#define GUEST_JOBS		8

/**
 * write_file() - write a file of a run.
 * @run: the run.
 * @name: of the file, in its directory.
 * @text: all of its content, or NULL for none.
 */
void write_file(const struct run *run, const char *name, const char *text)
{
	char *path = format("%s/%s", run->options->work, name);
	FILE *file = fopen(path, "w");

	if (!file)
		broke("can't write to %s: %s", path, strerror(errno));
	if (text)
		fputs(text, file);
	check_written(file, path, run->options->out);
	fclose(file);
	free(path);
}

static void open_results(struct run *run)
{
	run->results_name = format("%s/results.jsonl", run->options->work);
	run->results = fopen(run->results_name, "w");
	if (!run->results)
		broke("can't write to %s: %s", run->results_name, strerror(errno));
}

/* Where the programs look whether a cell is still to be run */
static void open_stop(const struct run *run)
{
	char *name;

	if (run->options->all)
		return;
	write_file(run, "stop", NULL);
	name = format("%s/stop", run->options->work);
	setenv("FAULTSIG_STOP", name, 1);
	free(name);
}

static void note_stale(struct run *run)
{
	const struct entry *entry;

	for (size_t i = 0; i < run->entries.nr; i++) {
		entry = run->entries.entry[i];
		if (entry->used)
			continue;
		note_line(run, format("%s: matches no cell: %s", entry->place, entry->glob));
	}
}

/* In one turn they are as the programs list them, which is how they will come. */
static int compare_turns(const void *a, const void *b)
{
	const struct cell *x = *(struct cell *const *)a, *y = *(struct cell *const *)b;

	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static void choose_cells(struct run *run)
{
	const struct options *options = run->options;

	if (options->expectations)
		read_expectations(&run->entries, options->expectations, &options->kernel);
	list_cells(&options->choice, &run->listed, &run->errors.list);
	select_cells(&options->choice, &run->listed, &run->errors.list, &run->selected);
	if (!run->selected.nr)
		broke("%s", run->errors.list.nr ? run->errors.list.text[0] : "no programs");
	match_expectations(&run->entries, &run->selected);
	if (!options->choice.patterns.nr)
		note_stale(run);
	narrow_cells(&options->choice, options->kernel.release, &run->selected);
	qsort(run->selected.cell, run->selected.nr, sizeof(struct cell *), compare_turns);
}

static struct pass *new_pass(struct run *run)
{
	struct pass *pass = zalloc(sizeof(*pass));

	pass->run = run;
	return pass;
}

static void run_here(struct run *run)
{
	const struct options *options = run->options;
	struct plan_how how = { .bin = options->choice.bin, .timeout_s = options->timeout_s };
	char *jobs = format("%s/jobs", options->work);
	struct pass *pass = new_pass(run), *again;

	plan_first(&pass->plan, &how, &run->selected, options->repeat);
	run->total = pass->plan.nr_tries;
	write_file(run, "jobs", pass->plan.text.text);
	collect(pass, start_supervisor(options->supervise, options->jobs, jobs));
	end_supervisor();
	if (!pass->lost.nr)
		return;
	again = new_pass(run);
	again->last = true;
	how.again = true;
	plan_again(&again->plan, &how, &pass->lost);
	write_file(run, "jobs", again->plan.text.text);
	collect(again, start_supervisor(options->supervise, options->jobs, jobs));
	end_supervisor();
}

/* So many for each guest that they end at about the same time */
static size_t guest_job_cells(const struct run *run)
{
	size_t guests = run->options->jobs, cells = run->selected.nr / (guests * GUEST_JOBS);

	if (guests == 1 || cells > GUEST_JOB_CELLS)
		return GUEST_JOB_CELLS;
	return cells < JOB_CELLS_MIN ? JOB_CELLS_MIN : cells;
}

static void run_in_guests(struct run *run)
{
	struct plan_how how = {
		.bin = "/faultsig", .job_cells = guest_job_cells(run), .guests = run->options->jobs,
	};
	struct pass *pass = new_pass(run), *next;
	int number = 1, passes = 1;

	plan_first(&pass->plan, &how, &run->selected, run->options->repeat);
	run->total = pass->plan.nr_tries;
	how.again = true;
	while (run_guests(pass, number)) {
		next = new_pass(run);
		plan_again(&next->plan, &how, &pass->lost);
		next->last = ++passes == GUESTS_MAX;
		number += pass->nr_guests;
		pass = next;
	}
}

/* In a guest each cell is asked. */
static void check_huge_pages(struct run *run, const struct run_start *start)
{
	static const char why[] = "the kernel lost them, or another process came";
	char *more = more_huge_pages(run->options->huge_pools, &start->huge_pages);

	if (more)
		break_run(run, format("%s than before the run: %s", more, why));
	free(more);
}

/**
 * run_cells() - run cells, and write their results.
 * @options: which, where, and how.
 *
 * Return: 0, for what the cells came to is the summary's to say.
 */
int run_cells(const struct options *options)
{
	struct run run = { .options = options };
	struct run_start start = {
		.uptime_s = uptime_s(),
		.taint = read_taint(),
		.huge_pages = read_huge_pages(options->huge_pools),
	};

	choose_cells(&run);
	if (options->config_file)
		read_configuration(&run.configuration, options->config_file);
	open_results(&run);
	open_stop(&run);
	if (options->boot) {
		run_in_guests(&run);
	} else {
		run_here(&run);
		check_huge_pages(&run, &start);
	}
	write_totals(&run, &start);
	return 0;
}
