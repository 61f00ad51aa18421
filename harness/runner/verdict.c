// SPDX-License-Identifier: GPL-2.0-only
/*
 * Here a raw result becomes a verdict: what a program saw meets what is known of this
 * kernel. An entry knows a failure only if it covers each of its complaints.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

/* The value of an entry for a raw result */
static const char *const known_values[][2] = {
	{ "not_ok", "Fail" },
	{ "crash", "Crash" },
	{ "timeout", "Timeout" },
};

static bool is_for_outcome(const struct entry *entry, const char *raw, const char *seen)
{
	if (entry->kind == ENTRY_FLAKES)
		return is_word_of(seen, entry->observed);
	for (size_t i = 0; i < sizeof(known_values) / sizeof(*known_values); i++)
		if (!strcmp(raw, known_values[i][0]))
			return !strcmp(entry->value, known_values[i][1]) &&
			       (strcmp(raw, "not_ok") || is_word_of(seen, entry->observed));
	return false;
}

/* The first complaint that the entry does not name, or NULL */
static const char *uncovered(const struct entry *entry, const struct list *complaints)
{
	for (size_t i = 0; i < complaints->nr; i++)
		if (!entry_covers(entry, complaints->text[i]))
			return complaints->text[i];
	return NULL;
}

/*
 * Whether this entry knows the failure, all of it. If it knows the outcome only, *beyond is
 * what it does not cover, of the first entry that is asked.
 */
static bool knows(const struct entry *entry, const char *raw, const char *object, char **beyond)
{
	struct list complaints = json_list(object, "complaints");
	char *seen = json_get(object, "observed");
	const char *more = NULL;
	bool known = is_for_outcome(entry, raw, seen);

	if (known)
		more = uncovered(entry, &complaints);
	if (more && !*beyond)
		*beyond = format("known as '%s', but for: %s", entry->title, more);
	list_free(&complaints);
	free(seen);
	return known && !more;
}

/* The entry that knows this failure, the most special one, or NULL */
static const struct entry *known_failure(const struct cell *cell, const char *raw,
					 const char *object, char **beyond)
{
	for (size_t i = cell->nr_fails; i; i--)
		if (knows(cell->fails[i - 1], raw, object, beyond))
			return cell->fails[i - 1];
	return NULL;
}

static bool is_flake(const struct cell *cell, const char *raw, const char *object, char **beyond)
{
	return cell->flake && (!strcmp(raw, "ok") || knows(cell->flake, raw, object, beyond));
}

/**
 * judge() - what a raw result is worth.
 * @cell: the cell.
 * @raw: what its program said.
 * @object: what it saw.
 *
 * Return: the verdict; the caller frees @beyond.
 */
struct verdict judge(const struct cell *cell, const char *raw, const char *object)
{
	struct verdict verdict = { .word = raw };
	bool ok = !strcmp(raw, "ok");

	if (!strcmp(raw, "error") || !strcmp(raw, "skip") || !strcmp(raw, "not_run"))
		return verdict;
	if (is_flake(cell, raw, object, &verdict.beyond)) {
		verdict.word = "flake";
		verdict.entry = cell->flake;
	} else if (ok) {
		verdict.entry = cell->nr_fails ? cell->fails[cell->nr_fails - 1] : NULL;
		verdict.word = verdict.entry ? "unexpected_pass" : "pass";
	} else {
		verdict.entry = known_failure(cell, raw, object, &verdict.beyond);
		verdict.word = verdict.entry ? "expected_fail" : "fail";
	}
	if (verdict.entry) {
		free(verdict.beyond);
		verdict.beyond = NULL;
	}
	return verdict;
}

/* ---- skips: a kernel whose configuration is known has to have what that has ---- */

/**
 * read_configuration() - read which options a kernel has.
 * @configuration: gets them.
 * @file: its .config.
 */
void read_configuration(struct configuration *configuration, const char *file)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
	struct buffer line = { 0 };
	FILE *stream = fopen(file, "r");
	char *name, *end;

	configuration->known = true;
	while (stream && read_line(stream, &line)) {
		name = line.text + (starts_with(line.text, "# ") ? 2 : 0);
		end = name + strspn(name, letters);
		if (!starts_with(name, "CONFIG_"))
			continue;
		if (name > line.text && !strcmp(end, " is not set")) {
			*end = '\0';
			++*map_at(&configuration->off, name);
		} else if (name == line.text && (!strcmp(end, "=y") || !strcmp(end, "=m"))) {
			*end = '\0';
			++*map_at(&configuration->on, name);
		}
	}
	if (stream)
		fclose(stream);
	buffer_free(&line);
}

/* "CONFIG_NEW?": an option that kernels may not know, and have nevertheless what it is for */
static bool is_missing(const struct configuration *configuration, char *option)
{
	size_t len = strlen(option);

	if (len && option[len - 1] == '?') {
		option[len - 1] = '\0';
		return map_has(&configuration->off, option);
	}
	return len && !map_has(&configuration->on, option);
}

static bool is_any_missing(const struct configuration *configuration, const char *options)
{
	struct list option = list_split(options, " ");
	bool missing = false;

	for (size_t i = 0; i < option.nr && !missing; i++)
		missing = is_missing(configuration, option.text[i]);
	list_free(&option);
	return missing;
}

/**
 * is_explained() - whether the kernel's configuration, its age or the machine explains a skip.
 * @run: the run.
 * @object: what the program says of the cell.
 *
 * Return: true if one of them does, or if nobody knows the configuration.
 */
bool is_explained(const struct run *run, const char *object)
{
	char *hardware, *since, *options;
	bool explained;

	if (!run->configuration.known)
		return true;
	hardware = json_get(object, "hardware");
	since = json_get(object, "since");
	options = json_get(object, "needs_config");
	explained = !strcmp(hardware, "true") ||
		    compare_release(run->options->kernel.release, since) < 0 ||
		    is_any_missing(&run->configuration, options);
	free(hardware);
	free(since);
	free(options);
	return explained;
}
