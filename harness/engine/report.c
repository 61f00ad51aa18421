// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print a cell's result beside TAP: one JSON object a line, and words for people.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine.h"

/* Print the inside of a JSON string: our texts may have quotes, but no control characters. */
static void print_escaped(const char *text, size_t len)
{
	for (; len; text++, len--) {
		if (*text == '"' || *text == '\\')
			putchar_unlocked('\\');
		putchar_unlocked((unsigned char)*text < ' ' ? ' ' : *text);
	}
}

static void print_string(const char *key, const char *text)
{
	printf("\"%s\":\"", key);
	print_escaped(text, strlen(text));
	printf("\",");
}

/* Print an array of the sentences in @text, which has one in each line. */
static void print_lines(const char *key, const char *text)
{
	const char *comma = "";
	size_t len;

	printf("\"%s\":[", key);
	for (; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		printf("%s\"", comma);
		print_escaped(text, len);
		printf("\"");
		comma = ",";
	}
	printf("],");
}

static void print_unjudged(const struct fault_cell *c)
{
	size_t i;

	printf("\"unjudged\":[");
	for (i = 0; i < UNJUDGED_MAX && c->obs.unjudged[i]; i++)
		printf("%s\"%s\"", i ? "," : "", c->obs.unjudged[i]);
	printf("],");
}

static void print_or_null(const char *key, const char *text)
{
	if (text)
		print_string(key, text);
	else
		printf("\"%s\":null,", key);
}

/* Print who can supply the requirement that a skip lacks, and what explains its absence. */
static void print_missing(const struct requirement *missing)
{
	print_or_null("cure", missing->cure);
	print_or_null("needs_config", missing->config);
	print_or_null("since", missing->since);
	printf("\"hardware\":%s,", missing->hardware ? "true" : "false");
}

/* Print what it takes to replay the cell: run_tests.sh --seed. Equal plans have equal moments. */
static void print_schedule(const struct fault_cell *c)
{
	const struct schedule *schedule = c->variant->schedule;

	if (!schedule)
		return;
	print_string("schedule", schedule->name);
	if (is_race(c->variant))
		printf("\"seed\":%u,\"rounds\":%u,\"plan\":\"%016llx\",", race_seed(),
		       c->round + 1,
		       (unsigned long long)race_digest(c->name, race_seed(), schedule->rounds));
}

/**
 * report_klog() - print an alarming line of the kernel's log, for the runner.
 * @c: the cell that saw it.
 * @seq: its sequence number in the log.
 * @ours: true if the line is about this cell.
 * @text: the line.
 */
void report_klog(const struct fault_cell *c, unsigned long long seq, bool ours,
		 const char *text)
{
	printf("# faultsig-log {\"seq\":%llu,", seq);
	print_string("cell", c->name);
	print_string("text", text);
	printf("\"ours\":%s}\n", ours ? "true" : "false");
}

/**
 * report_cell() - print the object of a cell and, if it failed, the observation.
 * @c: the cell.
 * @verdict: its verdict.
 */
void report_cell(const struct fault_cell *c, const struct cell_verdict *verdict)
{
	uint64_t ns = c->start_ns ? now_ns() - c->start_ns : 0;

	setvbuf(stdout, NULL, _IOFBF, 0);	/* one write() */
	printf("# faultsig {");
	print_string("cell", c->name);
	print_string("program", program_invocation_short_name);
	print_string("expected", outcome_name(verdict->expected));
	print_string("observed", outcome_name(verdict->observed));
	print_string("reason", verdict->reason);
	print_lines("complaints", verdict->complaints);
	print_unjudged(c);
	if (verdict->missing)
		print_missing(verdict->missing);
	print_schedule(c);
	printf("\"ms\":%.1f,\"cpu_ms\":%.2f,\"after_cpu_ms\":%.2f,\"refaults\":%u,\"function\":\"%s\"}\n",
	       ns / 1e6, c->obs.cpu_ns / 1e6, c->obs.cpu_after_ns / 1e6, c->obs.refaults,
	       c->obs.function);
	if (verdict->status == CELL_FAIL || verdict->status == CELL_ERROR)
		printf("# %s: expected %s, observed %s (%s)\n", c->name,
		       outcome_name(verdict->expected), outcome_name(verdict->observed),
		       verdict->reason);
	if (verdict->status == CELL_FAIL && c->obs.stack[0])
		printf("# stack: %s\n", c->obs.stack);
	setvbuf(stdout, NULL, _IOLBF, 0);
	fflush(stdout);
}
