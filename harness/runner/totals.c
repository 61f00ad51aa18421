// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last object of results.jsonl: the totals of the cells before it.
 */
#include <stdlib.h>

#include "run.h"

static const char *const verdicts[] = {
	"pass", "fail", "expected_fail", "unexpected_pass", "flake", "skip", "error", "not_run",
};

/* Percent, rounded down: 100.0 is all of them */
static double judged(struct run *run)
{
	size_t not_judged = *map_at(&run->verdicts, "skip") + *map_at(&run->verdicts, "error") +
			    *map_at(&run->verdicts, "not_run");

	return run->done ? 1000 * (run->done - not_judged) / run->done / 10.0 : 0;
}

static void put_lines(struct buffer *totals, const char *key, struct lines *lines)
{
	if (lines->lost)
		list_add(&lines->list, format("and %zu more", lines->lost));
	buffer_printf(totals, ",\"%s\":[", key);
	for (size_t i = 0; i < lines->list.nr; i++) {
		buffer_puts(totals, i ? "," : "");
		json_quote(totals, lines->list.text[i]);
	}
	buffer_puts(totals, "]");
}

/**
 * write_totals() - append the totals to the results.
 * @run: the run, all of whose cells have ended.
 * @start: what it began with.
 */
void write_totals(struct run *run, const struct run_start *start)
{
	const char *seed = getenv("FAULTSIG_SEED");
	struct buffer totals = { 0 };

	buffer_printf(&totals, "{\"totals\":{\"cells\":%zu", run->done);
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++)
		buffer_printf(&totals, ",\"%s\":%zu", verdicts[i],
			      *map_at(&run->verdicts, verdicts[i]));
	buffer_printf(&totals, "},\"judged\":%.1f,\"require\":%d,\"seed\":%s", judged(run),
		      run->options->require, seed ? seed : "null");
	buffer_printf(&totals, ",\"taint_before\":%ld,\"taint_after\":%ld", start->taint,
		      read_taint());
	buffer_printf(&totals, ",\"seconds\":%.1f,\"kernel\":", uptime_s() - start->uptime_s);
	json_quote(&totals, run->options->kernel.release);
	put_lines(&totals, "errors", &run->errors);
	put_lines(&totals, "notes", &run->notes);
	fprintf(run->results, "%s}\n", totals.text);
	check_written(run->results, run->results_name, run->options->out);
	buffer_free(&totals);
}
