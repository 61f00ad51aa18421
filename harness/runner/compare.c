// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints where several results differ, grouped by what changed into what, and where:
 * "6.1 SKIP | 6.12 .. 7.3 INTERRUPTED".
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

struct results {
	char *release;		/* 6.1.0 of 6.1.0-50-amd64; NULL: no cell yet */
	char *arch;
	size_t twin;		/* results before it of this release and machine */
	struct map places;	/* by cell: the place in @outcome, plus 1 */
	struct list outcomes;
};

struct change {
	char *text;
	size_t size;		/* cells */
	struct list paths;	/* PROGRAM:PATH */
	size_t *of_path;	/* cells of each */
};

struct comparison {
	struct results *results;
	size_t nr;
	bool several_archs;
	struct list ids;	/* PROGRAM:CELL, in the order in which they were seen */
	struct map known;
	struct map places;	/* by text: the place in @change, plus 1 */
	struct change *change;
	size_t nr_changes;
	size_t differ;
};

/* ---- reading ---- */

static void name_results(struct comparison *comparison, size_t number, const char *object)
{
	struct results *all = comparison->results, *results = &all[number];

	if (results->release)
		return;
	results->release = json_get(object, "kernel");
	results->release[strcspn(results->release, "-+")] = '\0';
	results->arch = json_get(object, "arch");
	for (size_t i = 0; i < number; i++) {
		if (!all[i].release)
			continue;
		comparison->several_archs |= strcmp(all[i].arch, results->arch) != 0;
		results->twin += !strcmp(all[i].release, results->release) &&
				 !strcmp(all[i].arch, results->arch);
	}
}

static char *outcome_in(const char *object)
{
	char *raw = json_get(object, "raw"), *seen = json_get(object, "observed");
	bool failed = !strcmp(raw, "not_ok") || !strcmp(raw, "crash") || !strcmp(raw, "timeout");
	char *outcome = format("%s%s", strcmp(raw, "skip") ? seen : "SKIP", failed ? "!" : "");

	free(raw);
	free(seen);
	return outcome;
}

/* Whether one of several outcomes, with slashes between them, is this one */
static bool is_among(const char *outcome, const char *outcomes)
{
	struct list list = list_split(outcomes, "/");
	bool found = false;

	for (size_t i = 0; i < list.nr && !found; i++)
		found = !strcmp(list.text[i], outcome);
	list_free(&list);
	return found;
}

static void add_outcome(struct results *results, const char *id, const char *outcome)
{
	size_t *place = map_at(&results->places, id);
	char **known;

	if (!*place) {
		list_add(&results->outcomes, copy(outcome));
		*place = results->outcomes.nr;
		return;
	}
	known = &results->outcomes.text[*place - 1];
	if (!is_among(outcome, *known))
		*known = format("%s/%s", *known, outcome);
}

static void read_object(struct comparison *comparison, size_t number, const char *object)
{
	char *program = json_get(object, "program"), *cell = json_get(object, "cell");
	char *id = format("%s:%s", program, cell), *outcome = outcome_in(object);

	name_results(comparison, number, object);
	if (!(*map_at(&comparison->known, id))++)
		list_add(&comparison->ids, copy(id));
	add_outcome(&comparison->results[number], id, outcome);
	free(program);
	free(cell);
	free(id);
	free(outcome);
}

static void read_file(struct comparison *comparison, size_t number, const char *name)
{
	FILE *file = fopen(name, "r");
	struct buffer line = { 0 };

	if (!file)
		broke("can't read %s: %s", name, strerror(errno));
	while (read_line(file, &line))
		if (!is_totals(line.text))
			read_object(comparison, number, line.text);
	fclose(file);
	buffer_free(&line);
}

/* ---- comparing ---- */

static const char *outcome_of(struct comparison *comparison, const char *id, size_t number)
{
	struct results *results = &comparison->results[number];

	if (!map_has(&results->places, id))
		return "not run";
	return results->outcomes.text[*map_at(&results->places, id) - 1];
}

/* The machine, and a number, only where it takes them */
static void add_label(struct buffer *text, const struct comparison *comparison, size_t number)
{
	const struct results *results = &comparison->results[number];

	buffer_puts(text, results->release ? results->release : "");
	if (comparison->several_archs)
		buffer_printf(text, " %s", results->arch ? results->arch : "");
	if (results->twin)
		buffer_printf(text, " #%zu", results->twin + 1);
}

/* Neighbours that saw the same share a label; NULL if all did. */
static char *describe_change(struct comparison *comparison, const char *id)
{
	struct buffer text = { 0 };
	size_t first = 0;

	for (size_t i = 0; i < comparison->nr; i++) {
		if (i + 1 < comparison->nr &&
		    !strcmp(outcome_of(comparison, id, i + 1), outcome_of(comparison, id, i)))
			continue;
		if (!first && i + 1 == comparison->nr)
			break;
		buffer_puts(&text, first ? " | " : "");
		add_label(&text, comparison, first);
		if (i > first) {
			buffer_puts(&text, i > first + 1 ? " .. " : ", ");
			add_label(&text, comparison, i);
		}
		buffer_printf(&text, " %s", outcome_of(comparison, id, i));
		first = i + 1;
	}
	return text.text;
}

static struct change *find_change(struct comparison *comparison, const char *text)
{
	size_t *place = map_at(&comparison->places, text);

	if (!*place) {
		comparison->change = grow(comparison->change, comparison->nr_changes,
					  sizeof(*comparison->change));
		comparison->change[comparison->nr_changes++] =
			(struct change){ .text = copy(text) };
		*place = comparison->nr_changes;
	}
	return &comparison->change[*place - 1];
}

static void add_change(struct change *change, const char *id)
{
	char *path = copy_part(id, strcspn(id, "."));
	size_t i = 0;

	change->size++;
	while (i < change->paths.nr && strcmp(change->paths.text[i], path))
		i++;
	if (i == change->paths.nr) {
		change->of_path = grow(change->of_path, i, sizeof(*change->of_path));
		change->of_path[i] = 0;
		list_add(&change->paths, path);
	} else {
		free(path);
	}
	change->of_path[i]++;
}

static void print_change(const struct change *change)
{
	printf("  %s: %zu cell%s\n", change->text, change->size, change->size == 1 ? "" : "s");
	for (size_t i = 0; i < change->paths.nr; i++)
		printf("      %s: %zu\n", change->paths.text[i], change->of_path[i]);
}

/**
 * compare_results() - print where results differ.
 * @files: each a results.jsonl, in the order that a reader wants to see.
 *
 * Return: the exit status, 0.
 */
int compare_results(const struct list *files)
{
	struct comparison comparison = { .nr = files->nr };
	char *text;

	comparison.results = zalloc((files->nr + 1) * sizeof(*comparison.results));
	for (size_t i = 0; i < files->nr; i++)
		read_file(&comparison, i, files->text[i]);
	for (size_t i = 0; i < comparison.ids.nr; i++) {
		text = describe_change(&comparison, comparison.ids.text[i]);
		if (!text)
			continue;
		comparison.differ++;
		add_change(find_change(&comparison, text), comparison.ids.text[i]);
		free(text);
	}
	if (!comparison.differ) {
		printf("differences: none in %zu cells\n", comparison.ids.nr);
		return 0;
	}
	printf("differences: %zu of %zu cells (! is a failure)\n", comparison.differ,
	       comparison.ids.nr);
	for (size_t i = 0; i < comparison.nr_changes; i++)
		print_change(&comparison.change[i]);
	return 0;
}
