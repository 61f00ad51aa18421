// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes what a run leaves: an object a cell to results.jsonl, in the order in which the
 * cells finish, and the log of each program.
 */
#include <stdlib.h>
#include <string.h>

#include "run.h"

/* A program that never stops talking must not fill the memory. */
#define LINES_MAX	10000

/* ---- errors and notes ---- */

/**
 * lines_add() - append a line, if it is not there yet.
 * @lines: the lines.
 * @text: the line, which is theirs from now on.
 */
void lines_add(struct lines *lines, char *text)
{
	if (map_has(&lines->seen, text)) {
		free(text);
	} else if (lines->list.nr < LINES_MAX) {
		++*map_at(&lines->seen, text);
		list_add(&lines->list, text);
	} else {
		lines->lost++;
		free(text);
	}
}

/**
 * note_line() - keep a line that changes no verdict.
 * @run: the run.
 * @text: the line, which is the run's from now on.
 */
void note_line(struct run *run, char *text)
{
	lines_add(&run->notes, text);
}

/**
 * break_run() - keep a line that says what broke the run.
 * @run: the run.
 * @text: the line, which is the run's from now on.
 */
void break_run(struct run *run, char *text)
{
	lines_add(&run->errors, text);
}

/* ---- objects ---- */

static void put_text(struct buffer *object, const char *key, const char *text)
{
	buffer_printf(object, "\"%s\":", key);
	json_quote(object, text);
	buffer_puts(object, ",");
}

/**
 * own_object() - the object of a cell whose program printed none.
 * @cell: the cell.
 * @seen: what was seen.
 * @reason: why.
 *
 * Return: the object, which the caller frees.
 */
char *own_object(const struct cell *cell, const char *seen, const char *reason)
{
	static const char *const unmeasured[] = { "ms", "cpu_ms", "refaults", "function" };
	struct buffer object = { 0 };

	buffer_puts(&object, "{");
	put_text(&object, "cell", cell->name);
	put_text(&object, "program", cell->program);
	put_text(&object, "expected", cell->expected);
	put_text(&object, "observed", seen);
	put_text(&object, "reason", reason);
	buffer_puts(&object, "\"complaints\":[");
	if (!strcmp(seen, "CRASH"))
		json_quote(&object, reason);
	buffer_puts(&object, "],");
	for (size_t i = 0; i < sizeof(unmeasured) / sizeof(*unmeasured); i++)
		buffer_printf(&object, "%s\"%s\":null", i ? "," : "", unmeasured[i]);
	buffer_puts(&object, "}");
	return object.text;
}

static void write_object(struct run *run, const struct try *try, const char *object,
			 const char *raw, const struct verdict *verdict)
{
	const struct options *options = run->options;
	struct buffer line = { 0 };

	buffer_add(&line, object, strlen(object) - 1);
	if (options->repeat > 1)
		buffer_printf(&line, ",\"run\":%d", try->run);
	buffer_printf(&line, ",\"raw\":\"%s\",\"verdict\":\"%s\",\"defect\":", raw, verdict->word);
	if (verdict->entry)
		json_quote(&line, verdict->entry->title);
	else
		buffer_puts(&line, "null");
	buffer_puts(&line, ",");
	put_text(&line, "kernel", options->kernel.release);
	put_text(&line, "arch", options->kernel.machine);
	buffer_puts(&line, "\"config\":");
	json_quote(&line, options->config);
	fprintf(run->results, "%s}\n", line.text);
	check_written(run->results, run->results_name, options->out);
	buffer_free(&line);
}

/* Remembers what the cell says of the kernel's log. */
static void note_log(struct pass *pass, const char *object)
{
	static const char start[] = "kernel log: ";
	struct list complaints = json_list(object, "complaints");

	for (size_t i = 0; i < complaints.nr; i++)
		if (starts_with(complaints.text[i], start))
			++*map_at(&pass->told, complaints.text[i] + strlen(start));
	list_free(&complaints);
}

/* ---- one cell is over ---- */

