// SPDX-License-Identifier: GPL-2.0-only
/*
 * Follows the jobs as faultsig_supervise streams them: TAP and observations in, one result
 * per cell out. A line can hold anything, and be of any program: it is believed as far as
 * it is about a cell of its job.
 */
#include <stdlib.h>
#include <string.h>

#include "run.h"

/* More output of one job than that is not kept. */
#define LOG_BYTES_MAX	(16 << 20)
/* ... nor are more alarming lines of the kernel's log. */
#define LOG_LINES_MAX	10000

/* The kselftest harness, not the cell, says so of a cell's end. */
static const char *const causes[] = {
	": Test terminated", ": Test exited", ": Test failed to terminate",
};

/* The texts that an object of a cell has to have */
static const char *const needed_keys[] = { "cell", "program", "expected", "observed", "reason" };

/* The fields that we add, and that it may not have itself */
static const char *const own_keys[] = {
	"run", "raw", "verdict", "defect", "kernel", "arch", "config",
};

/* The object a program prints is cut to this in a message. */
#define OBJECT_SHOWN	120

static char *behind_digits(char *text)
{
	return text + strspn(text, "0123456789");
}

/* Cells come in the order of the plan, nearly always. */
static struct try *find_try(struct job *job, const char *name)
{
	struct tries *tries = &job->tries;
	struct try *try;

	for (size_t i = 0; i < tries->nr; i++) {
		try = tries->try[(job->next + i) % tries->nr];
		if (strcmp(try->cell->name, name))
			continue;
		job->next = (job->next + i) % tries->nr;
		return try;
	}
	return NULL;
}

/* ---- what a program says beside TAP ---- */

static bool is_observation(const char *object)
{
	bool valid = json_valid(object);

	for (size_t i = 0; i < sizeof(needed_keys) / sizeof(*needed_keys); i++)
		valid = valid && json_has_text(object, needed_keys[i]);
	for (size_t i = 0; i < sizeof(own_keys) / sizeof(*own_keys); i++)
		valid = valid && !json_has(object, own_keys[i]);
	return valid;
}

static void read_observation(struct pass *pass, struct job *job, char *object)
{
	struct try *try;
	char *name;

	json_clean(object);
	name = json_get(object, "cell");
	try = find_try(job, name);
	free(name);
	if (try && is_observation(object)) {
		free(try->observation);
		try->observation = copy(object);
	} else {
		break_run(pass->run, format("%s printed an unreadable observation: %.*s",
					    job->program, OBJECT_SHOWN, object));
	}
}

static struct log_line *find_log_line(struct pass *pass, const char *seq)
{
	size_t *place;

	if (pass->nr_log_lines == LOG_LINES_MAX && !map_has(&pass->log_places, seq))
		return NULL;
	place = map_at(&pass->log_places, seq);
	if (!*place) {
		pass->log_line = grow(pass->log_line, pass->nr_log_lines, sizeof(*pass->log_line));
		pass->log_line[pass->nr_log_lines++] = (struct log_line){ 0 };
		*place = pass->nr_log_lines;
	}
	return &pass->log_line[*place - 1];
}

/* Cells side by side see the same lines; one of them may say that it is its own. */
static void read_log_line(struct pass *pass, const struct job *job, char *object)
{
	char *number, *seq, *ours;
	struct log_line *line;

	json_clean(object);
	number = json_get(object, "seq");
	seq = format("%zu %s", job->guest, number);	/* each kernel counts for itself */
	ours = json_get(object, "ours");
	line = find_log_line(pass, seq);
	if (line) {
		free(line->text);
		line->text = json_get(object, "text");
	}
	if (line && !strcmp(ours, "true")) {
		line->claimed = true;
		++*map_at(&pass->told, line->text);
	}
	free(number);
	free(seq);
	free(ours);
}

/* A line that no cell claims is about the run. */
static void charge_log(struct pass *pass)
{
	for (size_t i = 0; i < pass->nr_log_lines; i++)
		if (!pass->log_line[i].claimed)
			break_run(pass->run, format("the kernel complained, outside of any cell: %s",
						    pass->log_line[i].text));
}

