/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What expectations/ know of a cell, asked by tap.c. The answers are harness/runner/known.c's,
 * which is the runner's code: a program and run_tests.sh never differ in what is known.
 */
#ifndef FAULTSIG_KNOWN_H
#define FAULTSIG_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct known_cell - a cell as the lists name it.
 * @program: its program.
 * @name: path.source.stimulus.
 * @class: class of its path.
 * @expected: the outcome that is right for it.
 */
struct known_cell {
	const char *program;
	const char *name;
	const char *class;
	const char *expected;
};

/**
 * struct known_result - how a cell ended.
 * @ok: whether it is what the contract says.
 * @observed: the outcome that was seen.
 * @complaints: the broken invariants, one a line.
 */
struct known_result {
	bool ok;
	const char *observed;
	const char *complaints;
};

/* enum known - what the lists say of a result. */
enum known {
	KNOWN_NOTHING,		/* it is worth what it is */
	KNOWN_DEFECT,		/* a failure, and known, all of it */
	KNOWN_GONE,		/* a pass, where a failure is known */
};

void known_read(void);
const char *known_skip(const struct known_cell *cell);
enum known known_result(const struct known_cell *cell, const struct known_result *result,
			char *text, size_t size);

#endif /* FAULTSIG_KNOWN_H */
