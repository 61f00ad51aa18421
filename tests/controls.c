// SPDX-License-Identifier: GPL-2.0-only
/*
 * Negative controls: victims that misbehave on purpose, each in one way, so that
 * every oracle and every outcome of the engine is seen to fail, in its own words.
 * Not part of the matrix: nearly all of these cells are "not ok", as they must be.
 *
 * A fixture good_* is a victim without the misbehaviour, under the contract: it
 * passes.  --expect prints what must come out; harness/check/controls.sh compares.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controls/families.h"
#include "controls/rig.h"
#include "engine.h"

static const struct control *const families[] = {
	controls_rig, controls_outcomes, controls_data, controls_stall, controls_signals,
	controls_stuck, controls_kernel_state, controls_unseen, controls_worker,
	controls_starved, controls_mmap_lock, controls_answers, controls_dump, controls_pages,
	controls_driver, controls_ledger, controls_stops, controls_disk, controls_schedule,
	controls_bystander, controls_events, controls_memory, controls_told, controls_sibling, NULL
};

static const struct matrix_check *const checks[] = {
	checks_judgement, checks_completions, checks_sample, checks_schedule, NULL
};

static void *allocate(size_t size)
{
	void *memory = malloc(size);

	if (memory)
		return memory;
	perror("memory for the controls");
	exit(EXIT_FAILURE);
}

/* Make the path of the control's cell, with the control's own functions in it. */
static const struct fault_path *own_path(const struct control *control)
{
	struct fault_path *path = allocate(sizeof(*path));

	*path = *control->cell.path;
	path->name = control->name;
	path->probe = control->probe ?: path->probe;
	path->setup = control->setup ?: path->setup;
	path->arm = control->arm ?: path->arm;
	path->run = control->run ?: path->run;
	path->check = control->check ?: path->check;
	path->teardown = control->teardown ?: path->teardown;
	return path;
}

static void add_control(const struct control *control)
{
	struct cell_variant *cell = allocate(sizeof(*cell));

	*cell = control->cell;
	cell->path = own_path(control);
	matrix_add(control->name, cell->source->name, cell, control->stim);
}

static bool is_last(const struct control *control)
{
	return !control->name && !control->good.path;
}

static void add_all(void)
{
	const struct control *const *family, *control;

	for (family = families; *family; family++)
		for (control = *family; !is_last(control); control++)
			if (control->name)
				add_control(control);
			else
				matrix_add_row(&control->good);
}

/* Find the control of a cell; NULL if the cell is of a row that the contract judges. */
static const struct control *control_of(const char *cell)
{
	const struct control *const *family, *control;
	size_t len = strcspn(cell, ".");

	for (family = families; *family; family++)
		for (control = *family; !is_last(control); control++)
			if (control->name && strlen(control->name) == len &&
			    !strncmp(control->name, cell, len))
				return control;
	return NULL;
}

static void print_expectation(const char *cell, const struct cell_variant *v,
			      const struct stimulus *stim)
{
	static const char *const paces[] = { "in_turn", "beside", "alone", "guest" };
	const struct control *control = control_of(cell);

	if (control)
		printf("%s\t%s\t%s\t%s\t%s\n", cell, paces[control->pace],
		       control->observed == OUTCOME_SKIP ? "skip" : "not ok",
		       outcome_name(control->observed), control->words);
	else
		printf("%s\tin_turn\tok\t%s\t\n", cell,
		       outcome_name(contract_outcome(v, stim)));
}

static const struct matrix_program program = {
	.checks = checks, .add = add_all, .after = rig_undo, .raw = true,
};

/* Print a line for each control: cell, pace, raw result, observed outcome, regular expression. */
static int print_expectations(void)
{
	const struct matrix_check *const *table, *check;
	int n = matrix_print(&program, print_expectation);

	for (table = checks; *table; table++)
		for (check = *table; check->name; check++)
			printf("global.%s\tin_turn\tok\t\t\n", check->name);
	return n ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--expect"))
		return print_expectations();
	return matrix_main(argc, argv, &program);
}
