// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the files of kernels/map/, of which README there has the format, and finds the one for
 * a kernel: that of its series, or else the nearest.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel_map.h"

/* No major version of Linux has had more minor ones. */
#define MINORS	21

/* Words of a line: the longest is "func NAME PATHS SOURCES STIMULI". */
#define WORDS	5

/* The comment that says which kernel, and when */
#define ABOUT	"# Linux "

/* ---- which file ---- */

/* The age of a series, as a number; -1 if the text does not begin with one. Sets the length. */
static long series_age(const char *text, size_t *len)
{
	char *minor, *end;
	long age = strtol(text, &minor, 10);

	if (minor == text || *minor != '.')
		return -1;
	age = age * MINORS + strtol(minor + 1, &end, 10);
	*len = end - text;
	return end > minor + 1 ? age : -1;
}

/**
 * find_map_file() - find the file for a kernel.
 * @directory: kernels/map.
 * @release: the kernel's.
 * @ending: of the file's name, behind the series: "" or ".quick".
 * @other: gets whether it is of another series.
 *
 * Return: the name, without the directory, that the caller frees; or NULL if there is none.
 */
char *find_map_file(const char *directory, const char *release, const char *ending, bool *other)
{
	size_t len;
	long wanted = series_age(release, &len), age, best = -1;
	DIR *files = opendir(directory);
	struct dirent *file;
	char *found = NULL;

	while (files && (file = readdir(files))) {
		age = series_age(file->d_name, &len);
		if (age < 0 || strcmp(file->d_name + len, ending))
			continue;
		if (found && (labs(age - wanted) > labs(best - wanted) ||
			      (labs(age - wanted) == labs(best - wanted) && age < best)))
			continue;
		free(found);
		found = copy(file->d_name);
		best = age;
	}
	if (files)
		closedir(files);
	*other = best != wanted;
	return found;
}

/* ---- what is in it ---- */

static void wrong_line(const struct kernel_map *map, size_t line, const char *why)
{
	broke("%s:%zu: %s", map->place, line, why);
}

static void add_name(struct kernel_map *map, enum axis axis, char **word, size_t line)
{
	size_t *number;

	if (!word[2] || strtoul(word[1], NULL, 10) != map->names[axis].nr)
		wrong_line(map, line, "not the next number and a name");
	number = map_at(&map->numbers[axis], word[2]);
	if (*number)
		wrong_line(map, line, "a name that was there before");
	list_add(&map->names[axis], copy(word[2]));
	*number = map->names[axis].nr;
}

/* "0-3,7": true in each of these places. Whether it could be read. */
static bool read_numbers(const char *text, bool *set, size_t size)
{
	unsigned long first, last;
	char *end;

	for (;; text = end + 1) {
		first = strtoul(text, &end, 10);
		if (end == text)
			return false;
		last = first;
		if (*end == '-') {
			text = end + 1;
			last = strtoul(text, &end, 10);
		}
		if (end == text || last < first || last >= size)
			return false;
		for (; first <= last; first++)
			set[first] = true;
		if (*end != ',')
			return !*end;
	}
}

static void add_function(struct kernel_map *map, char **word, size_t line)
{
	struct function function = { 0 };
	size_t size;

	if (!word[2] || !strchr(word[1], ':'))
		wrong_line(map, line, "not FILE:FUNCTION and numbers of paths");
	function.name = copy(word[1]);
	for (int axis = 0; axis < AXES && word[2 + axis]; axis++) {
		size = map->names[axis].nr;
		function.entered_by[axis] = zalloc(size + 1);
		if (strcmp(word[2 + axis], "-") &&
		    !read_numbers(word[2 + axis], function.entered_by[axis], size))
			wrong_line(map, line, "numbers that are none, or that have no name");
	}
	for (size_t i = 0; i < map->names[AXIS_PATH].nr; i++)
		function.nr_paths += function.entered_by[AXIS_PATH][i];
	map->function = grow(map->function, map->nr, sizeof(*map->function));
	map->function[map->nr++] = function;
}

