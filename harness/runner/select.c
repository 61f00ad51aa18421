// SPDX-License-Identifier: GPL-2.0-only
/*
 * Narrows the cells to those of a change of the kernel (-c), of a tier (--tier), and to so many
 * of these (--first). It says on stderr by which map, and how many are left.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "select.h"

/* A tier that is no file */
#define TIER_FULL	"full"

static const char *const tiers[] = { "smoke", "quick", TIER_FULL };

/* The cells of the first turn are run before any of the second begins, and so on. */
static const size_t turn_ends[] = { 200, 1000, 4000 };

/* ---- options ---- */

/**
 * read_tier() - read the value of --tier.
 * @name: "smoke", "quick" or "full".
 *
 * Return: the same, static. Ends the program if there is no such tier.
 */
const char *read_tier(const char *name)
{
	struct nearest nearest = { .word = name };

	for (size_t i = 0; i < sizeof(tiers) / sizeof(*tiers); i++) {
		if (!strcmp(name, tiers[i]))
			return tiers[i];
		nearest_try(&nearest, tiers[i], strlen(tiers[i]));
	}
	refuse("run_tests.sh -h", "--tier takes smoke, quick or full: %s%s%s%s", name,
	       nearest.found ? "; did you mean " : "", nearest.found ? nearest.found : "",
	       nearest.found ? "?" : "");
}

/**
 * read_first() - read the value of --first.
 * @text: a number.
 *
 * Return: how many cells, at least one. Ends the program if that is no number.
 */
size_t read_first(const char *text)
{
	char *end;
	unsigned long first = strtoul(text, &end, 10);

	if (*end || !strspn(text, "0123456789") || !first || strlen(text) > 6)
		refuse("run_tests.sh -h", "--first takes a number of cells: %s", text);
	return first;
}

/* ---- tiers ---- */

/* The cells that a tier lists; *nr is how many */
static struct map read_tier_file(const char *directory, const char *name, size_t *nr)
{
	char *path = format("%s/%s", directory, name);
	FILE *file = fopen(path, "r");
	struct buffer line = { 0 };
	struct map cells = { 0 };

	if (!file)
		broke("can't read %s: %s", path, strerror(errno));
	while (read_line(file, &line))
		if (*line.text && *line.text != '#')
			*map_at(&cells, line.text) = 1;
	*nr = cells.nr;
	fclose(file);
	buffer_free(&line);
	free(path);
	return cells;
}

static void keep_tier(const struct choice *choice, const char *release, struct cells *cells)
{
	char *ending = format(".%s", choice->tier), *id, *name;
	struct cells kept = { 0 };
	struct map listed;
	size_t nr;
	bool other;

	name = find_map_file(choice->maps, release, ending, &other);
	if (!name)
		broke("no tier %s for any kernel in kernels/map: kernels/tier makes it",
		      choice->tier);
	listed = read_tier_file(choice->maps, name, &nr);
	for (size_t i = 0; i < cells->nr; i++) {
		id = format("%s:%s", cells->cell[i]->program, cells->cell[i]->name);
		if (map_has(&listed, id))
			cells_add(&kept, cells->cell[i]);
		free(id);
	}
	if (!kept.nr)
		refuse("run_tests.sh list", "none of the %zu cells of kernels/map/%s is left",
		       nr, name);
	fprintf(stderr, "run_tests.sh: --tier %s: %zu of the %zu cells of kernels/map/%s\n",
		choice->tier, kept.nr, nr, name);
	free(cells->cell);
	cells->cell = kept.cell;
	cells->nr = kept.nr;
	map_free(&listed);
	free(name);
	free(ending);
}

/* ---- changes ---- */

static char *join(const struct list *list)
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < list->nr; i++)
		buffer_printf(&text, "%s%s", i ? " -c " : "", list->text[i]);
	return text.text;
}

