// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cells of a row: its sources, layouts, releases and schedules become fixtures and variants.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "matrix.h"
#include "rows.h"

static const struct row_harness *harness;

/**
 * rows_allocate() - memory for the matrix, or the end of the program.
 * @size: bytes.
 * Return: zeroed memory, kept for ever.
 */
void *rows_allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (memory)
		return memory;
	perror("memory for the matrix");
	exit(EXIT_FAILURE);
}

static char *join(const char *first, const char *second)
{
	char *name = rows_allocate(strlen(first) + strlen(second) + 2);

	sprintf(name, "%s_%s", first, second);
	return name;
}

static struct cell_variant *new_cell(const struct matrix_row *row,
				     const struct fault_source *source)
{
	struct cell_variant *cell = rows_allocate(sizeof(*cell));

	cell->path = row->path;
	cell->source = source;
	cell->bystander = row->bystander;
	return cell;
}

static void add_sources(const struct matrix_row *row)
{
	const struct fault_source *const *source = row->sources;
	struct __fixture_metadata *f;

	if (!source)
		return;
	f = harness->add_fixture(row->apart ? join(row->path->name, row->apart) : row->path->name);
	for (; *source; source++)
		harness->add_variant(f, (*source)->name, new_cell(row, *source));
	harness->add_tests(f, row->stimuli);
	harness->add_tests(f, row->own);
}

static const char *const layout_names[] = {
	[LAYOUT_FIRST_BYTE] = "first_byte",
	[LAYOUT_SECOND_PAGE] = "second_page",
	[LAYOUT_MID_BUFFER] = "mid_buffer",
};

static void add_layout(struct __fixture_metadata *f, const struct matrix_row *row,
		       enum layout layout)
{
	const struct fault_source *const *source;

	for (source = row->fails; *source; source++) {
		struct cell_variant *cell = new_cell(row, *source);

		cell->layout = layout;
		harness->add_variant(f, join((*source)->name, layout_names[layout]), cell);
	}
}

static void add_fails(const struct matrix_row *row)
{
	unsigned int layouts = row->layouts ?: BIT_OF(LAYOUT_FIRST_BYTE);
	struct __fixture_metadata *f;
	enum layout layout;

	if (!row->fails)
		return;
	f = harness->add_fixture(join(row->path->name, "fails"));
	for (layout = LAYOUT_FIRST_BYTE; layout <= LAYOUT_MID_BUFFER; layout++)
		if (layouts & BIT_OF(layout))
			add_layout(f, row, layout);
	harness->add_tests(f, stimuli_none);
}

static void add_held(const struct matrix_row *row, const char *suffix, enum layout layout,
		     const struct stimulus *const *stimuli)
{
	const struct fault_source *const *source = row->late;
	struct __fixture_metadata *f = harness->add_fixture(join(row->path->name, suffix));

	for (; *source; source++) {
		struct cell_variant *cell = new_cell(row, *source);

		cell->layout = layout;
		harness->add_variant(f, (*source)->name, cell);
	}
	harness->add_tests(f, stimuli);
}

static void add_late(const struct matrix_row *row)
{
	if (!row->late)
		return;
	add_held(row, "fails_late", LAYOUT_HELD_FIRST, stimuli_pending);
	add_held(row, "good_first", LAYOUT_HELD_LAST, stimuli_good_first);
}

static void add_releases(const struct matrix_row *row)
{
	const struct release_case *release = row->releases;
	struct __fixture_metadata *f;

	if (!release)
		return;
	f = harness->add_fixture(join(row->path->name, row->taken ? row->apart : "release"));
	for (; release->source; release++) {
		struct cell_variant *cell = new_cell(row, release->source);

		cell->release = release->release;
		harness->add_variant(f, join(release->source->name, release->release->name), cell);
	}
	harness->add_tests(f, row->taken ?: stimuli_release);
}

static void add_schedules(const struct matrix_row *row)
{
	const struct schedule_case *when = row->schedules;
	const struct fault_source *const *source;
	struct __fixture_metadata *f;

	for (; when && when->schedule; when++) {
		f = harness->add_fixture(join(row->path->name, when->schedule->name));
		for (source = when->sources; *source; source++) {
			struct cell_variant *cell = new_cell(row, *source);

			cell->schedule = when->schedule;
			harness->add_variant(f, (*source)->name, cell);
		}
		harness->add_tests(f, when->stimuli);
	}
}

/**
 * rows_add() - add the cells of one row.
 * @to: what takes them.
 * @row: the row; kept, not copied.
 */
void rows_add(const struct row_harness *to, const struct matrix_row *row)
{
	harness = to;
	add_sources(row);
	add_fails(row);
	add_late(row);
	add_releases(row);
	add_schedules(row);
}
