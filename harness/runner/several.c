// SPDX-License-Identifier: GPL-2.0-only
/*
 * Follows the runs on several kernels, each a run_tests.sh that faultsig_supervise started,
 * and prints what each said once it is done. On a terminal one line shows how far those are
 * that run.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"
#include "run.h"
#include "show.h"

struct target {
	char *name;
	char *progress;		/* how far it is */
	bool ended;
	struct buffer said;
	struct target *next;
};

/* In the order in which they start */
static struct target *find_target(struct target **targets, const char *name)
{
	while (*targets && strcmp((*targets)->name, name))
		targets = &(*targets)->next;
	if (!*targets) {
		*targets = zalloc(sizeof(**targets));
		(*targets)->name = copy(name);
		(*targets)->progress = copy("starts");
	}
	return *targets;
}

static void show_targets(const struct target *target)
{
	struct buffer line = { 0 };

	if (!isatty(STDERR_FILENO))
		return;
	for (; target; target = target->next)
		if (!target->ended)
			buffer_printf(&line, "%s%s: %s", line.len ? " | " : "", target->name,
				      target->progress);
	rewrite_line(line.text ? line.text : "");
	buffer_free(&line);
}

/* The exit status of a run; what is none of its own is a broken run. */
static int status_of(const char *event)
{
	const char *status = event + strlen("exit ");

	return starts_with(event, "exit ") && *status >= '0' && *status <= '3' && !status[1] ?
	       *status - '0' : 3;
}

static void print_target(struct target *target, const char *event, const char *ms,
			 const char *out)
{
	bool ended = starts_with(event, "exit");

	target->ended = true;
	if (isatty(STDERR_FILENO))
		rewrite_line("");
	printf("== %s, %d s%s%s%s: %s/%s\n", target->name, (int)(strtod(ms, NULL) / 1000),
	       ended ? "" : " (", ended ? "" : event, ended ? "" : ")", out, target->name);
	fputs(target->said.text ? target->said.text : "", stdout);
	fflush(stdout);
	buffer_free(&target->said);
}

static void read_said(struct target **targets, char *line)
{
	struct target *target;
	char *field[2];

	split_fields(line, field, 2);
	target = find_target(targets, field[0]);
	if (starts_with(field[1], PROGRESS_MARK)) {
		free(target->progress);
		target->progress = copy(field[1] + strlen(PROGRESS_MARK));
		show_targets(*targets);
		return;
	}
	buffer_puts(&target->said, field[1]);
	buffer_puts(&target->said, "\n");
}

/* The exit status that it tells, or 0 */
static int read_stream_line(struct target **targets, char *line, const char *out)
{
	struct target *target;
	char *field[3];

	if (*line != '\001') {
		read_said(targets, line);
		return 0;
	}
	split_fields(line + 1, field, 3);
	if (!*field[0])
		return 0;
	target = find_target(targets, field[0]);
	if (!strcmp(field[1], "start")) {
		show_targets(*targets);
		return 0;
	}
	print_target(target, field[1], field[2], out);
	show_targets(*targets);
	return status_of(field[1]);
}

/**
 * follow_several() - run jobs, and print what each said when it is done.
 * @supervise: faultsig_supervise.
 * @jobs: how many side by side.
 * @file: the jobs, as it reads them.
 * @out: where their results are.
 *
 * Return: the most telling exit status of all: 3, 2, 1 or 0.
 */
int follow_several(const char *supervise, int jobs, const char *file, const char *out)
{
	FILE *stream = fdopen(start_supervisor(supervise, jobs, file), "r");
	struct target *targets = NULL;
	struct buffer line = { 0 };
	int status, worst = 0;

	while (read_line(stream, &line)) {
		status = read_stream_line(&targets, line.text, out);
		worst = status > worst ? status : worst;
	}
	fclose(stream);
	buffer_free(&line);
	end_supervisor();
	return worst;
}
