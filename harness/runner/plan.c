// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cuts the cells into units, the jobs of faultsig_supervise: the cells of one path of one
 * program, or, in a guest, of one program, because to start it is not cheap there; large
 * ones in several jobs, which guests can share. Cells that a broken job lost are a unit
 * again, without the one it broke in.
 */
#include <stdlib.h>
#include <string.h>

#include "plan.h"

/* execve() takes 128 kB with the smallest stack limit. */
#define ARGUMENT_BYTES	100000

/* Cells that one start of a program may run. */
struct unit {
	const char *program;
	const char *fixture;	/* NULL for any */
	const struct job *lost;	/* the job that lost them, or NULL */
	int run;
	struct cells cells;
};

struct queue {
	const char *program;
	struct unit **unit;
	size_t nr;
	size_t planned;
};

struct planner {
	struct plan *plan;
	const struct plan_how *how;
	struct queue *queue;	/* one a program */
	size_t nr;
};

/**
 * tries_add() - append a cell to be run.
 * @tries: the list.
 * @try: the cell.
 */
void tries_add(struct tries *tries, struct try *try)
{
	tries->try = grow(tries->try, tries->nr, sizeof(*tries->try));
	tries->try[tries->nr++] = try;
}

static struct try *new_try(struct cell *cell, int run)
{
	struct try *try = zalloc(sizeof(*try));

	try->cell = cell;
	try->run = run;
	return try;
}

/* ---- units ---- */

static struct queue *queue_of(struct planner *planner, const char *program)
{
	struct queue *queue;

	for (size_t i = 0; i < planner->nr; i++)
		if (!strcmp(planner->queue[i].program, program))
			return &planner->queue[i];
	planner->queue = grow(planner->queue, planner->nr, sizeof(*planner->queue));
	queue = &planner->queue[planner->nr++];
	*queue = (struct queue){ .program = program };
	return queue;
}

static bool is_unit(const struct unit *unit, const char *fixture, const struct job *lost, int run)
{
	return unit->run == run && unit->lost == lost &&
	       (!fixture || !strcmp(unit->fixture, fixture));
}

static void add_cell(struct planner *planner, struct cell *cell, const struct job *lost, int run)
{
	const char *fixture = planner->how->job_cells || lost ? NULL : cell->fixture->name;
	struct queue *queue = queue_of(planner, cell->program);
	struct unit *unit = NULL;

	for (size_t i = queue->nr; i && !unit; i--)
		if (is_unit(queue->unit[i - 1], fixture, lost, run))
			unit = queue->unit[i - 1];
	if (!unit) {
		unit = zalloc(sizeof(*unit));
		unit->program = cell->program;
		unit->fixture = fixture;
		unit->lost = lost;
		unit->run = run;
		queue->unit = grow(queue->unit, queue->nr, sizeof(*queue->unit));
		queue->unit[queue->nr++] = unit;
	}
	cells_add(&unit->cells, cell);
}

static void free_units(struct planner *planner)
{
	for (size_t i = 0; i < planner->nr; i++) {
		for (size_t j = 0; j < planner->queue[i].nr; j++) {
			free(planner->queue[i].unit[j]->cells.cell);
			free(planner->queue[i].unit[j]);
		}
		free(planner->queue[i].unit);
	}
	free(planner->queue);
}

/* ---- jobs ---- */

static struct job *begin_job(struct planner *planner, const struct unit *unit, int run)
{
	struct job *job = zalloc(sizeof(*job));
	struct plan *plan = planner->plan;

	plan->job = grow(plan->job, plan->nr, sizeof(*plan->job));
	plan->job[plan->nr++] = job;
	job->id = format("%s%zu", planner->how->again ? "again" : "job", plan->nr);
	job->program = unit->program;
	job->run = run;
	job->text_at = plan->text.len;
	buffer_printf(&plan->text, "%s\t%d\t%s/%s", job->id, planner->how->timeout_s,
		      planner->how->bin, unit->program);
	return job;
}

/* A path whose cells are all to run is named, and not each of its cells. */
static void add_argument(struct planner *planner, const struct cell *cell, const struct job *job)
{
	if (planner->how->again || cell->fixture->split ||
	    cell->fixture->chosen != cell->fixture->listed)
		buffer_printf(&planner->plan->text, "\t-r\t%s", cell->name);
	else if (cell->fixture->named != job)
		buffer_printf(&planner->plan->text, "\t-f\t%s", cell->fixture->name);
	cell->fixture->named = job;
}

/* So many cells are in each job of a unit that guests can share its jobs alike. */
static size_t job_cells(const struct plan_how *how, size_t cells)
{
	size_t guests = how->guests, jobs;

	if (!how->job_cells || cells < guests * JOB_CELLS_MIN)
		return how->job_cells;
	jobs = (cells + how->job_cells - 1) / how->job_cells;
	jobs = (jobs + guests - 1) / guests * guests;
	return (cells + jobs - 1) / jobs;
}

