// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints what a run found, from results.jsonl alone. Exit status: 0 all as expected, 1 an
 * unexpected verdict, 3 the run itself broke, or there are no totals.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "show.h"
#include "summary.h"

/* With at most so many cells all outcomes are shown. */
#define FEW	20

/* Warning, oops, lockup, machine check, bad page: the bits of the taint that a run must not set */
static const struct {
	int bit;
	char name;
} taints[] = { { 14, 'L' }, { 9, 'W' }, { 7, 'D' }, { 5, 'B' }, { 4, 'M' } };

static const char *plural(size_t nr)
{
	return nr == 1 ? "" : "s";
}

static size_t verdicts(struct summary *summary, const char *verdict)
{
	return *map_at(&summary->verdicts, verdict);
}

/* ---- the sections ---- */

static void begin_section(const struct section *section, const char *title, enum paint colour)
{
	if (section->nr)
		printf("%s%s%s: %zu cell%s\n", paint(stdout, colour), title,
		       paint(stdout, PAINT_OFF), section->size, plural(section->size));
}

static void print_words(const char *before, const struct list *words)
{
	for (size_t i = 0; i < words->nr; i++)
		printf("%s%s", i ? ", " : before, words->text[i]);
}

static void print_examples(const struct group *group)
{
	for (size_t i = 0; i < group->nr_examples; i++)
		printf("      %s\n", group->example[i]);
	if (group->size > EXAMPLES && group->nr_examples)
		printf("      and %zu more\n", group->size - EXAMPLES);
}

static void print_known(const struct section *section)
{
	const struct group *group;

	begin_section(section, "known issues", PAINT_KNOWN);
	for (size_t i = 0; i < section->nr; i++) {
		group = &section->group[i];
		printf("  %s\n      %zu cell%s, ", group->name, group->size, plural(group->size));
		print_words("", &group->outcomes);
		if (group->has_cpu)
			printf(", cpu %.1f-%.1f ms", group->cpu_min_ms, group->cpu_max_ms);
		print_words(", in ", &group->functions);
		putchar('\n');
	}
}

static void print_new(const struct section *section, const struct summary_options *options)
{
	const struct group *group;

	begin_section(section, "NEW failures", PAINT_BAD);
	for (size_t i = 0; i < section->nr; i++) {
		group = &section->group[i];
		printf("  %s: %zu cell%s\n", group->name, group->size, plural(group->size));
		print_examples(group);
		printf("      repro: %s%s%s -t '%s:%s'\n", options->repro,
		       *group->seed ? " --seed " : "", group->seed, group->program, group->cell);
		if (*options->bin)
			printf("      repro: %s%s%s%s/%s -r %s\n",
			       *group->seed ? "FAULTSIG_SEED=" : "", group->seed,
			       *group->seed ? " " : "", options->bin, group->program,
			       group->cell);
	}
}

static void print_groups(const struct section *section, const char *title)
{
	const struct group *group;

	begin_section(section, title, PAINT_BAD);
	for (size_t i = 0; i < section->nr; i++) {
		group = &section->group[i];
		printf("  %s: %zu cell%s\n", group->name, group->size, plural(group->size));
		print_examples(group);
	}
}

static void print_skipped(const struct section *section)
{
	begin_section(section, "skipped", PAINT_KNOWN);
	for (size_t i = 0; i < section->nr; i++) {
		printf("  %6zu  %s", section->group[i].size, section->group[i].name);
		print_words(" (cure: ", &section->group[i].cures);
		puts(section->group[i].cures.nr ? ")" : "");
	}
}

static void print_unjudged(const struct section *section)
{
	if (section->nr)
		puts("not looked at:");
	for (size_t i = 0; i < section->nr; i++)
		printf("  %6zu  %s\n", section->group[i].size, section->group[i].name);
}

/* ---- cells that ran more than once ---- */

static void print_ratio(const struct ratio *ratio)
{
	printf("  %s ", ratio->id);
	for (size_t i = 0; i < ratio->outcomes.nr; i++)
		printf("%s %s %zu/%zu", i ? "," : "", ratio->outcomes.text[i], ratio->times[i],
		       ratio->runs);
	putchar('\n');
}

/* All if they are few, else those with several outcomes */
static void print_ratios(const struct summary *summary, bool quiet)
{
	bool few = summary->nr_ratios <= FEW;
	size_t repeated = 0, shown = 0;
	const struct ratio *ratio;

	for (size_t i = 0; i < summary->nr_ratios; i++) {
		ratio = &summary->ratio[i];
		repeated += ratio->runs > 1;
		if (ratio->runs < 2 || (ratio->outcomes.nr < 2 && (quiet || !few)))
			continue;
		if (!shown++)
			puts(few ? "outcomes:" : "not unanimous:");
		print_ratio(ratio);
	}
	if (repeated && !shown && !quiet)
		printf("unanimous: %zu cell%s\n", repeated, plural(repeated));
}