static bool is_unexpected(const char *verdict)
{
	return !strcmp(verdict, "fail") || !strcmp(verdict, "unexpected_pass") ||
	       !strcmp(verdict, "error");
}

static void count_cell(struct pass *pass, const struct try *try, const char *verdict)
{
	bool unexpected = is_unexpected(verdict);

	pass->run->done++;
	pass->run->unexpected += unexpected;
	if (pass->guest && try->job)
		pass->guest[try->job->guest].reported = true;
	++*map_at(&pass->run->verdicts, verdict);
	++*map_at(&pass->cells_of, try->cell->program);
	*map_at(&pass->unexpected_of, try->cell->program) += unexpected;
}

static void report(struct pass *pass, struct try *try, const char *object, const char *raw,
		   const struct verdict *verdict)
{
	char *reason = json_get(object, "reason"), *why, *changed = NULL;

	try->reported = true;
	note_log(pass, object);
	if (!strcmp(verdict->word, "fail") && strcmp(raw, "skip"))
		count_alike(pass, try->cell, object);
	if (verdict->beyond) {
		why = format("%s (%s)", verdict->beyond, reason);
		changed = json_put(object, "reason", why);
		object = changed;
		free(why);
	}
	write_object(pass->run, try, object, raw, verdict);
	count_cell(pass, try, verdict->word);
	if (pass->run->options->show == SHOW_CELLS)
		show_cell(try->cell, verdict->word, object);
	else if (pass->run->options->show == SHOW_CASES)
		tell_case(try->cell, verdict->word);
	else
		show_progress(pass);
	free(changed);
	free(reason);
}

/**
 * report_cell() - judge a cell, and write its object.
 * @pass: the pass.
 * @try: the cell.
 * @object: what was seen.
 * @raw: how it ended.
 */
void report_cell(struct pass *pass, struct try *try, const char *object, const char *raw)
{
	struct verdict verdict = judge(try->cell, raw, object);

	report(pass, try, object, raw, &verdict);
	free(verdict.beyond);
}

/**
 * report_own() - write the object of a cell whose program printed none.
 * @pass: the pass.
 * @try: the cell.
 * @raw: how it ended.
 * @seen: what was seen.
 * @reason: why.
 */
void report_own(struct pass *pass, struct try *try, const char *raw, const char *seen,
		const char *reason)
{
	char *object = own_object(try->cell, seen, reason);

	report_cell(pass, try, object, raw);
	free(object);
}

/**
 * report_skip() - write the object of a cell that was skipped.
 * @pass: the pass.
 * @try: the cell.
 * @object: what its program says.
 *
 * Where the kernel's configuration is known, and does not explain it, that is a failure.
 */
void report_skip(struct pass *pass, struct try *try, const char *object)
{
	const struct verdict unexplained = { .word = "fail" };
	char *reason, *why, *changed;

	if (is_explained(pass->run, object)) {
		report_cell(pass, try, object, "skip");
		return;
	}
	reason = json_get(object, "reason");
	why = format("skipped without a reason that this kernel's configuration explains: %s",
		     reason);
	changed = json_put(object, "reason", why);
	report(pass, try, changed, "skip", &unexplained);
	free(changed);
	free(why);
	free(reason);
}

/* ---- logs ---- */

/**
 * write_log() - append what a job printed to its program's log.
 * @pass: the pass.
 * @job: the job, which then has printed nothing.
 */
void write_log(struct pass *pass, struct job *job)
{
	char *name = format("%s/%s.log", pass->run->options->work, job->program);
	FILE *log = fopen(name, "a");

	if (!log)
		broke("can't write to %s", name);
	if (!(*map_at(&pass->run->logs, job->program))++)
		fprintf(log, "# faultsig: the output of %s, job by job\n", job->program);
	fprintf(log, "# faultsig: %s\n", job->id);
	if (job->log.len)
		fwrite(job->log.text, 1, job->log.len, log);
	check_written(log, name, pass->run->options->out);
	fclose(log);
	buffer_free(&job->log);
	free(name);
}
