/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads results.jsonl, for people and for the scripts of kernels/.
 */
#ifndef FAULTSIG_RUNNER_REPORT_H
#define FAULTSIG_RUNNER_REPORT_H

#include "json.h"

struct summary_options {
	const char *directory;	/* where the results are */
	const char *repro;	/* how run_tests.sh was called */
	const char *bin;	/* where the programs are; empty if they ran in a guest */
	bool quiet;		/* only what is not as expected, and the totals */
};

bool is_totals(const char *line);
FILE *open_results_of(const char *directory);
int print_summary(const struct summary_options *options);
int compare_results(const struct list *files);
int print_fields(const char *keys, const char *file);
int print_object(char **words);
int follow_several(const char *supervise, int jobs, const char *file, const char *out);

#endif /* FAULTSIG_RUNNER_REPORT_H */
