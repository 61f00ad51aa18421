// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads kernels/map/SERIES.kills, the cells that are known to have killed mutants, which come
 * before all others of a function; and SERIES.inlined, the callers of functions that the compiler
 * has put into them, or has not built. Both add functions to a map that were not measured.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kills.h"

struct reader {
	struct kernel_map *map;
	struct map places;	/* of the map's functions, by name: the place, plus 1 */
	struct kills *kills;
	char *place;		/* of the file that is read */
	size_t line;
	char *mutant;		/* of the last kill, with its function; or NULL */
};

static void wrong_line(const struct reader *reader, const char *why)
{
	broke("%s:%zu: %s", reader->place, reader->line, why);
}

/* ---- functions that were not measured ---- */

/* The place of a function on the map; one that is not there is added, without paths */
static size_t place_of(struct reader *reader, const char *name, enum known_by by)
{
	struct kernel_map *map = reader->map;
	size_t *place = map_at(&reader->places, name);

	if (!*place) {
		map->function = grow(map->function, map->nr, sizeof(*map->function));
		map->function[map->nr] = (struct function){
			.name = copy(name), .by = by,
			.entered_by[AXIS_PATH] = zalloc(map->names[AXIS_PATH].nr + 1),
		};
		*place = ++map->nr;
	}
	return *place - 1;
}

static void add_path(struct function *function, size_t path)
{
	bool *entered = &function->entered_by[AXIS_PATH][path];

	function->nr_paths += !*entered;
	*entered = true;
}

static void add_paths_of(struct reader *reader, struct function *function, size_t caller)
{
	const bool *entered = reader->map->function[caller].entered_by[AXIS_PATH];

	for (size_t path = 0; path < reader->map->names[AXIS_PATH].nr; path++)
		if (entered[path])
			add_path(function, path);
}

/*
 * A caller is a function of the same file; "-" is any of them that was measured. A newer map may
 * lack it.
 */
static void add_caller(struct reader *reader, struct function *function, const char *caller)
{
	size_t len = strcspn(function->name, ":") + 1;
	const struct kernel_map *map = reader->map;
	char *name;

	for (size_t i = 0; !strcmp(caller, "-") && i < map->nr; i++)
		if (map->function[i].by == BY_MEASUREMENT &&
		    !strncmp(map->function[i].name, function->name, len))
			add_paths_of(reader, function, i);
	if (!strcmp(caller, "-"))
		return;
	name = format("%.*s%s", (int)len, function->name, caller);
	if (map_has(&reader->places, name))
		add_paths_of(reader, function, *map_at(&reader->places, name) - 1);
	free(name);
}

/* "FILE:FUNCTION CALLER...". A newer map may have the function itself. */
static void read_inlined(struct reader *reader, const struct list *words)
{
	size_t place;

	if (words->nr < 2 || !strchr(words->text[0], ':'))
		wrong_line(reader, "not FILE:FUNCTION and callers");
	if (map_has(&reader->places, words->text[0]))
		return;
	place = place_of(reader, words->text[0], BY_CALLERS);
	for (size_t i = 1; i < words->nr; i++)
		add_caller(reader, &reader->map->function[place], words->text[i]);
}

/* ---- kills ---- */

/* The path of a cell is one of the function, if nobody has measured which are. */
static void add_path_of_cell(struct reader *reader, struct function *function, const char *cell)
{
	const char *colon = strchr(cell, ':');
	char *path = format("%.*s.%.*s", (int)(colon - cell), cell,
			    (int)strcspn(colon + 1, "."), colon + 1);

	if (map_has(&reader->map->numbers[AXIS_PATH], path))
		add_path(function, *map_at(&reader->map->numbers[AXIS_PATH], path) - 1);
	free(path);
}

/* "FILE:FUNCTION MUTANT MILLISECONDS PROGRAM:CELL", the fastest of a mutant first */
static void read_kill(struct reader *reader, const struct list *words)
{
	struct kills *kills = reader->kills;
	struct function *function;
	struct kill kill = { 0 };
	char *mutant;

	if (words->nr != 4 || !strchr(words->text[0], ':') || !strchr(words->text[3], ':'))
		wrong_line(reader, "not FILE:FUNCTION, mutant, milliseconds and cell");
	kill.function = place_of(reader, words->text[0], BY_KILLS);
	kill.cell = copy(words->text[3]);
	mutant = format("%s %s", words->text[0], words->text[1]);
	if (reader->mutant && !strcmp(reader->mutant, mutant))
		kill.rank = kills->kill[kills->nr - 1].rank + 1;
	free(reader->mutant);
	reader->mutant = mutant;
	function = &reader->map->function[kill.function];
	if (function->by != BY_MEASUREMENT)
		add_path_of_cell(reader, function, kill.cell);
	kills->kill = grow(kills->kill, kills->nr, sizeof(*kills->kill));
	kills->kill[kills->nr++] = kill;
}

