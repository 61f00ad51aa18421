// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asks the programs which cells they have, and keeps those that a pattern matches. Only
 * programs that a pattern can mean are asked.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nearest.h"

/* A pattern with one of these is about cells; another one names a program. */
#define PATTERN_CHARACTERS	".:*?[]"

#define CELL_FIELDS		5

/* ---- patterns ---- */

static bool names_program(const char *pattern)
{
	return !strpbrk(pattern, PATTERN_CHARACTERS);
}

/**
 * stimulus_of() - the last part of a cell's name.
 * @cell: the name, or a pattern.
 *
 * Return: what is behind the last dot, or all of it.
 */
const char *stimulus_of(const char *cell)
{
	const char *dot = strrchr(cell, '.');

	return dot ? dot + 1 : cell;
}

/* Can one of the patterns mean cells of this program? */
static bool is_wanted(const struct list *patterns, const char *program)
{
	bool wanted = !patterns->nr;
	const char *pattern;
	char *of_program;

	for (size_t i = 0; i < patterns->nr && !wanted; i++) {
		pattern = patterns->text[i];
		if (!strchr(pattern, ':') && !names_program(pattern))
			return true;
		of_program = copy_part(pattern, strcspn(pattern, ":"));
		wanted = glob_matches(of_program, "", program);
		free(of_program);
	}
	return wanted;
}

/* ---- what a program lists ---- */

/**
 * start_program() - start a program whose output is to be read.
 * @path: the program.
 * @option: its first argument.
 * @value: its second one, or NULL.
 * @pid: gets its process id, which is to be waited for.
 *
 * Return: its output; what it says on stderr is lost.
 */
FILE *start_program(const char *path, const char *option, const char *value, pid_t *pid)
{
	int ends[2], null = open("/dev/null", O_RDWR | O_CLOEXEC);

	fflush(NULL);
	if (null < 0 || pipe2(ends, O_CLOEXEC))
		broke("can't start %s: %s", path, strerror(errno));
	*pid = fork();
	if (*pid < 0)
		broke("can't start %s: %s", path, strerror(errno));
	if (!*pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(null, STDIN_FILENO);
		dup2(ends[1], STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execl(path, path, option, value, NULL);
		_exit(127);
	}
	close(null);
	close(ends[1]);
	return fdopen(ends[0], "r");
}

static bool is_cell(const char *line)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	size_t len;

	for (int part = 1; part <= 3; part++, line += len + 1) {
		len = strspn(line, letters);
		if (!len || line[len] != (part < 3 ? '.' : '\t'))
			return false;
	}
	return true;
}

static struct fixture *fixture_of(struct cells *cells, const struct cell *cell)
{
	size_t len = strcspn(cell->name, ".");
	struct fixture *fixture;

	for (size_t i = cells->nr_fixtures; i; i--) {
		fixture = cells->fixture[i - 1];
		if (!strcmp(fixture->program, cell->program) &&
		    !strncmp(fixture->name, cell->name, len) && !fixture->name[len])
			return fixture;
	}
	fixture = zalloc(sizeof(*fixture));
	fixture->program = cell->program;
	fixture->name = copy_part(cell->name, len);
	cells->fixture = grow(cells->fixture, cells->nr_fixtures, sizeof(*cells->fixture));
	cells->fixture[cells->nr_fixtures++] = fixture;
	return fixture;
}

/**
 * cells_add() - append a cell.
 * @cells: the cells.
 * @cell: the cell, which goes on to be shared.
 */
void cells_add(struct cells *cells, struct cell *cell)
{
	cells->cell = grow(cells->cell, cells->nr, sizeof(*cells->cell));
	cells->cell[cells->nr++] = cell;
}

static void add_listed(struct cells *listed, const char *program, const char *line)
{
	struct cell *cell = zalloc(sizeof(*cell));
	char *field[CELL_FIELDS];

	cell->line = format("%s\t%s", program, line);
	split_fields(copy(cell->line), field, CELL_FIELDS);
	cell->program = field[0];
	cell->name = field[1];
	cell->expected = field[2];
	cell->class = field[3];
	cell->needs = field[4];
	cell->needs[strcspn(cell->needs, "\t")] = '\0';
	cell->fixture = fixture_of(listed, cell);
	cell->fixture->listed++;
	cell->place = listed->nr;
	cells_add(listed, cell);
}

