/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What only a terminal gets: colours, and a line that is rewritten in place.
 */
#ifndef FAULTSIG_RUNNER_SHOW_H
#define FAULTSIG_RUNNER_SHOW_H

#include <stdio.h>

/* Begins a line of progress from a run that has no terminal for one that has. */
#define PROGRESS_MARK	"# faultsig-progress "

enum paint { PAINT_OFF, PAINT_GOOD, PAINT_BAD, PAINT_KNOWN };

const char *paint(FILE *stream, enum paint paint);
void rewrite_line(const char *text);

#endif /* FAULTSIG_RUNNER_SHOW_H */