/* Reads the file with this ending; there may be none. */
static void read_lines(struct reader *reader, const char *directory, const char *release,
		       const char *ending,
		       void (*read)(struct reader *reader, const struct list *words))
{
	struct buffer line = { 0 };
	struct list words;
	char *name, *path;
	bool other;
	FILE *file;

	name = find_map_file(directory, release, ending, &other);
	if (!name)
		return;
	reader->place = format("kernels/map/%s", name);
	reader->line = 0;
	path = format("%s/%s", directory, name);
	file = fopen(path, "r");
	if (!file)
		broke("can't read %s: %s", path, strerror(errno));
	while (read_line(file, &line)) {
		reader->line++;
		if (!*line.text || *line.text == '#')
			continue;
		words = list_split(line.text, " ");
		read(reader, &words);
		list_free(&words);
	}
	fclose(file);
	buffer_free(&line);
	free(path);
	free(name);
}

/**
 * read_kills() - read which cells have killed which functions' mutants.
 * @kills: filled.
 * @map: gets the functions that it does not have, and kills or callers are known of.
 * @directory: kernels/map.
 * @release: the kernel's.
 *
 * Ends the program if a file is not as it should be.
 */
void read_kills(struct kills *kills, struct kernel_map *map, const char *directory,
		const char *release)
{
	struct reader reader = { .map = map, .kills = kills };

	*kills = (struct kills){ 0 };
	for (size_t i = 0; i < map->nr; i++)
		*map_at(&reader.places, map->function[i].name) = i + 1;
	read_lines(&reader, directory, release, ".inlined", read_inlined);
	free(reader.place);
	reader.place = NULL;
	read_lines(&reader, directory, release, ".kills", read_kill);
	kills->place = reader.place;
	free(reader.mutant);
	map_free(&reader.places);
}

/* ---- their cells ---- */

static struct map by_name(const struct cells *cells)
{
	struct map places = { 0 };
	char *id;

	for (size_t i = 0; i < cells->nr; i++) {
		id = format("%s:%s", cells->cell[i]->program, cells->cell[i]->name);
		*map_at(&places, id) = i + 1;
		free(id);
	}
	return places;
}

/*
 * The cell of a kill, if it is selected. That it is known to fail here does not matter: it has
 * told the mutant by failing in another way.
 */
static struct cell *cell_of(const struct kill *kill, const struct cells *cells,
			    struct map *places)
{
	return map_has(places, kill->cell) ?
		cells->cell[*map_at(places, kill->cell) - 1] : NULL;
}

static void take(struct cells *ordered, struct map *taken, struct cell *cell, const char *id)
{
	if (!(*map_at(taken, id))++)
		cells_add(ordered, cell);
}

/* The fastest cell of each mutant, then the second ones, and so on */
static void take_kills(const struct kills *kills, const bool *wanted, const struct cells *all,
		       struct cells *ordered, struct map *taken)
{
	struct map places = by_name(all);
	const struct kill *kill;
	struct cell *cell;
	size_t left = 1;

	for (size_t rank = 0; left; rank++) {
		left = 0;
		for (size_t i = 0; i < kills->nr; i++) {
			kill = &kills->kill[i];
			left += kill->rank > rank;
			cell = kill->rank == rank && wanted[kill->function] ?
				cell_of(kill, all, &places) : NULL;
			if (cell)
				take(ordered, taken, cell, kill->cell);
		}
	}
	map_free(&places);
}

/* Those cells that have killed anything, or all of them */
static void take_cells(const struct cells *cells, const struct map *killers,
		       struct cells *ordered, struct map *taken)
{
	char *id;

	for (size_t i = 0; i < cells->nr; i++) {
		id = format("%s:%s", cells->cell[i]->program, cells->cell[i]->name);
		if (!killers || map_has(killers, id))
			take(ordered, taken, cells->cell[i], id);
		free(id);
	}
}

/**
 * put_kills_first() - put the cells that have killed mutants before all others.
 * @kills: which.
 * @wanted: of which functions, by place on the map.
 * @all: the cells that may be taken.
 * @cells: cells in order. Gets before them those that have killed a mutant of these functions,
 *	then those of them that have killed any other mutant: they see much.
 *
 * Return: how many have killed a mutant of these functions.
 */
size_t put_kills_first(const struct kills *kills, const bool *wanted, const struct cells *all,
		       struct cells *cells)
{
	struct map taken = { 0 }, killers = { 0 };
	struct cells ordered = { 0 };
	size_t nr;

	for (size_t i = 0; i < kills->nr; i++)
		*map_at(&killers, kills->kill[i].cell) = 1;
	take_kills(kills, wanted, all, &ordered, &taken);
	nr = ordered.nr;
	take_cells(cells, &killers, &ordered, &taken);
	take_cells(cells, NULL, &ordered, &taken);
	free(cells->cell);
	cells->cell = ordered.cell;
	cells->nr = ordered.nr;
	map_free(&killers);
	map_free(&taken);
	return nr;
}
