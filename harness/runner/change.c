// SPDX-License-Identifier: GPL-2.0-only
/*
 * What -c means: FILE, FILE:FUNCTION, or commits, whose changed functions kernels/changed tells.
 * It ends the program where no cell can tell anything about that, and says which of the reasons
 * it is: a typo is not the same as a function that no path enters.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nearest.h"
#include "select.h"

/* So many names are told of a list; the rest is a number. */
#define TOLD_MAX	5

/* ---- a file, a function ---- */

/* Whether the function is of this file: mm/gup.c:faultin_page of mm/gup.c */
static bool is_of_file(const struct function *function, const char *file, size_t len)
{
	return !strncmp(function->name, file, len) && function->name[len] == ':';
}

static bool has_file(const struct kernel_map *map, const char *file, size_t len)
{
	for (size_t i = 0; i < map->nr; i++)
		if (is_of_file(&map->function[i], file, len))
			return true;
	return false;
}

/* The file of the map that may be meant, with the same last part if there is one; or NULL */
static char *near_file(const struct kernel_map *map, const char *file)
{
	const char *slash = strrchr(file, '/'), *last = slash ? slash + 1 : file, *name;
	struct nearest nearest = { .word = file };
	size_t len, before = 0;

	for (size_t i = 0; i < map->nr; i++) {
		name = map->function[i].name;
		len = strcspn(name, ":");
		before = len > strlen(last) ? len - strlen(last) : 0;
		if (before && name[before - 1] == '/' &&
		    !strncmp(name + before, last, len - before))
			return copy_part(name, len);
		nearest_try(&nearest, name, len);
	}
	return nearest.found;
}

/* "FILE:FUNCTION" that may be meant by the function of a file, or NULL */
static char *near_function(const struct kernel_map *map, const char *file, const char *function)
{
	struct nearest nearest = { .word = function };
	const char *name;

	for (size_t i = 0; i < map->nr; i++) {
		name = map->function[i].name + strcspn(map->function[i].name, ":") + 1;
		if (!strcmp(name, function))
			return copy(map->function[i].name);
		if (is_of_file(&map->function[i], file, strlen(file)))
			nearest_try(&nearest, name, strlen(name));
	}
	return nearest.found ? format("%s:%s", file, nearest.found) : NULL;
}

