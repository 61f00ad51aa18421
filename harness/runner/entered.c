// SPDX-License-Identifier: GPL-2.0-only
/*
 * For run_tests.sh explain: the functions of the kernel that a cell goes through, by the map of
 * its series or the nearest.
 */
#include <stdlib.h>
#include <string.h>

#include "entered.h"

/* So many are named; of hundreds most are those that each page fault goes through. */
#define NAMED_MAX	6

/* Those that the fewest paths enter come first. */
static int compare_special(const void *a, const void *b)
{
	const struct function *x = *(const struct function *const *)a;
	const struct function *y = *(const struct function *const *)b;

	if (x->nr_paths != y->nr_paths)
		return x->nr_paths < y->nr_paths ? -1 : 1;
	return strcmp(x->name, y->name);
}

/**
 * find_entered() - find the functions that a cell goes through.
 * @entered: filled; without functions if there is no map, or the cell's path is not on it.
 * @map: the map, or one without functions.
 * @cell: the cell.
 */
void find_entered(struct entered *entered, const struct kernel_map *map, const struct cell *cell)
{
	struct position at = position_of(map, cell);

	*entered = (struct entered){ .map = map };
	for (size_t i = 0; i < map->nr; i++) {
		if (!is_entered(&map->function[i], &at))
			continue;
		entered->function = grow(entered->function, entered->nr,
					 sizeof(*entered->function));
		entered->function[entered->nr++] = &map->function[i];
	}
	if (entered->nr)
		qsort(entered->function, entered->nr, sizeof(*entered->function),
		      compare_special);
	entered->named = entered->nr < NAMED_MAX ? entered->nr : NAMED_MAX;
}

/**
 * print_entered() - print the most special functions, for people.
 * @entered: the functions.
 */
void print_entered(const struct entered *entered)
{
	const struct kernel_map *map = entered->map;

	for (size_t i = 0; i < entered->named; i++)
		printf("  %-10s %s, as do %zu of %zu paths\n", i ? "" : "enters",
		       entered->function[i]->name, entered->function[i]->nr_paths,
		       map->names[AXIS_PATH].nr);
	if (entered->nr)
		printf("             of %zu functions (%s: %s)\n", entered->nr, map->place,
		       map->about);
}
