// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds for every cell the entries of the expectations that speak of it.
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

/**
 * entry_covers() - whether an entry names a complaint, from its first to its last character.
 * @entry: the entry.
 * @complaint: the complaint.
 *
 * Return: true if it does.
 */
bool entry_covers(const struct entry *entry, const char *complaint)
{
	for (size_t i = 0; i < entry->nr_complaints; i++)
		if (!regexec(&entry->complaint[i], complaint, 0, NULL, 0))
			return true;
	return false;
}
