// SPDX-License-Identifier: GPL-2.0-only
/*
 * In a guest of LAVA: reads what faultsig_supervise streams there, judges each cell as on the
 * host, and tells LAVA its verdict as a test case. The stream itself goes to the console, from
 * whose log kernels/lava/guest takes it: a line in a frame "@NUMBER CHECKSUM LINE", because the
 * kernel prints to the same console, in the middle of a line, too.
 *
 * An expected failure is "skip" in LAVA: it is neither news nor a pass.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#define CRC32_POLYNOMIAL	0xedb88320

static const char *const results[][2] = {
	{ "pass", "pass" },
	{ "fail", "fail" },
	{ "unexpected_pass", "fail" },
	{ "expected_fail", "skip" },
	{ "flake", "skip" },
	{ "skip", "skip" },
};

/* ---- the stream, in frames ---- */

/* As zlib has it */
static uint32_t checksum(const char *text)
{
	uint32_t sum = ~0U;

	for (; *text; text++) {
		sum ^= (unsigned char)*text;
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? CRC32_POLYNOMIAL : 0);
	}
	return ~sum;
}

/* A terminal and a log leave these bytes alone. */
static void add_plain(struct buffer *frame, const struct buffer *line)
{
	unsigned char byte;

	for (size_t i = 0; i < line->len; i++) {
		byte = line->text[i];
		if (byte < ' ' || byte > '~' || byte == '\\')
			buffer_printf(frame, "\\x%02x", byte);
		else
			buffer_add(frame, (char *)&byte, 1);
	}
}

static void print_frame(size_t number, const struct buffer *line)
{
	struct buffer frame = { 0 };

	buffer_printf(&frame, "%zu ", number);
	add_plain(&frame, line);
	printf("@%zu %08x %s\n", number, checksum(frame.text), strchr(frame.text, ' ') + 1);
	fflush(stdout);
	buffer_free(&frame);
}

/* ---- test cases ---- */

/**
 * tell_case() - tell LAVA the verdict of a cell.
 * @cell: the cell.
 * @verdict: its verdict.
 */
void tell_case(const struct cell *cell, const char *verdict)
{
	const char *result = "unknown";

	for (size_t i = 0; i < sizeof(results) / sizeof(*results); i++)
		if (!strcmp(verdict, results[i][0]))
			result = results[i][1];
	printf("<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=%s RESULT=%s>\n", cell->name, result);
	fflush(stdout);
}

/* A job begins: the cells that follow are those of its program. */
static void tell_set(const char *program)
{
	printf("<LAVA_SIGNAL_TESTSET START %s>\n", program);
}

/* ---- the jobs, of which another runner has the plan ---- */

static struct job *new_job(struct plan *plan, const char *id, const char *program)
{
	struct job *job = zalloc(sizeof(*job));

	job->id = copy(id);
	job->program = copy(program);
	plan->job = grow(plan->job, plan->nr, sizeof(*plan->job));
	plan->job[plan->nr++] = job;
	return job;
}

/* "ID<TAB>SECONDS<TAB>DIRECTORY/PROGRAM<TAB>..." a line */
static void read_plan(struct plan *plan, const char *name)
{
	FILE *file = fopen(name, "r");
	struct buffer line = { 0 };
	char *field[4], *base;

	if (!file)
		broke("can't read %s: %s", name, strerror(errno));
	while (read_line(file, &line)) {
		split_fields(line.text, field, 4);
		base = strrchr(field[2], '/');
		new_job(plan, field[0], base ? base + 1 : field[2]);
	}
	fclose(file);
	buffer_free(&line);
}

static char *programs_of(const struct plan *plan)
{
	struct buffer names = { 0 };

	for (size_t i = 0; i < plan->nr; i++)
		if (!names.text || !is_word_of(plan->job[i]->program, names.text))
			buffer_printf(&names, "%s%s", i ? " " : "", plan->job[i]->program);
	return names.text ? names.text : copy("");
}

/* Any cell of its program may be among those of a job. */
static void give_cells(struct job *job, const struct cells *cells)
{
	struct try *try;

	for (size_t i = 0; i < cells->nr; i++) {
		if (strcmp(cells->cell[i]->program, job->program))
			continue;
		try = zalloc(sizeof(*try));
		try->cell = cells->cell[i];
		try->job = job;
		try->run = 1;
		tries_add(&job->tries, try);
	}
}

static void prepare(struct run *run, struct pass *pass, const char *plan)
{
	const struct options *options = run->options;
	struct choice choice = options->choice;

	read_plan(&pass->plan, plan);
	choice.programs = programs_of(&pass->plan);
	if (options->expectations)
		read_expectations(&run->entries, options->expectations, &options->kernel);
	list_cells(&choice, &run->listed, &run->errors.list);
	match_expectations(&run->entries, &run->listed);
	for (size_t i = 0; i < pass->plan.nr; i++)
		give_cells(pass->plan.job[i], &run->listed);
	if (options->config_file)
		read_configuration(&run->configuration, options->config_file);
	run->results_name = copy("/dev/null");
	run->results = fopen(run->results_name, "w");
	if (!run->results)
		broke("can't write to %s: %s", run->results_name, strerror(errno));
}

/* A job ended: of its cells it is only asked about the one that was running. */
static void forget_cells(struct job *job)
{
	struct tries kept = { 0 };
	struct try *try;

	for (size_t i = 0; i < job->tries.nr; i++) {
		try = job->tries.try[i];
		if (try->reported || (job->running && !strcmp(job->running, try->cell->name)))
			tries_add(&kept, try);
	}
	job->tries = kept;
	job->next = 0;
}

/* Between the lines of a job are those about it: "\001ID<TAB>EVENT<TAB>MS". */
static void read_event(const struct plan *plan, const char *line)
{
	size_t len = strcspn(line + 1, "\t");
	struct job *job;

	for (size_t i = 0; i < plan->nr; i++) {
		job = plan->job[i];
		if (strlen(job->id) != len || strncmp(job->id, line + 1, len))
			continue;
		if (starts_with(line + 1 + len, "\tstart\t"))
			tell_set(job->program);
		else
			forget_cells(job);
	}
}

/**
 * tell_cases() - copy the stream of a supervisor in frames, and tell LAVA its cells.
 * @options: the programs, the kernel, and what is expected of it.
 * @plan: the file of the supervisor's jobs; the stream is standard input.
 *
 * Return: 0; whoever gets the stream judges the cells again, and the run.
 */
int tell_cases(const struct options *options, const char *plan)
{
	struct run run = { .options = options };
	struct pass pass = { .run = &run };
	struct buffer line = { 0 };
	size_t number = 0;

	prepare(&run, &pass, plan);
	begin_collecting(&pass);
	/* A kernel that dies before anybody reads takes what it said with it. */
	write_file(&run, "ready", NULL);
	while (read_line(stdin, &line)) {
		if (starts_with(line.text, "\001\ttick\t"))
			continue;
		print_frame(++number, &line);
		if (line.text[0] == '\001')
			read_event(&pass.plan, line.text);
		collect_line(&pass, &line);
	}
	buffer_free(&line);
	return 0;
}