static void refuse_file(const struct change *change, const char *file)
{
	char *near = near_file(change->map, file);

	/* In a kernel tree it is no typo. */
	if (!access(file, R_OK))
		refuse("kernels/cover --help", "%s did not look at %s: it can't tell which cells go through it",
		       change->map->place, file);
	refuse("run_tests.sh -h", "-c: no such file in %s: %s%s%s%s", change->map->place, file,
	       near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static void refuse_function(const struct change *change, const char *file, const char *function)
{
	char *near = near_function(change->map, file, function);

	refuse("run_tests.sh -h", "-c: no such function in %s: %s:%s%s%s%s", change->map->place,
	       file, function, near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static void want(struct change *change, size_t place)
{
	const struct function *function = &change->map->function[place];

	if (change->wanted[place])
		return;
	change->wanted[place] = true;
	if (function->nr_paths)
		change->nr_entered++;
	else
		list_add(&change->not_entered, copy(function->name));
	if (function->by != BY_MEASUREMENT)
		list_add(&change->by[function->by], copy(function->name));
}

/* Of a whole file what was inlined is not looked for: its callers are of the file, too. */
static bool is_meant(const struct function *function, const char *name)
{
	if (strchr(name, ':'))
		return !strcmp(function->name, name);
	return is_of_file(function, name, strlen(name)) && function->by != BY_CALLERS;
}

/* The function, or all of its file; whether the map has it */
static bool want_named(struct change *change, const char *name)
{
	const struct kernel_map *map = change->map;
	bool found = false;

	for (size_t i = 0; i < map->nr; i++) {
		if (!is_meant(&map->function[i], name))
			continue;
		found = true;
		want(change, i);
	}
	return found;
}

static void want_file(struct change *change, const char *name)
{
	char *file = copy_part(name, strcspn(name, ":"));

	if (!has_file(change->map, file, strlen(file)))
		refuse_file(change, file);
	if (!want_named(change, name))
		refuse_function(change, file, name + strlen(file) + 1);
	free(file);
}

/* ---- commits ---- */

/* Each file of the map, once: arguments for kernels/changed, which looks at no other */
static struct list map_files(const struct kernel_map *map)
{
	struct list files = { 0 };
	struct map seen = { 0 };
	char *file;

	for (size_t i = 0; i < map->nr; i++) {
		file = copy_part(map->function[i].name, strcspn(map->function[i].name, ":"));
		if ((*map_at(&seen, file))++)
			free(file);
		else
			list_add(&files, file);
	}
	map_free(&seen);
	return files;
}

/* Starts kernels/changed, whose words on stderr are for the user. */
static FILE *start_changed(const char *program, const char *commits, const struct list *files,
			   pid_t *pid)
{
	char **argument = zalloc((files->nr + 3) * sizeof(*argument));
	int ends[2];

	argument[0] = copy(program);
	argument[1] = copy(commits);
	for (size_t i = 0; i < files->nr; i++)
		argument[2 + i] = files->text[i];
	fflush(NULL);
	if (pipe2(ends, O_CLOEXEC))
		broke("can't start %s: %s", program, strerror(errno));
	*pid = fork();
	if (*pid < 0)
		broke("can't start %s: %s", program, strerror(errno));
	if (!*pid) {
		dup2(ends[1], STDOUT_FILENO);
		execv(program, argument);
		_exit(127);
	}
	close(ends[1]);
	free(argument[0]);
	free(argument[1]);
	free(argument);
	return fdopen(ends[0], "r");
}

/* A line of kernels/changed: FILE:FUNCTION, FILE for what is outside, or "# NUMBER of files" */
static void read_changed(struct change *change, const char *line)
{
	if (*line == '#')
		change->nr_files += strtoul(line + 1, NULL, 10);
	else if (!strchr(line, ':'))
		list_add(&change->outside, copy(line));
	else if (!want_named(change, line))
		list_add(&change->unknown, copy(line));
}

static void want_commits(struct change *change, const char *maps, const char *commits)
{
	struct list files = map_files(change->map);
	char *program = format("%s/../changed", maps);
	struct buffer line = { 0 };
	FILE *output;
	int status;
	pid_t pid;

	if (access(program, X_OK))
		broke("no %s: -c with commits runs from the source tree", program);
	output = start_changed(program, commits, &files, &pid);
	while (read_line(output, &line))
		read_changed(change, line.text);
	fclose(output);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) > 2)
		broke("%s %s failed", program, commits);
	if (status)
		exit(WEXITSTATUS(status));
	buffer_free(&line);
	list_free(&files);
	free(program);
}

/* A word that is no file is a commit, unless it is a function whose file was left out. */
static void refuse_bare_function(const struct kernel_map *map, const char *word)
{
	const char *name;

	for (size_t i = 0; i < map->nr; i++) {
		name = map->function[i].name;
		if (!strcmp(name + strcspn(name, ":") + 1, word))
			refuse("run_tests.sh -h", "-c takes FILE:FUNCTION: %s; did you mean %s?",
			       word, name);
	}
}

/* ---- what can't be run ---- */

static void print_names(const char *what, const struct list *names)
{
	if (!names->nr)
		return;
	fprintf(stderr, "run_tests.sh: %s", what);
	for (size_t i = 0; i < names->nr && i < TOLD_MAX; i++)
		fprintf(stderr, "%s %s", i ? "," : "", names->text[i]);
	if (names->nr > TOLD_MAX)
		fprintf(stderr, " and %zu more", names->nr - TOLD_MAX);
	fputc('\n', stderr);
}

static void refuse_all(const struct change *change)
{
	const char *place = change->map->place;

	if (change->not_entered.nr == 1)
		refuse("run_tests.sh list", "no path goes through %s (%s): there is nothing to run",
		       change->not_entered.text[0], place);
	if (change->not_entered.nr)
		refuse("run_tests.sh list", "no path goes through any of these %zu functions (%s): there is nothing to run",
		       change->not_entered.nr, place);
	refuse("run_tests.sh list", "none of the %zu changed files has a changed function that %s knows: there is nothing to run",
	       change->nr_files, place);
}

static bool is_file(const char *what)
{
	size_t len = strcspn(what, ":");

	return what[len] || (len > 2 && what[len - 2] == '.' && strchr("chS", what[len - 1]));
}

/**
 * find_change() - find the functions that were asked for.
 * @change: has its map; filled.
 * @choice: what was asked for.
 *
 * Ends the program if a file or function is not on the map, and if no path enters any of them.
 */
void find_change(struct change *change, const struct choice *choice)
{
	const char *what;

	change->wanted = zalloc(change->map->nr * sizeof(bool));
	for (size_t i = 0; i < choice->changes.nr; i++) {
		what = choice->changes.text[i];
		what += starts_with(what, "./") ? 2 : 0;
		if (!strstr(what, "..") && is_file(what)) {
			want_file(change, what);
			continue;
		}
		refuse_bare_function(change->map, what);
		want_commits(change, choice->maps, what);
	}
	print_names("changed, and not on the map:", &change->unknown);
	print_names("changed outside of functions:", &change->outside);
	if (!change->nr_entered)
		refuse_all(change);
	print_names("no path goes through", &change->not_entered);
	print_names("not measured, so by the functions of the file that call it:",
		    &change->by[BY_CALLERS]);
	print_names("not measured, so by the paths of the cells that have killed mutants of it:",
		    &change->by[BY_KILLS]);
}