/* Returns how many of the cells are such that have killed mutants of what was asked for */
static size_t order_change(const struct change *change, const struct kills *kills,
			   struct cells *cells, size_t *nr_paths)
{
	struct cells all = { 0 };
	size_t nr_kills;

	for (size_t i = 0; i < cells->nr; i++)
		cells_add(&all, cells->cell[i]);
	*nr_paths = order_cells(change, cells);
	nr_kills = put_kills_first(kills, change->wanted, &all, cells);
	free(all.cell);
	return nr_kills;
}

/* Returns how many cells come before all others */
static size_t keep_change(const struct choice *choice, const char *release, struct cells *cells)
{
	struct kernel_map map;
	struct change change = { .map = &map };
	char *asked = join(&choice->changes);
	size_t nr_paths, nr_kills;
	struct kills kills;

	if (!read_kernel_map(&map, choice->maps, release))
		broke("no map of any kernel in kernels/map, which says which cells go through %s: 'kernels/cover --map' makes one",
		      asked);
	if (map.other)
		fprintf(stderr, "run_tests.sh: no map of Linux %.*s: %s is the nearest\n",
			(int)strcspn(release, "-+~"), release, map.place);
	read_kills(&kills, &map, choice->maps, release);
	find_change(&change, choice);
	nr_kills = order_change(&change, &kills, cells, &nr_paths);
	if (!cells->nr)
		refuse("run_tests.sh list", "-c %s: none of the selected cells goes through %s (%s)",
		       asked, change.nr_entered > 1 ? "one of these functions" : "it", map.place);
	fprintf(stderr, "run_tests.sh: -c %s: %zu of %zu paths go through %s%zu function%s, %zu cells, the most special first (%s: %s)\n",
		asked, nr_paths, map.names[AXIS_PATH].nr, change.nr_entered > 1 ? "any of " : "",
		change.nr_entered, change.nr_entered > 1 ? "s" : "", cells->nr, map.place,
		map.about);
	if (nr_kills == 1)
		fprintf(stderr, "run_tests.sh: -c %s: the first of them has killed a mutant of %s (%s)\n",
			asked, change.nr_entered > 1 ? "these functions" : "it", kills.place);
	if (nr_kills > 1)
		fprintf(stderr, "run_tests.sh: -c %s: the first %zu of them have killed mutants of %s (%s)\n",
			asked, nr_kills, change.nr_entered > 1 ? "these functions" : "it",
			kills.place);
	free(asked);
	return nr_kills;
}

/* ---- all of it ---- */

/* Those that have killed mutants have a turn of their own before the first. */
static void set_turns(struct cells *cells, size_t nr_kills)
{
	size_t turn = 0;

	for (size_t i = 0; i < cells->nr; i++) {
		if (i >= nr_kills && turn < sizeof(turn_ends) / sizeof(*turn_ends) &&
		    i - nr_kills == turn_ends[turn])
			turn++;
		cells->cell[i]->turn = i < nr_kills ? 0 : turn + 1;
	}
}

/**
 * narrow_cells() - keep the cells of a tier, of a change, and so many of them.
 * @choice: which.
 * @release: the kernel's.
 * @cells: the cells that the patterns match, told the entries that know them. Gets those that
 *	are left; of a change in the order in which they are worth to be run.
 *
 * Ends the program if none is left.
 */
void narrow_cells(const struct choice *choice, const char *release, struct cells *cells)
{
	size_t nr_kills = 0;

	if (choice->tier && strcmp(choice->tier, TIER_FULL))
		keep_tier(choice, release, cells);
	if (choice->changes.nr)
		nr_kills = keep_change(choice, release, cells);
	if (choice->first && choice->first < cells->nr) {
		fprintf(stderr, "run_tests.sh: --first %zu: not the other %zu cells\n",
			choice->first, cells->nr - choice->first);
		cells->nr = choice->first;
	}
	if (choice->changes.nr)
		set_turns(cells, nr_kills);
}