static void read_map_line(struct kernel_map *map, char *text, size_t line)
{
	static const char *const axes[] = {
		[AXIS_PATH] = "path", [AXIS_SOURCE] = "source", [AXIS_STIMULUS] = "stimulus",
	};
	char *word[WORDS + 1] = { NULL };

	if (starts_with(text, ABOUT) && !map->about)
		map->about = copy(text + strlen("# "));
	if (*text == '#' || !*text)
		return;
	for (int i = 0; i < WORDS; i++)
		word[i] = strsep(&text, " ");
	if (text)
		wrong_line(map, line, "too many words");
	for (int axis = 0; axis < AXES; axis++)
		if (!strcmp(word[0], axes[axis])) {
			add_name(map, axis, word, line);
			return;
		}
	if (strcmp(word[0], "func"))
		wrong_line(map, line, "not a path, source, stimulus or func");
	add_function(map, word, line);
}

/**
 * read_kernel_map() - read the map for a kernel.
 * @map: filled.
 * @directory: kernels/map.
 * @release: the kernel's.
 *
 * Ends the program if the file is not as it should be.
 *
 * Return: false if there is no map of any kernel.
 */
bool read_kernel_map(struct kernel_map *map, const char *directory, const char *release)
{
	struct buffer line = { 0 };
	size_t number = 0;
	char *path;
	FILE *file;

	*map = (struct kernel_map){ 0 };
	map->series = find_map_file(directory, release, "", &map->other);
	if (!map->series)
		return false;
	map->place = format("kernels/map/%s", map->series);
	path = format("%s/%s", directory, map->series);
	file = fopen(path, "r");
	if (!file)
		broke("can't read %s: %s", path, strerror(errno));
	while (read_line(file, &line))
		read_map_line(map, line.text, ++number);
	if (!map->nr)
		wrong_line(map, number, "no function");
	if (!map->about)
		map->about = format("Linux %s", map->series);
	fclose(file);
	buffer_free(&line);
	free(path);
	return true;
}

/* ---- a cell on it ---- */

static size_t number_of(const struct kernel_map *map, enum axis axis, const char *text, size_t len)
{
	char *name = copy_part(text, len);
	size_t number = map_has(&map->numbers[axis], name) ?
		*map_at((struct map *)&map->numbers[axis], name) : 0;

	free(name);
	return number;
}

/**
 * position_of() - where a cell is on a map.
 * @map: the map.
 * @cell: the cell.
 *
 * Return: its numbers.
 */
struct position position_of(const struct kernel_map *map, const struct cell *cell)
{
	size_t len = strcspn(cell->name, ".");
	const char *source = cell->name + len + 1, *stimulus = stimulus_of(cell->name);
	char *path = format("%s.%.*s", cell->program, (int)len, cell->name);
	struct position at = { 0 };

	at.number[AXIS_PATH] = number_of(map, AXIS_PATH, path, strlen(path));
	at.number[AXIS_SOURCE] = number_of(map, AXIS_SOURCE, source, strcspn(source, "."));
	at.number[AXIS_STIMULUS] = number_of(map, AXIS_STIMULUS, stimulus, strlen(stimulus));
	free(path);
	return at;
}

/**
 * is_entered() - whether a cell goes through a function, as far as a map can tell.
 * @function: the function.
 * @at: the cell.
 *
 * Return: true if its path enters the function, and so do its source and its stimulus, where
 * the map says that of them.
 */
bool is_entered(const struct function *function, const struct position *at)
{
	for (int axis = 0; axis < AXES; axis++) {
		if (axis != AXIS_PATH && !function->entered_by[axis])
			continue;
		if (!at->number[axis] || !function->entered_by[axis][at->number[axis] - 1])
			return false;
	}
	return true;
}