/* ---- the totals ---- */

static size_t print_lines(const char *totals, const char *key, const char *title)
{
	struct list lines = json_list(totals, key);
	size_t nr = lines.nr;

	if (nr)
		printf("%s:\n", title);
	for (size_t i = 0; i < nr; i++)
		printf("  %s\n", lines.text[i]);
	list_free(&lines);
	return nr;
}

static bool print_taint(const char *totals)
{
	long before = json_number(totals, "taint_before"), after = json_number(totals, "taint_after");
	long added = after & ~before;
	bool any = false;

	for (size_t i = 0; i < sizeof(taints) / sizeof(*taints); i++) {
		if (!(added >> taints[i].bit & 1))
			continue;
		printf("%s%c", any ? "" : "THE KERNEL IS NEWLY TAINTED: ", taints[i].name);
		any = true;
	}
	if (any)
		putchar('\n');
	return any;
}

static bool print_floor(const char *totals)
{
	char *judged = json_get(totals, "judged"), *require = json_get(totals, "require");
	bool few = strtod(judged, NULL) < strtod(require, NULL);

	if (few)
		printf("TOO FEW CELLS WERE JUDGED: %s%%, and %s%% are required (--require)\n",
		       judged, require);
	free(judged);
	free(require);
	return few;
}

static void print_totals(struct summary *summary, const char *directory, enum paint colour)
{
	char *seconds = json_get(summary->totals, "seconds");
	char *judged = json_get(summary->totals, "judged");
	size_t not_run = verdicts(summary, "not_run");

	printf("%scells%s: ", paint(stdout, colour), paint(stdout, PAINT_OFF));
	printf("%zu run, %zu pass, %zu known, %zu new, %zu skipped, %zu errors in %s s\n",
	       summary->cells - not_run, verdicts(summary, "pass"),
	       verdicts(summary, "expected_fail") + verdicts(summary, "flake"),
	       verdicts(summary, "fail") + verdicts(summary, "unexpected_pass"),
	       verdicts(summary, "skip"), verdicts(summary, "error"), seconds);
	if (not_run)
		printf("not run: %zu cell%s\n", not_run, plural(not_run));
	if (*judged)
		printf("judged: %s%% of the cells\n", judged);
	printf("results: %s/results.jsonl, logs: %s/*.log\n", directory, directory);
	free(seconds);
	free(judged);
}

/* ---- all of it ---- */

/**
 * is_totals() - whether an object is the last one.
 * @line: the object.
 *
 * Return: true if it has the totals.
 */
bool is_totals(const char *line)
{
	return starts_with(line, "{\"totals\":");
}

/**
 * open_results_of() - open the results of a run.
 * @directory: where they are.
 *
 * Return: results.jsonl; the program ends if there is none.
 */
FILE *open_results_of(const char *directory)
{
	char *name = format("%s/results.jsonl", directory);
	FILE *file = fopen(name, "r");

	if (!file)
		broke("can't read %s: %s", name, strerror(errno));
	free(name);
	return file;
}

static void read_results(struct summary *summary, const char *directory)
{
	FILE *file = open_results_of(directory);
	struct buffer line = { 0 };

	while (read_line(file, &line)) {
		if (!is_totals(line.text)) {
			summary_add(summary, line.text);
			continue;
		}
		free(summary->totals);
		summary->totals = copy(line.text);
	}
	fclose(file);
	buffer_free(&line);
}

/**
 * print_summary() - print what a run found.
 * @options: of which run, and how much.
 *
 * Return: the exit status.
 */
int print_summary(const struct summary_options *options)
{
	struct summary summary = { 0 };
	struct section *section = summary.section;
	bool broken, unexpected;

	read_results(&summary, options->directory);
	if (!summary.totals) {
		printf("no totals in %s/results.jsonl: the run did not end\n", options->directory);
		return 3;
	}
	if (!options->quiet) {
		print_known(&section[SECTION_KNOWN]);
		print_skipped(&section[SECTION_SKIPPED]);
		print_unjudged(&section[SECTION_UNJUDGED]);
		print_lines(summary.totals, "notes", "notes");
	}
	print_new(&section[SECTION_NEW], options);
	print_groups(&section[SECTION_UNEXPECTED], "UNEXPECTED PASSES");
	print_groups(&section[SECTION_NOT_RUN], "NOT RUN (--all runs them)");
	print_ratios(&summary, options->quiet);
	print_groups(&section[SECTION_ERRORS], "errors");
	broken = print_lines(summary.totals, "errors", "THE RUN BROKE") ||
		 verdicts(&summary, "error");
	unexpected = verdicts(&summary, "fail") || verdicts(&summary, "unexpected_pass");
	unexpected |= print_taint(summary.totals);
	unexpected |= print_floor(summary.totals);
	print_totals(&summary, options->directory,
		     broken || unexpected ? PAINT_BAD : PAINT_GOOD);
	return broken ? 3 : unexpected;
}
