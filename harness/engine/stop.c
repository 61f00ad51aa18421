// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read the list of cells that the runner does not want any more. Where many cells have failed
 * alike, the rest would cost their deadlines and tell nothing new. The runner adds to the list
 * while programs run.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "program.h"

/* Is the line, PROGRAM<TAB>CLASS<TAB>STIMULUS<TAB>WHY, about the cell? Sets @why. */
static bool is_about(const struct fault_cell *c, char *line, char **why)
{
	const char *program = strsep(&line, "\t"), *class = strsep(&line, "\t");
	const char *stimulus = strsep(&line, "\t");

	*why = line;
	return line && !strcmp(program, program_invocation_short_name) &&
	       !strcmp(class, path_class_name(c->path->class)) &&
	       !strcmp(stimulus, c->stim->name);
}

/**
 * stopped() - tell whether the runner does not want the cell any more.
 * @c: the cell, not begun.
 * @why: gets the runner's words.
 * @size: bytes of @why.
 * Return: true if the list that $FAULTSIG_STOP names has the cell.
 */
bool stopped(const struct fault_cell *c, char *why, size_t size)
{
	const char *path = getenv("FAULTSIG_STOP");
	FILE *list = path ? fopen(path, "re") : NULL;
	char line[256], *words;
	bool found = false;

	if (!list)
		return false;
	while (!found && fgets(line, sizeof(line), list)) {
		/* The runner is still writing this line: it counts once it is complete. */
		if (!strchr(line, '\n'))
			break;
		line[strcspn(line, "\n")] = '\0';
		found = is_about(c, line, &words);
	}
	fclose(list);
	if (found)
		snprintf(why, size, "%s", words);
	return found;
}
