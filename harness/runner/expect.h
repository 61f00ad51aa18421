/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entries of expectations/ that fit a kernel (the format: expectations/README), and what a
 * result is worth beside them. The test programs have this code, too (known.c).
 */
#ifndef FAULTSIG_RUNNER_EXPECT_H
#define FAULTSIG_RUNNER_EXPECT_H

#include <regex.h>

#include "cells.h"

enum entry_kind { ENTRY_FAILS, ENTRY_FLAKES, ENTRY_SKIPS, ENTRY_KINDS };

/* One line GLOB,VALUE with the comment above it. */
struct entry {
	int rank;		/* of two for a cell the one of the higher rank names the defect */
	enum entry_kind kind;
	char *value;		/* Fail, Crash, Timeout, Flake or Skip */
	char *glob;
	char *observed;		/* outcomes */
	char *title;		/* defect, or reason of a skip */
	char *place;		/* FILE:LINE */
	char *classes;		/* of paths; empty for all */
	char *expected;		/* outcomes that are right for a cell; empty for all */
	regex_t *complaint;	/* what it covers, each from end to end */
	size_t nr_complaints;
	char *versions;		/* of Linux, as the list has it */
	char *report;		/* an address, or "none yet" */
	bool here;		/* it is about the kernel that the lists are read for */
	bool used;
};

struct entries {
	struct entry **entry;
	size_t nr;
};

/* The kernel that the cells run on. */
struct kernel {
	const char *release;	/* uname -r */
	const char *machine;	/* uname -m */
	const char *build;	/* uname -v */
	bool any;		/* keep also what is about other kernels */
};

/* What was seen of a cell. */
struct seen {
	const char *raw;	/* ok, not_ok, crash, timeout, error, skip or not_run */
	const char *observed;	/* outcome */
	const struct list *complaints;
};

struct verdict {
	const char *word;
	const struct entry *entry;	/* that knows it, or NULL */
	char *beyond;			/* what no entry covers, or NULL */
};

void read_expectations(struct entries *entries, const char *directory,
		       const struct kernel *kernel);
void match_expectations(const struct entries *entries, const struct cells *cells);
struct verdict expect(const struct cell *cell, const struct seen *seen);
int compare_release(const char *release, const char *version);

#endif /* FAULTSIG_RUNNER_EXPECT_H */
