// SPDX-License-Identifier: GPL-2.0-only
/*
 * Follows the runs on several kernels, each a run_tests.sh that faultsig_supervise started,
 * and prints what each said once it is done.
 */
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "run.h"

struct target {
	char *name;
	struct buffer said;
	struct target *next;
};

static struct target *find_target(struct target **targets, const char *name)
{
	struct target *target = *targets;

	while (target && strcmp(target->name, name))
		target = target->next;
	if (!target) {
		target = zalloc(sizeof(*target));
		target->name = copy(name);
		target->next = *targets;
		*targets = target;
	}
	return target;
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

	printf("== %s, %d s%s%s%s: %s/%s\n", target->name, (int)(strtod(ms, NULL) / 1000),
	       ended ? "" : " (", ended ? "" : event, ended ? "" : ")", out, target->name);
	fputs(target->said.text ? target->said.text : "", stdout);
	fflush(stdout);
	buffer_free(&target->said);
}

/* The exit status that it tells, or 0 */
static int read_stream_line(struct target **targets, char *line, const char *out)
{
	struct target *target;
	char *field[3];

	if (*line != '\001') {
		split_fields(line, field, 2);
		target = find_target(targets, field[0]);
		buffer_puts(&target->said, field[1]);
		buffer_puts(&target->said, "\n");
		return 0;
	}
	split_fields(line + 1, field, 3);
	if (!*field[0] || !strcmp(field[1], "start"))
		return 0;
	print_target(find_target(targets, field[0]), field[1], field[2], out);
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
