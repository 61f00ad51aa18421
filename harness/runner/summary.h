/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cells of a summary, in groups.
 */
#ifndef FAULTSIG_RUNNER_SUMMARY_H
#define FAULTSIG_RUNNER_SUMMARY_H

#include "report.h"

#define EXAMPLES	3

enum section_name {
	SECTION_KNOWN, SECTION_SKIPPED, SECTION_UNJUDGED, SECTION_NEW, SECTION_UNEXPECTED,
	SECTION_NOT_RUN, SECTION_ERRORS, NR_SECTIONS
};

/* Cells that have one line in common. */
struct group {
	char *name;
	size_t size;
	char *example[EXAMPLES];
	size_t nr_examples;
	struct list outcomes;
	struct list functions;
	struct list cures;
	bool has_cpu;
	double cpu_min_ms;
	double cpu_max_ms;
	char *program;		/* of the first cell */
	char *cell;
	char *seed;		/* of its races; empty for none */
};

/* Groups keep the order in which they were first seen. */
struct section {
	struct map places;	/* by name: the place in @group, plus 1 */
	struct group *group;
	size_t nr;
	size_t size;		/* cells */
};

/* One cell in all of its runs, and how often it had each outcome. */
struct ratio {
	char *id;
	size_t runs;
	struct list outcomes;
	size_t *times;		/* one an outcome */
};

struct summary {
	struct section section[NR_SECTIONS];
	struct map verdicts;
	struct map places;	/* by cell: the place in @ratio, plus 1 */
	struct ratio *ratio;
	size_t nr_ratios;
	size_t cells;
	char *totals;		/* the object, or NULL */
};

void summary_add(struct summary *summary, const char *object);

#endif /* FAULTSIG_RUNNER_SUMMARY_H */
