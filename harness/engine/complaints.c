// SPDX-License-Identifier: GPL-2.0-only
/* The list of broken invariants that the judges collect for a cell. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "complaints.h"

/**
 * add() - add a broken invariant to the list.
 * @all: the list of the cell.
 * @fmt: printf format of a sentence.
 *
 * If the list is full, its last sentence says that more complaints did not fit.
 */
void add(struct complaints *all, const char *fmt, ...)
{
	static const char more[] = "... and more complaints than fit here";
	size_t left = sizeof(all->text) - sizeof(more) - all->used;
	char *at = all->text + all->used;
	va_list ap;
	int n;

	if (all->used > sizeof(all->text) - sizeof(more) - 2)
		return;
	if (all->used) {
		*at++ = '\n';
		left--;
	}
	va_start(ap, fmt);
	n = vsnprintf(at, left, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= left) {
		memcpy(at, more, sizeof(more));
		all->used = sizeof(all->text);
		return;
	}
	for (char *c = at; *c; c++)
		if (*c == '\n')
			*c = ' ';
	all->used = at + n - all->text;
}
