// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts the cells of a run into groups: one paragraph a defect, not one line a cell.
 */
#include <stdlib.h>
#include <string.h>

#include "summary.h"

/* The texts of a cell's object */
struct said {
	const char *object;
	char *program;
	char *cell;
	char *raw;
	char *verdict;
	char *expected;
	char *reason;
	char *outcome;		/* what was seen, and the raw result where that is not clear */
};

static struct group *add_to(struct section *section, const char *name)
{
	size_t *place = map_at(&section->places, name);

	if (!*place) {
		section->group = grow(section->group, section->nr, sizeof(*section->group));
		section->group[section->nr++] = (struct group){ .name = copy(name) };
		*place = section->nr;
	}
	section->size++;
	section->group[*place - 1].size++;
	return &section->group[*place - 1];
}

static void add_example(struct group *group, char *example)
{
	if (group->nr_examples < EXAMPLES)
		group->example[group->nr_examples++] = example;
	else
		free(example);
}

static void add_word(struct list *words, char *word)
{
	bool known = !*word;

	for (size_t i = 0; i < words->nr && !known; i++)
		known = !strcmp(words->text[i], word);
	if (known)
		free(word);
	else
		list_add(words, word);
}

static void add_cpu(struct group *group, const char *object)
{
	char *text = json_get(object, "cpu_ms");
	double ms = strtod(text, NULL);

	if (*text) {
		if (!group->has_cpu || ms < group->cpu_min_ms)
			group->cpu_min_ms = ms;
		if (!group->has_cpu || ms > group->cpu_max_ms)
			group->cpu_max_ms = ms;
		group->has_cpu = true;
	}
	free(text);
}

/* "uffd" of read.uffd_missing_anon.sigusr1 */
static char *source_family(const char *cell)
{
	const char *source = strchr(cell, '.');

	source = source ? source + 1 : "";
	return copy_part(source, strcspn(source, "._"));
}

/* ---- the groups of each verdict ---- */

static void group_known(struct section *section, const struct said *said)
{
	char *defect = json_get(said->object, "defect");
	char *name = format("%s%s", defect, strcmp(said->verdict, "flake") ? "" : " (flaky)");
	struct group *group = add_to(section, name);

	add_word(&group->outcomes, copy(said->outcome));
	add_word(&group->functions, json_get(said->object, "function"));
	add_cpu(group, said->object);
	free(name);
	free(defect);
}

static void group_new(struct section *section, const struct said *said)
{
	char *family = source_family(said->cell);
	char *name = format("%s -> %s: %s, source %s", said->expected, said->outcome,
			    said->program, family);
	struct group *group = add_to(section, name);

	if (group->size == 1) {
		group->program = copy(said->program);
		group->cell = copy(said->cell);
		group->seed = json_get(said->object, "seed");
	}
	add_example(group, format("%s:%s: %s", said->program, said->cell, said->reason));
	free(name);
	free(family);
}

static void group_unexpected(struct section *section, const struct said *said)
{
	char *defect = json_get(said->object, "defect");
	char *name = format("listed as failing: %s", defect);

	add_example(add_to(section, name), format("%s:%s", said->program, said->cell));
	free(name);
	free(defect);
}

static void group_skipped(struct section *section, const struct said *said)
{
	add_word(&add_to(section, said->reason)->cures, json_get(said->object, "cure"));
}

static void group_not_run(struct section *section, const struct said *said)
{
	add_example(add_to(section, said->reason), format("%s:%s", said->program, said->cell));
}

static void group_error(struct section *section, const struct said *said)
{
	char *name = format("%s: %s", said->program, said->reason);

	add_example(add_to(section, name), format("%s:%s", said->program, said->cell));
	free(name);
}

static const struct {
	const char *verdict;
	enum section_name section;
	void (*add)(struct section *section, const struct said *said);
} sections[] = {
	{ "expected_fail", SECTION_KNOWN, group_known },
	{ "flake", SECTION_KNOWN, group_known },
	{ "fail", SECTION_NEW, group_new },
	{ "unexpected_pass", SECTION_UNEXPECTED, group_unexpected },
	{ "skip", SECTION_SKIPPED, group_skipped },
	{ "not_run", SECTION_NOT_RUN, group_not_run },
	{ "error", SECTION_ERRORS, group_error },
};

static void group_cell(struct summary *summary, const struct said *said)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		if (!strcmp(said->verdict, sections[i].verdict))
			sections[i].add(&summary->section[sections[i].section], said);
}

/* Things that a cell could not look at, although it ran */
static void group_unjudged(struct summary *summary, const char *object)
{
	struct list unjudged = json_list(object, "unjudged");

	for (size_t i = 0; i < unjudged.nr; i++)
		add_to(&summary->section[SECTION_UNJUDGED], unjudged.text[i]);
	list_free(&unjudged);
}

/* ---- how often each outcome came ---- */

static struct ratio *find_ratio(struct summary *summary, const struct said *said)
{
	char *id = format("%s:%s", said->program, said->cell);
	size_t *place = map_at(&summary->places, id);

	if (!*place) {
		summary->ratio = grow(summary->ratio, summary->nr_ratios, sizeof(*summary->ratio));
		summary->ratio[summary->nr_ratios++] = (struct ratio){ .id = copy(id) };
		*place = summary->nr_ratios;
	}
	free(id);
	return &summary->ratio[*place - 1];
}

static void count_outcome(struct summary *summary, const struct said *said)
{
	struct ratio *ratio = find_ratio(summary, said);
	size_t i = 0;

	ratio->runs++;
	while (i < ratio->outcomes.nr && strcmp(ratio->outcomes.text[i], said->outcome))
		i++;
	if (i == ratio->outcomes.nr) {
		ratio->times = grow(ratio->times, i, sizeof(*ratio->times));
		ratio->times[i] = 0;
		list_add(&ratio->outcomes, copy(said->outcome));
	}
	ratio->times[i]++;
}

/* ---- one cell ---- */

static char *outcome_of(const struct said *said)
{
	char *seen = json_get(said->object, "observed");
	const char *outcome = *seen ? seen : said->raw;
	bool unclear = strcmp(said->raw, "ok") && !strcmp(seen, said->expected);
	char *text = unclear ? format("%s (%s)", outcome, said->raw) : copy(outcome);

	free(seen);
	return text;
}

/**
 * summary_add() - add the object of a cell.
 * @summary: the summary.
 * @object: the object.
 */
void summary_add(struct summary *summary, const char *object)
{
	struct said said = {
		.object = object,
		.program = json_get(object, "program"),
		.cell = json_get(object, "cell"),
		.raw = json_get(object, "raw"),
		.verdict = json_get(object, "verdict"),
		.expected = json_get(object, "expected"),
		.reason = json_get(object, "reason"),
	};

	said.outcome = outcome_of(&said);
	summary->cells++;
	++*map_at(&summary->verdicts, said.verdict);
	count_outcome(summary, &said);
	group_cell(summary, &said);
	group_unjudged(summary, object);
	free(said.program);
	free(said.cell);
	free(said.raw);
	free(said.verdict);
	free(said.expected);
	free(said.reason);
	free(said.outcome);
}
