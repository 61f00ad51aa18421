// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which cells of a change come first. A bug in a function may show on one path only, on one
 * kind of memory, or with one signal: so the first cells are as different as they can be. Each
 * function that was asked for takes its turn, those that few paths enter before the others.
 */
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "select.h"

/*
 * So many cells are chosen one by one; the rest keeps the order of the list. Nobody waits for
 * the difference: they take a guest a minute.
 */
#define CHOSEN_MAX	3000

/* A path that goes through much else tells less of this function: what that weighs at most. */
#define SPECIAL_WEIGHT	0.25

/*
 * What a word weighs that says what machine a cell needs, as long as no cell before it needs
 * that: graphics or 6 GiB of memory cost seconds of the boot.
 */
#define NEED_WEIGHT	2.0

/* A cell that fails on this kernel anyway tells little: it comes behind all others. */
#define KNOWN_WEIGHT	1000.0

struct candidate {
	struct cell *cell;
	struct position at;	/* on the map */
	size_t part[AXES];	/* numbers of its path, source and stimulus */
	double weight;		/* what does not depend on the cells before it */
	unsigned long long needs;	/* a set of words, by number */
	bool taken;
};

struct ordering {
	const struct kernel_map *map;
	struct candidate *candidate;
	size_t nr;
	struct map parts[AXES];	/* by name: the place in @part, plus 1 */
	struct part {
		double chosen;	/* candidates that have it, and were chosen */
		size_t cells;	/* all that have it */
		double worth;	/* the square root of that */
	} *part[AXES];
	struct map words;	/* of needs: their number, plus 1 */
	unsigned long long needs;	/* of all that were chosen */
	const struct function **function;	/* that were asked for */
	size_t nr_functions;
};

/* ---- what there is ---- */

