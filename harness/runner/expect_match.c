// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds for every cell the entries of the expectations that speak of it, and says what a
 * result is worth beside them. An entry knows a failure only if it covers each of its
 * complaints.
 */
#include <stdlib.h>
#include <string.h>

#include "expect.h"

#define RANKS	4

static bool is_about(const struct entry *entry, const struct cell *cell)
{
	return (!*entry->classes || is_word_of(cell->class, entry->classes)) &&
	       (!*entry->expected || is_word_of(cell->expected, entry->expected)) &&
	       glob_matches(entry->glob, cell->program, cell->name);
}

static void note_entry(struct cell *cell, struct entry *entry)
{
	entry->used = true;
	switch (entry->kind) {
	case ENTRY_FAILS:
		cell->fails = grow(cell->fails, cell->nr_fails, sizeof(*cell->fails));
		cell->fails[cell->nr_fails++] = entry;
		break;
	case ENTRY_FLAKES:
		cell->flake = entry;
		break;
	default:
		cell->skip = entry;
	}
}

static void match_rank(const struct entries *entries, int rank, struct cell *cell)
{
	for (size_t i = 0; i < entries->nr; i++)
		if (entries->entry[i]->rank == rank && is_about(entries->entry[i], cell))
			note_entry(cell, entries->entry[i]);
}

/**
 * match_expectations() - tell each cell the entries that know it, the most special last.
 * @entries: all entries; those that know a cell are marked as used.
 * @cells: the cells.
 */
void match_expectations(const struct entries *entries, const struct cells *cells)
{
	for (size_t i = 0; i < cells->nr; i++)
		for (int rank = 1; rank <= RANKS; rank++)
			match_rank(entries, rank, cells->cell[i]);
}

/* ---- a result beside what is known ---- */

/* The value of an entry for a raw result */
static const char *const known_values[][2] = {
	{ "not_ok", "Fail" },
	{ "crash", "Crash" },
	{ "timeout", "Timeout" },
};

static bool is_for_outcome(const struct entry *entry, const struct seen *seen)
{
	if (entry->kind == ENTRY_FLAKES)
		return is_word_of(seen->observed, entry->observed);
	for (size_t i = 0; i < sizeof(known_values) / sizeof(*known_values); i++)
		if (!strcmp(seen->raw, known_values[i][0]))
			return !strcmp(entry->value, known_values[i][1]) &&
			       (strcmp(seen->raw, "not_ok") ||
				is_word_of(seen->observed, entry->observed));
	return false;
}

/* Whether an entry names a complaint, from its first to its last character */
static bool covers(const struct entry *entry, const char *complaint)
{
	for (size_t i = 0; i < entry->nr_complaints; i++)
		if (!regexec(&entry->complaint[i], complaint, 0, NULL, 0))
			return true;
	return false;
}

/* The first complaint that the entry does not name, or NULL */
static const char *uncovered(const struct entry *entry, const struct list *complaints)
{
	for (size_t i = 0; i < complaints->nr; i++)
		if (!covers(entry, complaints->text[i]))
			return complaints->text[i];
	return NULL;
}

/*
 * Whether this entry knows the failure, all of it. If it knows the outcome only, *beyond is
 * what it does not cover, of the first entry that is asked.
 */
static bool knows(const struct entry *entry, const struct seen *seen, char **beyond)
{
	const char *more;

	if (!is_for_outcome(entry, seen))
		return false;
	more = uncovered(entry, seen->complaints);
	if (more && !*beyond)
		*beyond = format("known as '%s', but for: %s", entry->title, more);
	return !more;
}

/* Whether one of the complaints that an entry names was seen, if it names any */
static bool is_apt(const struct entry *entry, const struct list *complaints)
{
	for (size_t i = 0; i < complaints->nr; i++)
		if (covers(entry, complaints->text[i]))
			return true;
	return !entry->nr_complaints;
}

/*
 * The entry that knows this failure, or NULL: the most special one, but one whose complaints
 * were not seen after all others. A spin that has lost nothing is no case of "spins, and loses".
 */
static const struct entry *known_failure(const struct cell *cell, const struct seen *seen,
					 char **beyond)
{
	const struct entry *known = NULL;

	for (size_t i = cell->nr_fails; i; i--) {
		const struct entry *entry = cell->fails[i - 1];

		if (!knows(entry, seen, beyond))
			continue;
		if (is_apt(entry, seen->complaints))
			return entry;
		if (!known)
			known = entry;
	}
	return known;
}

static bool is_flake(const struct cell *cell, const struct seen *seen, char **beyond)
{
	return cell->flake && (!strcmp(seen->raw, "ok") || knows(cell->flake, seen, beyond));
}

/**
 * expect() - what a result is worth.
 * @cell: the cell, told the entries that know it.
 * @seen: what was seen of it.
 *
 * Return: the verdict; the caller frees @beyond.
 */
struct verdict expect(const struct cell *cell, const struct seen *seen)
{
	const char *raw = seen->raw;
	struct verdict verdict = { .word = raw };

	if (!strcmp(raw, "error") || !strcmp(raw, "skip") || !strcmp(raw, "not_run"))
		return verdict;
	if (is_flake(cell, seen, &verdict.beyond)) {
		verdict.word = "flake";
		verdict.entry = cell->flake;
	} else if (!strcmp(raw, "ok")) {
		verdict.entry = cell->nr_fails ? cell->fails[cell->nr_fails - 1] : NULL;
		verdict.word = verdict.entry ? "unexpected_pass" : "pass";
	} else {
		verdict.entry = known_failure(cell, seen, &verdict.beyond);
		verdict.word = verdict.entry ? "expected_fail" : "fail";
	}
	if (verdict.entry) {
		free(verdict.beyond);
		verdict.beyond = NULL;
	}
	return verdict;
}
