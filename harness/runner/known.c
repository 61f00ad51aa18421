// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of the runner that the test programs have: what expectations/ know of a cell. The
 * lists are those beside the program, or of $FAULTSIG_EXPECTATIONS. Without any, or with
 * FAULTSIG_RAW=1, nothing is known, and a program says what it saw.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../engine/known.h"
#include "expect.h"

static struct {
	struct utsname kernel;
	struct entries entries;
} lists;

/**
 * broke() - end the program, because it can't read what is known.
 * @format: why, as printf() has it.
 *
 * TAP's way, which every reader takes for a failure.
 */
void broke(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("Bail out! faultsig: ", stdout);
	vprintf(format, arguments);
	putchar('\n');
	va_end(arguments);
	exit(EXIT_FAILURE);
}

static bool is_raw(void)
{
	const char *raw = getenv("FAULTSIG_RAW");

	return raw && *raw && strcmp(raw, "0");
}

/* The directory of the lists, or NULL if there is none */
static char *find_lists(void)
{
	const char *told = getenv("FAULTSIG_EXPECTATIONS");
	char self[PATH_MAX], *directory;
	ssize_t len;

	if (told && *told) {
		if (access(told, R_OK | X_OK))
			broke("can't read FAULTSIG_EXPECTATIONS=%s", told);
		return copy(told);
	}
	len = readlink("/proc/self/exe", self, sizeof(self));
	while (len > 0 && self[len - 1] != '/')
		len--;
	if (len <= 0)
		return NULL;
	directory = format("%.*sexpectations", (int)len, self);
	if (!access(directory, R_OK | X_OK))
		return directory;
	free(directory);
	return NULL;
}

/**
 * known_read() - read the lists; called once, ahead of the cells.
 */
void known_read(void)
{
	const struct kernel kernel = {
		.release = lists.kernel.release,
		.machine = lists.kernel.machine,
		.build = lists.kernel.version,
	};
	char *directory = is_raw() ? NULL : find_lists();

	if (!directory)
		return;
	uname(&lists.kernel);
	read_expectations(&lists.entries, directory, &kernel);
	free(directory);
}

/* The cell, told what knows it. Its process ends soon, and with it the memory. */
static struct cell *find(const struct known_cell *known)
{
	struct cell *cell = zalloc(sizeof(*cell));
	const struct cells cells = { .cell = &cell, .nr = 1 };

	cell->program = copy(known->program);
	cell->name = copy(known->name);
	cell->class = copy(known->class);
	cell->expected = copy(known->expected);
	match_expectations(&lists.entries, &cells);
	return cell;
}

/**
 * known_skip() - whether a cell must not run here: it would take the kernel down.
 * @known: the cell.
 *
 * Return: why, or NULL.
 */
const char *known_skip(const struct known_cell *known)
{
	const struct cell *cell = find(known);

	return cell->skip ? cell->skip->title : NULL;
}

static struct list lines_of(const char *text)
{
	struct list lines = { 0 };
	size_t len;

	for (; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		list_add(&lines, copy_part(text, len));
	}
	return lines;
}

/**
 * known_result() - compare a result with what is known.
 * @known: the cell.
 * @result: its result.
 * @text: gets the defect's title; for a failure that is not known all of it, what is not; else
 *	  nothing.
 * @size: of @text.
 *
 * Return: what the lists say. One run can't see a flake: that is known, or it passes.
 */
enum known known_result(const struct known_cell *known, const struct known_result *result,
			char *text, size_t size)
{
	struct list complaints = lines_of(result->complaints);
	const struct seen seen = {
		.raw = result->ok ? "ok" : "not_ok",
		.observed = result->observed,
		.complaints = &complaints,
	};
	struct verdict verdict = expect(find(known), &seen);
	const char *title = verdict.entry ? verdict.entry->title : verdict.beyond;
	enum known answer = KNOWN_NOTHING;

	if (!strcmp(verdict.word, "unexpected_pass"))
		answer = KNOWN_GONE;
	else if (verdict.entry && !result->ok)
		answer = KNOWN_DEFECT;
	else if (result->ok)
		title = NULL;
	snprintf(text, size, "%s", title ? title : "");
	free(verdict.beyond);
	list_free(&complaints);
	return answer;
}
