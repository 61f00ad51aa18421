// SPDX-License-Identifier: GPL-2.0-only
/*
 * What somebody may have meant by a mistyped verb, option, program or part of a cell's name.
 */
#include <stdlib.h>
#include <string.h>

#include "nearest.h"

#define WORD_MAX	63
#define MISTAKES_MAX	3
#define CELL_PARTS	3

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The number of letters to insert, delete, replace or swap, to make one word of another */
static size_t distance(const char *a, const char *b)
{
	size_t len_a = strlen(a), len_b = strlen(b), cost;
	size_t row[WORD_MAX + 1][WORD_MAX + 1];

	if (len_a > WORD_MAX || len_b > WORD_MAX)
		return WORD_MAX;
	for (size_t i = 0; i <= len_a; i++) {
		row[i][0] = i;
		for (size_t j = 0; !i && j <= len_b; j++)
			row[0][j] = j;
		for (size_t j = 1; i && j <= len_b; j++) {
			cost = row[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			cost = smaller(cost, smaller(row[i - 1][j], row[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				cost = smaller(cost, row[i - 2][j - 2] + 1);
			row[i][j] = cost;
		}
	}
	return row[len_a][len_b];
}

/**
 * nearest_try() - look whether a word is nearer than all before it.
 * @nearest: the mistyped word, and the nearest one so far.
 * @word: the word, which has to stay.
 * @len: how long it is.
 */
void nearest_try(struct nearest *nearest, const char *word, size_t len)
{
	size_t mistakes = 1 + strlen(nearest->word) / 4;
	char *tried = copy_part(word, len);
	size_t found = distance(nearest->word, tried);

	if (found <= smaller(mistakes, MISTAKES_MAX) &&
	    (!nearest->found || found < nearest->distance)) {
		free(nearest->found);
		nearest->found = tried;
		nearest->distance = found;
	} else {
		free(tried);
	}
}

/**
 * print_nearest() - print the word that another one is likely meant to be.
 * @words: the mistyped word, then those there are; NULL ends them.
 *
 * Return: the exit status: 0, also if nothing is near.
 */
int print_nearest(char **words)
{
	struct nearest nearest = { .word = words[0] };

	for (; *words && words[1]; words++)
		nearest_try(&nearest, words[1], strlen(words[1]));
	if (nearest.found)
		puts(nearest.found);
	return 0;
}

/* Part number @number of a cell's name; *len is how long it is. */
static const char *part_of(const char *cell, int number, size_t *len)
{
	while (number-- && *cell) {
		cell += strcspn(cell, ".");
		cell += *cell == '.';
	}
	*len = strcspn(cell, ".");
	return cell;
}

/* The nearest part at this place of any cell; an empty text if it is right, NULL if none is near */
static char *mend_part(const struct cells *listed, const char *part, int number)
{
	struct nearest nearest = { .word = part };
	const char *other, *last = "";
	size_t len, last_len = 0;

	for (size_t i = 0; i < listed->nr; i++) {
		other = part_of(listed->cell[i]->name, number, &len);
		if (len == strlen(part) && !strncmp(other, part, len))
			return copy("");
		if (len != last_len || strncmp(other, last, len))
			nearest_try(&nearest, other, len);
		last = other;
		last_len = len;
	}
	return nearest.found;
}

/* The name with its wrong parts mended, or NULL if none is, or one can't be */
static char *mend_cell(const struct cells *listed, const char *cell)
{
	struct buffer mended = { 0 };
	bool any = false;
	const char *part;
	char *old, *new;
	size_t len;

	for (int number = 0; number < CELL_PARTS; number++) {
		part = part_of(cell, number, &len);
		old = copy_part(part, len);
		new = strpbrk(old, "*?[") || !*old ? copy("") : mend_part(listed, old, number);
		if (!new)
			return NULL;
		any = any || *new;
		buffer_printf(&mended, "%s%s", *new ? new : old, part[len] ? "." : "");
		free(old);
		free(new);
	}
	return any ? mended.text : NULL;
}

/**
 * nearest_pattern() - what a pattern that matches nothing may be meant to be.
 * @programs: the programs, with blanks between them.
 * @listed: the cells that were listed; none if the program is not there.
 * @pattern: PROGRAM, PROGRAM:CELL or CELL.
 *
 * Return: a pattern, or NULL.
 */
char *nearest_pattern(const char *programs, const struct cells *listed, const char *pattern)
{
	struct list words = list_split(programs, " \t\n");
	const char *colon = strchr(pattern, ':');
	struct nearest program = { 0 };
	char *mended;

	if (listed->nr && strchr(pattern, '.')) {
		mended = mend_cell(listed, colon ? colon + 1 : pattern);
		if (mended && colon)
			mended = format("%.*s:%s", (int)(colon - pattern), pattern, mended);
		return mended;
	}
	program.word = copy_part(pattern, strcspn(pattern, ":"));
	for (size_t i = 0; i < words.nr; i++)
		nearest_try(&program, words.text[i], strlen(words.text[i]));
	if (!program.found || !colon)
		return program.found;
	return format("%s%s", program.found, colon);
}