static int compare_functions(const void *a, const void *b)
{
	const struct function *x = *(const struct function *const *)a;
	const struct function *y = *(const struct function *const *)b;

	if (x->nr_paths != y->nr_paths)
		return x->nr_paths < y->nr_paths ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void add_functions(struct ordering *ordering, const struct change *change)
{
	const struct kernel_map *map = change->map;

	ordering->function = zalloc((map->nr + 1) * sizeof(*ordering->function));
	for (size_t i = 0; i < map->nr; i++)
		if (change->wanted[i])
			ordering->function[ordering->nr_functions++] = &map->function[i];
	qsort(ordering->function, ordering->nr_functions, sizeof(*ordering->function),
	      compare_functions);
}

/* For each path, how many functions it enters that not every other path does, too */
static double *count_special(const struct kernel_map *map, double *most)
{
	size_t nr = map->names[AXIS_PATH].nr;
	double *special = zalloc((nr + 1) * sizeof(*special));

	*most = 1;
	for (size_t i = 0; i < map->nr; i++)
		for (size_t path = 0; map->function[i].nr_paths <= nr / 2 && path < nr; path++)
			if (map->function[i].by == BY_MEASUREMENT)
				special[path] += map->function[i].entered_by[AXIS_PATH][path];
	for (size_t path = 0; path < nr; path++)
		if (special[path] > *most)
			*most = special[path];
	return special;
}

static bool is_candidate(const struct ordering *ordering, const struct position *at)
{
	for (size_t i = 0; i < ordering->nr_functions; i++)
		if (is_entered(ordering->function[i], at))
			return true;
	return false;
}

static bool is_known(const struct cell *cell)
{
	for (size_t i = 0; i < cell->nr_fails; i++)
		if (cell->fails[i]->here)
			return true;
	return cell->skip || cell->flake;
}

/* Tells a candidate the number of one part of its name, and counts it there. */
static void number_part(struct ordering *ordering, struct candidate *candidate, enum axis axis,
			char *name)
{
	size_t *number = map_at(&ordering->parts[axis], name), nr = ordering->parts[axis].nr;

	if (!*number) {
		*number = nr;
		ordering->part[axis] = grow(ordering->part[axis], nr - 1, sizeof(struct part));
		ordering->part[axis][nr - 1] = (struct part){ 0 };
	}
	candidate->part[axis] = *number - 1;
	ordering->part[axis][*number - 1].cells++;
	free(name);
}

static void number_parts(struct ordering *ordering, struct candidate *candidate)
{
	const struct cell *cell = candidate->cell;
	size_t len = strcspn(cell->name, ".");
	const char *source = cell->name + len + 1;

	number_part(ordering, candidate, AXIS_PATH,
		    format("%s.%.*s", cell->program, (int)len, cell->name));
	number_part(ordering, candidate, AXIS_SOURCE, copy_part(source, strcspn(source, ".")));
	number_part(ordering, candidate, AXIS_STIMULUS, copy(stimulus_of(cell->name)));
}

/* There are a dozen words; of more than fit the last ones count as one. */
static unsigned long long needs_of(struct ordering *ordering, const char *text)
{
	struct list words = list_split(text, " ");
	unsigned long long needs = 0;
	size_t *number, last = 8 * sizeof(needs);

	for (size_t i = 0; i < words.nr; i++) {
		if (!*words.text[i])
			continue;
		number = map_at(&ordering->words, words.text[i]);
		if (!*number)
			*number = ordering->words.nr < last ? ordering->words.nr : last;
		needs |= 1ULL << (*number - 1);
	}
	list_free(&words);
	return needs;
}

static size_t path_of(const struct candidate *candidate)
{
	return candidate->at.number[AXIS_PATH] - 1;
}

static void add_candidates(struct ordering *ordering, const struct cells *cells)
{
	double most, *special = count_special(ordering->map, &most);
	struct candidate candidate = { 0 };

	ordering->candidate = zalloc((cells->nr + 1) * sizeof(*ordering->candidate));
	for (size_t i = 0; i < cells->nr; i++) {
		candidate.cell = cells->cell[i];
		candidate.at = position_of(ordering->map, candidate.cell);
		if (!is_candidate(ordering, &candidate.at))
			continue;
		candidate.weight = SPECIAL_WEIGHT * special[path_of(&candidate)] / most +
				   (is_known(candidate.cell) ? KNOWN_WEIGHT : 0);
		candidate.needs = needs_of(ordering, candidate.cell->needs);
		number_parts(ordering, &candidate);
		ordering->candidate[ordering->nr++] = candidate;
	}
	free(special);
}

static double square_root(size_t number)
{
	double root = 1;

	while (root * root < number)
		root++;
	return root;
}

static void value_parts(struct ordering *ordering)
{
	for (int axis = 0; axis < AXES; axis++)
		for (size_t i = 0; i < ordering->parts[axis].nr; i++)
			ordering->part[axis][i].worth = square_root(ordering->part[axis][i].cells);
}

/* ---- one after the other ---- */

/*
 * The smallest is next. What has been chosen often counts for less, and what there are many
 * cells of may be chosen more often than what there are few of, but not in proportion.
 */
static double weigh(const struct ordering *ordering, const struct candidate *candidate)
{
	double weight = candidate->weight +
		NEED_WEIGHT * __builtin_popcountll(candidate->needs & ~ordering->needs);
	const struct part *part;

	for (int axis = 0; axis < AXES; axis++) {
		part = &ordering->part[axis][candidate->part[axis]];
		weight += part->chosen / part->worth;
	}
	return weight;
}

static struct candidate *next_candidate(struct ordering *ordering, const struct function *function)
{
	struct candidate *best = NULL, *candidate;
	double least = 0, weight;

	for (size_t i = 0; i < ordering->nr; i++) {
		candidate = &ordering->candidate[i];
		if (candidate->taken || !is_entered(function, &candidate->at))
			continue;
		weight = weigh(ordering, candidate);
		if (!best || weight < least) {
			best = candidate;
			least = weight;
		}
	}
	return best;
}

static void take(struct ordering *ordering, struct candidate *candidate, struct cells *ordered)
{
	candidate->taken = true;
	ordering->needs |= candidate->needs;
	for (int axis = 0; axis < AXES; axis++)
		ordering->part[axis][candidate->part[axis]].chosen++;
	cells_add(ordered, candidate->cell);
}

static void choose(struct ordering *ordering, struct cells *ordered)
{
	size_t before = (size_t)-1;
	struct candidate *next;

	while (ordered->nr != before) {
		before = ordered->nr;
		for (size_t i = 0; i < ordering->nr_functions && ordered->nr < CHOSEN_MAX; i++) {
			next = next_candidate(ordering, ordering->function[i]);
			if (next)
				take(ordering, next, ordered);
		}
	}
	for (size_t i = 0; i < ordering->nr; i++)
		if (!ordering->candidate[i].taken)
			take(ordering, &ordering->candidate[i], ordered);
}

/**
 * order_cells() - keep the cells that go through what was changed, and put them in order.
 * @change: what was changed.
 * @cells: the cells.
 *
 * Return: how many paths they are of.
 */
size_t order_cells(const struct change *change, struct cells *cells)
{
	struct ordering ordering = { .map = change->map };
	struct cells ordered = { 0 };
	size_t nr_paths;

	add_functions(&ordering, change);
	add_candidates(&ordering, cells);
	value_parts(&ordering);
	choose(&ordering, &ordered);
	nr_paths = ordering.parts[AXIS_PATH].nr;
	free(cells->cell);
	cells->cell = ordered.cell;
	cells->nr = ordered.nr;
	for (int axis = 0; axis < AXES; axis++) {
		free(ordering.part[axis]);
		map_free(&ordering.parts[axis]);
	}
	map_free(&ordering.words);
	free(ordering.candidate);
	free(ordering.function);
	return nr_paths;
}