/* The kselftest harness speaks, because the cell could not tell its story. */
static bool read_cause(struct job *job, const char *line)
{
	const char *end;

	for (size_t i = 0; i < sizeof(causes) / sizeof(*causes); i++) {
		if (!strstr(line, causes[i]))
			continue;
		end = starts_with(line, "# ") ? line + 2 + strcspn(line + 2, " ") : line;
		if (end > line + 3 && end[-1] == ':' && *end == ' ')
			line = end + 1;
		free(job->cause);
		job->cause = copy(line);
		return true;
	}
	return false;
}

/* ---- a cell begins, ends ---- */

static void set_running(struct job *job, char *name)
{
	free(job->running);
	job->running = name;
}

static void begin_cell(struct job *job, const char *line)
{
	const char *name = line + strlen("#  RUN ");
	size_t len;

	name += strspn(name, " ");
	len = strlen(name);
	if (len >= 4 && !strcmp(name + len - 4, " ..."))
		len -= 4;
	set_running(job, copy_part(name, len));
	free(job->cause);
	job->cause = NULL;
}

static void finish_unseen(struct pass *pass, struct job *job, struct try *try)
{
	const char *cause = job->cause ? job->cause : "";

	if (strstr(cause, "by timeout"))
		report_own(pass, try, "timeout", "TIMEOUT", cause);
	else if (strstr(cause, "signal"))
		report_own(pass, try, "crash", "CRASH", cause);
	else
		report_own(pass, try, "error", "ERROR",
			   "the cell ended without an observation");
}

static void finish_unexplained(struct pass *pass, struct job *job, struct try *try)
{
	static const char why[] = "a failure without complaints";

	break_run(pass->run, format("%s printed an unreadable observation, %s: %s", job->program,
				    why, try->cell->name));
	report_own(pass, try, "error", "ERROR", why);
}

static void finish_skip(struct pass *pass, struct try *try, const char *directive)
{
	char *object;

	if (starts_with(directive, "SKIP"))
		directive += 4 + strspn(directive + 4, " ");
	object = try->observation ? copy(try->observation) :
		 own_object(try->cell, "SKIP", directive);
	report_skip(pass, try, object);
	free(object);
}

static bool has_complaints(const char *object)
{
	return strstr(object, "\"complaints\":[");
}

static void finish_cell(struct pass *pass, struct job *job, struct try *try, bool ok,
			const char *directive)
{
	const char *object = try->observation;
	char *seen = json_get(object ? object : "", "observed");
	bool skipped = !strcmp(seen, "SKIP"), error = !strcmp(seen, "ERROR");

	if (object && !ok && !skipped && !error && !has_complaints(object))
		finish_unexplained(pass, job, try);
	else if (!strcmp(seen, "NOT_RUN"))
		report_cell(pass, try, object, "not_run");
	else if (skipped || starts_with(directive, "SKIP"))
		finish_skip(pass, try, directive);
	else if (error)
		report_cell(pass, try, object, "error");
	else if (object)
		report_cell(pass, try, object, ok ? "ok" : "not_ok");
	else
		finish_unseen(pass, job, try);
	free(seen);
}

/* "ok 12 NAME # SKIP why", where a "- " may stand before the name */
static void read_result(struct pass *pass, struct job *job, char *line)
{
	bool ok = starts_with(line, "ok");
	char *name = line + strlen(ok ? "ok " : "not ok "), *directive, *end;
	struct try *try;

	pass->answers++;
	end = behind_digits(name);
	if (*end == ' ')
		name = starts_with(end, " - ") ? end + 3 : end + 1;
	else
		name = line;
	directive = strstr(name, " # ");
	if (directive) {
		*directive = '\0';
		directive += 3;
	}
	set_running(job, NULL);
	try = find_try(job, name);
	if (!try)
		break_run(pass->run, format("%s reported a cell that it does not list: %s",
					    job->program, name));
	else if (!try->reported)
		finish_cell(pass, job, try, ok, directive ? directive : "");
}

static bool is_result(const char *line)
{
	const char *number = starts_with(line, "not ") ? line + 4 : line;

	return starts_with(number, "ok ") && number[3] >= '0' && number[3] <= '9';
}

/* ---- one line of a job ---- */

static void keep_line(struct job *job, const char *line, size_t len)
{
	if (job->log.len + len >= LOG_BYTES_MAX) {
		job->lost_log += len + 1;
		return;
	}
	buffer_add(&job->log, line, len);
	buffer_add(&job->log, "\n", 1);
}