/* Is there enough in @job? A path is not cut: it may be named whole. */
static bool is_full(const struct job *job, size_t most, const struct cell *cell, size_t bytes)
{
	if (cell->fixture->named == job)
		return false;
	return bytes > ARGUMENT_BYTES || (most && job->tries.nr >= most);
}

static void plan_cell(struct planner *planner, struct cell *cell, struct job *job)
{
	struct try *try = new_try(cell, job->run);

	add_argument(planner, cell, job);
	try->job = job;
	tries_add(&job->tries, try);
	planner->plan->nr_tries++;
}

/* Path by path: a program may list cells of one path in several places. */
static struct cells by_path(const struct cells *cells)
{
	struct cells sorted = { 0 };
	const struct fixture *path;

	for (size_t i = 0; i < cells->nr; i++)
		cells->cell[i]->fixture->planned = false;
	for (size_t i = 0; i < cells->nr; i++) {
		path = cells->cell[i]->fixture;
		for (size_t j = i; j < cells->nr && !path->planned; j++)
			if (cells->cell[j]->fixture == path)
				cells_add(&sorted, cells->cell[j]);
		cells->cell[i]->fixture->planned = true;
	}
	return sorted;
}

static void plan_unit(struct planner *planner, const struct unit *unit, int run)
{
	struct job *job = begin_job(planner, unit, run);
	struct buffer *text = &planner->plan->text;
	struct cells cells = by_path(&unit->cells);
	size_t start = text->len, most = job_cells(planner->how, cells.nr);

	for (size_t i = 0; i < cells.nr; i++) {
		if (is_full(job, most, cells.cell[i], text->len - start)) {
			buffer_puts(text, "\n");
			job = begin_job(planner, unit, run);
			start = text->len;
		}
		plan_cell(planner, cells.cell[i], job);
	}
	buffer_puts(text, "\n");
	free(cells.cell);
}

/* The program that is behind: of which the smallest part would be planned with one more */
static struct queue *next_queue(struct planner *planner)
{
	struct queue *behind = NULL, *queue;

	for (size_t i = 0; i < planner->nr; i++) {
		queue = &planner->queue[i];
		if (queue->planned < queue->nr &&
		    (!behind || (queue->planned + 1) * behind->nr <
				(behind->planned + 1) * queue->nr))
			behind = queue;
	}
	return behind;
}

/*
 * All programs side by side: cells that pin pages take turns, and one program after the
 * other the machine would idle while they do.
 */
static void plan_run(struct planner *planner, int run)
{
	const struct unit *unit;
	struct queue *queue;

	for (size_t i = 0; i < planner->nr; i++)
		planner->queue[i].planned = 0;
	while ((queue = next_queue(planner))) {
		unit = queue->unit[queue->planned++];
		plan_unit(planner, unit, run ? run : unit->run);
	}
}

static void choose_cell(struct cell *cell)
{
	struct fixture *fixture = cell->fixture;

	fixture->split = fixture->split || (fixture->chosen && fixture->turn != cell->turn);
	fixture->turn = cell->turn;
	fixture->chosen++;
}

/* Plans the cells from @first on that have the same turn. Returns where the next turn begins. */
static size_t plan_turn(struct plan *plan, const struct plan_how *how, const struct cells *cells,
			size_t first, int run)
{
	struct planner planner = { .plan = plan, .how = how };
	size_t i;

	for (i = first; i < cells->nr && cells->cell[i]->turn == cells->cell[first]->turn; i++)
		if (!cells->cell[i]->skip)
			add_cell(&planner, cells->cell[i], NULL, 0);
	plan_run(&planner, run);
	free_units(&planner);
	return i;
}

/**
 * plan_first() - plan the jobs for the selected cells.
 * @plan: gets the jobs, and the cells that are to be skipped.
 * @how: how to cut and start them.
 * @cells: the cells, with what is expected of them, those of each turn together.
 * @repeat: how often to run each.
 */
void plan_first(struct plan *plan, const struct plan_how *how, const struct cells *cells,
		int repeat)
{
	for (size_t i = 0; i < cells->nr; i++)
		if (!cells->cell[i]->skip)
			choose_cell(cells->cell[i]);
	for (int run = 1; run <= repeat; run++) {
		for (size_t i = 0; i < cells->nr;)
			i = plan_turn(plan, how, cells, i, run);
		for (size_t i = 0; i < cells->nr; i++) {
			if (!cells->cell[i]->skip)
				continue;
			tries_add(&plan->skipped, new_try(cells->cell[i], run));
			plan->nr_tries++;
		}
	}
}

/**
 * plan_again() - plan the jobs for cells that their jobs lost.
 * @plan: gets the jobs.
 * @how: how to cut and start them.
 * @lost: the cells.
 */
void plan_again(struct plan *plan, const struct plan_how *how, const struct tries *lost)
{
	struct planner planner = { .plan = plan, .how = how };

	for (size_t i = 0; i < lost->nr; i++)
		add_cell(&planner, lost->try[i]->cell, lost->try[i]->job, lost->try[i]->run);
	plan_run(&planner, 0);
	free_units(&planner);
}