/* Whether all that it printed are cells; those before the first other line count. */
static bool read_list(FILE *output, const char *program, struct cells *listed)
{
	struct buffer line = { 0 };
	bool readable = true;
	size_t nr = 0;

	while (read_line(output, &line)) {
		readable = readable && is_cell(line.text);
		if (readable)
			add_listed(listed, program, line.text);
		nr++;
	}
	buffer_free(&line);
	return readable && nr;
}

static void list_program(const char *bin, const char *program, struct cells *listed,
			 struct list *errors)
{
	char *path = format("%s/%s", bin, program);
	bool readable;
	FILE *output;
	int status;
	pid_t pid;

	if (access(path, X_OK)) {
		list_add(errors, format("%s is missing or not built (make)", program));
	} else {
		output = start_program(path, "--list", NULL, &pid);
		readable = read_list(output, program, listed);
		fclose(output);
		if (waitpid(pid, &status, 0) != pid || status)
			list_add(errors, format("%s --list failed", program));
		if (!readable)
			list_add(errors, format("%s --list is unreadable or empty", program));
	}
	free(path);
}

/**
 * list_cells() - ask the programs for their cells.
 * @choice: which programs.
 * @listed: gets the cells.
 * @errors: gets a line for each program that can't be asked; the others are.
 */
void list_cells(const struct choice *choice, struct cells *listed, struct list *errors)
{
	struct list programs = list_split(choice->programs, " \t\n");

	for (size_t i = 0; i < programs.nr; i++)
		if (*programs.text[i] && is_wanted(&choice->patterns, programs.text[i]))
			list_program(choice->bin, programs.text[i], listed, errors);
	list_free(&programs);
}

/* ---- those that are meant ---- */

static bool is_meant(const struct choice *choice, const char *pattern, const struct cell *cell)
{
	size_t len = strlen(cell->program);

	if (choice->exact)
		return !strcmp(pattern, cell->name) ||
		       (starts_with(pattern, cell->program) && pattern[len] == ':' &&
			!strcmp(pattern + len + 1, cell->name));
	if (names_program(pattern))
		return !strcmp(pattern, cell->program);
	return glob_matches(pattern, cell->program, cell->name);
}

static void refuse_pattern(const struct choice *choice, const char *pattern,
			   const struct cells *listed, const struct list *errors)
{
	char *near = nearest_pattern(choice->programs, listed, pattern);
	char *hint = near ? format("; did you mean %s?", near) : copy("");

	if (errors->nr)
		broke("%s", errors->text[0]);
	if (choice->exact)
		refuse("run_tests.sh list", "no such cell: %s%s", pattern, hint);
	refuse("run_tests.sh list", "no cell matches '%s'%s", pattern, hint);
}

/**
 * select_cells() - keep the cells that a pattern matches.
 * @choice: the patterns.
 * @listed: all cells.
 * @errors: why some were not listed.
 * @selected: gets those that are meant, in the order of @listed.
 *
 * Ends the program if one of the patterns matches nothing.
 */
void select_cells(const struct choice *choice, const struct cells *listed,
		  const struct list *errors, struct cells *selected)
{
	const struct list *patterns = &choice->patterns;
	bool *used = zalloc(patterns->nr + 1);
	bool meant;

	for (size_t i = 0; i < listed->nr; i++) {
		meant = !patterns->nr;
		for (size_t j = 0; j < patterns->nr; j++) {
			if (!is_meant(choice, patterns->text[j], listed->cell[i]))
				continue;
			used[j] = true;
			meant = true;
		}
		if (meant)
			cells_add(selected, listed->cell[i]);
	}
	for (size_t j = 0; j < patterns->nr; j++)
		if (!used[j])
			refuse_pattern(choice, patterns->text[j], listed, errors);
	free(used);
}