static void read_remark(struct pass *pass, struct job *job, const char *line)
{
	static const char note[] = "# faultsig note: ", leftover[] = "# leftover task ",
			  unkillable[] = "# unkillable task ";

	if (starts_with(line, note))
		note_line(pass->run, copy(line + strlen(note)));
	else if (starts_with(line, leftover))
		note_line(pass->run, format("%s left a task behind (killed): %s", job->program,
					    line + strlen(leftover)));
	else if (starts_with(line, unkillable))
		note_line(pass->run, format("%s left a task that can't be killed: %s",
					    job->program, line + strlen(unkillable)));
}

static void read_job_line(struct pass *pass, struct job *job, char *line, size_t len)
{
	static const char observation[] = "# faultsig ", log[] = "# faultsig-log ",
			  bail[] = "Bail out! faultsig: ";

	keep_line(job, line, len);
	if (starts_with(line, "# faultsig {")) {
		read_observation(pass, job, line + strlen(observation));
	} else if (starts_with(line, "# faultsig-log {")) {
		read_log_line(pass, job, line + strlen(log));
	} else if (starts_with(line, "#  RUN ")) {
		begin_cell(job, line);
	} else if (is_result(line)) {
		read_result(pass, job, line);
	} else if (starts_with(line, "1..") && behind_digits(line + 3) > line + 3) {
		job->planned = true;
	} else if (starts_with(line, bail)) {
		free(job->bailed);
		job->bailed = copy(line + strlen(bail));
	} else if (starts_with(line, "# ") && !read_cause(job, line)) {
		read_remark(pass, job, line);
	}
}

static struct job *find_job(struct pass *pass, const char *id)
{
	size_t place = map_has(&pass->jobs, id) ? *map_at(&pass->jobs, id) : 0;

	return place ? pass->plan.job[place - 1] : NULL;
}

/* "\001JOB<TAB>EVENT<TAB>MS", or a tick, which has no job */
static void read_event(struct pass *pass, char *line)
{
	struct job *job;
	char *field[3];

	split_fields(line + 1, field, 3);
	if (!pass->guest)
		pass->now_ms = strtod(field[2], NULL);
	job = find_job(pass, field[0]);
	if (!strcmp(field[1], "tick"))
		show_progress(pass);
	else if (strcmp(field[1], "start") && job && !job->ended)
		end_job(pass, job, field[1]);
}

/**
 * collect_line() - follow a pass by one line.
 * @pass: the pass.
 * @line: what faultsig_supervise printed; it is changed.
 */
void collect_line(struct pass *pass, struct buffer *line)
{
	char *tab;
	struct job *job;

	if (pass->guest && !read_guest_line(pass, line))
		return;
	if (line->text[0] == '\001') {
		read_event(pass, line->text);
		return;
	}
	tab = strchr(line->text, '\t');
	if (!tab)
		return;
	*tab++ = '\0';
	job = find_job(pass, line->text);
	if (job && !job->ended)
		read_job_line(pass, job, tab, line->text + line->len - tab);
}

static void skip_listed(struct pass *pass)
{
	struct try *try;

	for (size_t i = 0; i < pass->plan.skipped.nr; i++) {
		try = pass->plan.skipped.try[i];
		report_own(pass, try, "skip", "SKIP", try->cell->skip->title);
	}
}

/**
 * begin_collecting() - make a pass ready for its lines.
 * @pass: the pass, with its plan.
 */
void begin_collecting(struct pass *pass)
{
	struct plan *plan = &pass->plan;

	for (size_t i = 0; i < plan->nr; i++) {
		*map_at(&pass->jobs, plan->job[i]->id) = i + 1;
		++*map_at(&pass->jobs_left, plan->job[i]->program);
	}
}

/**
 * collect() - follow a pass from its first line to its last.
 * @pass: the pass, with its plan.
 * @stream: what faultsig_supervise prints; closed here.
 *
 * Afterwards each cell of the plan is reported, or lost by a broken job.
 */
void collect(struct pass *pass, int stream)
{
	FILE *file = fdopen(stream, "r");
	struct buffer line = { 0 };

	pass->first_done = pass->run->done;
	begin_collecting(pass);
	skip_listed(pass);
	while (read_line(file, &line))
		collect_line(pass, &line);
	fclose(file);
	buffer_free(&line);
	clear_progress(pass);
	for (size_t i = 0; i < pass->plan.nr; i++)
		if (!pass->plan.job[i]->ended)
			lose_job(pass, pass->plan.job[i], "the supervisor ended first");
	charge_log(pass);
}
