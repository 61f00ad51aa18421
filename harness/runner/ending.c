// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cells of a job that has ended. A program that breaks loses the cell that was running;
 * the cells behind it are run again, once.
 */
#include <stdlib.h>
#include <string.h>

#include "run.h"

static void lose_cell(struct pass *pass, struct try *try, const char *raw, const char *seen,
		      const char *reason)
{
	if (!try->reported)
		report_own(pass, try, raw, seen, reason);
}

/**
 * is_running() - whether a cell was running when the output of its job ended.
 * @pass: the pass.
 * @guest: whose jobs are looked at.
 *
 * Return: true if one was.
 */
bool is_running(const struct pass *pass, size_t guest)
{
	for (size_t i = 0; i < pass->plan.nr; i++)
		if (pass->plan.job[i]->guest == guest && pass->plan.job[i]->running)
			return true;
	return false;
}

/**
 * lose_job() - make errors of a job's cells that have no result.
 * @pass: the pass.
 * @job: the job, whose results can't be believed: a second start would do no better.
 * @why: how it ended.
 *
 * A program that gives up because of its surroundings says the same for each job; it is told
 * once.
 */
void lose_job(struct pass *pass, struct job *job, const char *why)
{
	char *reason = format("its program ended: %s", why);

	job->ended = true;
	if (!job->bailed)
		break_run(pass->run, format("%s: %s", job->program, why));
	else
		break_run(pass->run, copy(why));
	for (size_t i = 0; i < job->tries.nr; i++)
		lose_cell(pass, job->tries.try[i], "error", "ERROR", reason);
	free(reason);
}

static struct try *running_try(const struct job *job)
{
	for (size_t i = 0; job->running && i < job->tries.nr; i++)
		if (!strcmp(job->tries.try[i]->cell->name, job->running))
			return job->tries.try[i];
	return NULL;
}

/* The cell that was running when its job ended */
static void lose_running(struct pass *pass, struct try *try, const char *event)
{
	char *reason;

	/* The machine was too busy for all cells of this guest; the rest runs in another one. */
	if (starts_with(event, "guest deadline") && pass->answers) {
		note_line(pass->run, format("%s:%s ran, and is run again", try->cell->program,
					    try->cell->name));
	} else if (starts_with(event, "guest silence") || starts_with(event, "guest deadline")) {
		lose_cell(pass, try, "timeout", "TIMEOUT", event);
	} else if (starts_with(event, "guest ")) {
		lose_cell(pass, try, "crash", "CRASH", event);
	} else if (!strcmp(event, "timeout") || !strcmp(event, "unkillable")) {
		lose_cell(pass, try, "timeout", "TIMEOUT",
			  "no result when the time of its job was over");
	} else {
		reason = format("its program ended in this cell: %s", event);
		lose_cell(pass, try, "crash", "CRASH", reason);
		free(reason);
	}
}

static void lose_cells(struct pass *pass, struct job *job, const char *event)
{
	bool broken = strcmp(event, "exit 0") && strcmp(event, "exit 1") &&
		      strcmp(event, "exit 4") && strcmp(event, "unkillable");
	struct try *try = running_try(job);

	if (try)
		lose_running(pass, try, event);
	else if (broken && !starts_with(event, "guest "))
		break_run(pass->run, format("%s ended between cells: %s", job->program, event));
	broken = broken || try;
	for (size_t i = 0; i < job->tries.nr; i++) {
		try = job->tries.try[i];
		if (!broken)
			lose_cell(pass, try, "error", "ERROR", "listed, but never reported");
		else if (pass->last)
			lose_cell(pass, try, "error", "ERROR",
				  "not run: its program broke twice before");
		else if (!try->reported)
			tries_add(&pass->lost, try);
	}
}

static void log_ending(struct pass *pass, struct job *job, const char *event)
{
	if (job->lost_log) {
		buffer_printf(&job->log, "# faultsig: and %zu bytes more\n", job->lost_log);
		job->lost_log = 0;
	}
	buffer_printf(&job->log, "# faultsig: %s ended: %s\n", job->id, event);
	write_log(pass, job);
}

/**
 * end_job() - a job has ended.
 * @pass: the pass.
 * @job: the job.
 * @event: how, in the words of faultsig_supervise, or "guest" and those of the guest.
 */
void end_job(struct pass *pass, struct job *job, const char *event)
{
	char *why = format("%s before its plan", event);

	job->ended = true;
	log_ending(pass, job, event);
	if (!job->planned && !starts_with(event, "guest "))
		lose_job(pass, job, job->bailed ? job->bailed : why);
	else
		lose_cells(pass, job, event);
	free(why);
	if (!--*map_at(&pass->jobs_left, job->program))
		show_program(pass, job->program);
}
