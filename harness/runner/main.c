// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultsig_runner: what run_tests.sh does between its options and its exit status. It lists
 * and selects cells, plans jobs for faultsig_supervise, follows them, judges what they say
 * by expectations/, and sums up. Users call run_tests.sh; messages are in its name.
 *
 * Exit status: 0, 1 an unexpected verdict, 2 a pattern that matches nothing, 3 it broke.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explain.h"
#include "nearest.h"
#include "report.h"
#include "select.h"

enum {
	OPTION_ALL = 1, OPTION_ANY, OPTION_ARCH, OPTION_BIN, OPTION_BOOT, OPTION_BUILD,
	OPTION_CONFIG, OPTION_CONFIG_FILE, OPTION_CPUS, OPTION_EXACT, OPTION_EXPECTATIONS,
	OPTION_FIRST, OPTION_GUEST_PROGRAMS, OPTION_HUGE_POOLS, OPTION_JOBS, OPTION_JSON,
	OPTION_KERNEL, OPTION_MACHINE, OPTION_MAPS, OPTION_OUT, OPTION_PARENT, OPTION_PROGRAMS,
	OPTION_QUIET, OPTION_RELEASE, OPTION_REPEAT, OPTION_REPRO, OPTION_REQUIRE, OPTION_SHOW,
	OPTION_SUPERVISE, OPTION_TIER, OPTION_TIMEOUT, OPTION_WORK,
};

static const struct option long_options[] = {
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "any-kernel", no_argument, NULL, OPTION_ANY },
	{ "arch", required_argument, NULL, OPTION_ARCH },
	{ "bin", required_argument, NULL, OPTION_BIN },
	{ "boot", required_argument, NULL, OPTION_BOOT },
	{ "build", required_argument, NULL, OPTION_BUILD },
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "config-file", required_argument, NULL, OPTION_CONFIG_FILE },
	{ "cpus", required_argument, NULL, OPTION_CPUS },
	{ "exact", no_argument, NULL, OPTION_EXACT },
	{ "expectations", required_argument, NULL, OPTION_EXPECTATIONS },
	{ "first", required_argument, NULL, OPTION_FIRST },
	{ "guest-programs", required_argument, NULL, OPTION_GUEST_PROGRAMS },
	{ "huge-pools", required_argument, NULL, OPTION_HUGE_POOLS },
	{ "jobs", required_argument, NULL, OPTION_JOBS },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "kernel", required_argument, NULL, OPTION_KERNEL },
	{ "machine", required_argument, NULL, OPTION_MACHINE },
	{ "maps", required_argument, NULL, OPTION_MAPS },
	{ "out", required_argument, NULL, OPTION_OUT },
	{ "parent", required_argument, NULL, OPTION_PARENT },
	{ "programs", required_argument, NULL, OPTION_PROGRAMS },
	{ "quiet", no_argument, NULL, OPTION_QUIET },
	{ "release", required_argument, NULL, OPTION_RELEASE },
	{ "repeat", required_argument, NULL, OPTION_REPEAT },
	{ "repro", required_argument, NULL, OPTION_REPRO },
	{ "require", required_argument, NULL, OPTION_REQUIRE },
	{ "show", required_argument, NULL, OPTION_SHOW },
	{ "supervise", required_argument, NULL, OPTION_SUPERVISE },
	{ "tier", required_argument, NULL, OPTION_TIER },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "work", required_argument, NULL, OPTION_WORK },
	{ 0 }
};

/* All that any verb can be told. */
struct arguments {
	struct options run;
	struct summary_options summary;
	bool json;
};

static int usage(void)
{
	fputs("faultsig_runner takes run|cases|list|explain|summary|compare|several|fields|object|nearest ...\n"
	      "run_tests.sh calls it, and has the options for people.\n", stderr);
	return 3;
}

static enum show read_show(const char *word)
{
	static const char *const words[] = {
		[SHOW_NOTHING] = "nothing", [SHOW_PROGRESS] = "progress",
		[SHOW_MARKS] = "marks", [SHOW_PROGRAMS] = "programs", [SHOW_CELLS] = "cells",
		[SHOW_CASES] = "cases",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(word, words[i]))
			return i;
	broke("nothing to show: %s", word);
}

/* Options of the kernel under test, and of its guest */
static bool read_kernel_option(struct options *run, int option, char *value)
{
	switch (option) {
	case OPTION_ARCH:
		run->arch = value;
		return true;
	case OPTION_BOOT:
		run->boot = value;
		return true;
	case OPTION_BUILD:
		run->kernel.build = value;
		return true;
	case OPTION_CONFIG:
		run->config = value;
		return true;
	case OPTION_CONFIG_FILE:
		run->config_file = *value ? value : NULL;
		return true;
	case OPTION_CPUS:
		run->cpus = value;
		return true;
	case OPTION_GUEST_PROGRAMS:
		run->guest_programs = value;
		return true;
	case OPTION_KERNEL:
		run->guest_kernel = value;
		return true;
	case OPTION_MACHINE:
		run->kernel.machine = value;
		return true;
	case OPTION_RELEASE:
		run->kernel.release = value;
		return true;
	}
	return false;
}

/* Options of how the cells are run */
static bool read_run_option(struct options *run, int option, char *value)
{
	switch (option) {
	case OPTION_ALL:
		run->all = true;
		return true;
	case OPTION_EXPECTATIONS:
		run->expectations = value;
		return true;
	case OPTION_HUGE_POOLS:
		run->huge_pools = value;
		return true;
	case OPTION_JOBS:
		run->jobs = atoi(value);
		return true;
	case OPTION_OUT:
		run->out = value;
		return true;
	case OPTION_REPEAT:
		run->repeat = atoi(value);
		return true;
	case OPTION_REQUIRE:
		run->require = atoi(value);
		return true;
	case OPTION_SHOW:
		run->show = read_show(value);
		return true;
	case OPTION_SUPERVISE:
		run->supervise = value;
		return true;
	case OPTION_TIMEOUT:
		run->timeout_s = atoi(value);
		return true;
	case OPTION_WORK:
		run->work = value;
		return true;
	}
	return false;
}

/* Which cells */
static bool read_choice(struct choice *choice, int option, char *value)
{
	switch (option) {
	case 't':
		list_add(&choice->patterns, copy(value));
		return true;
	case 'c':
		list_add(&choice->changes, copy(value));
		return true;
	case OPTION_TIER:
		choice->tier = read_tier(value);
		return true;
	case OPTION_FIRST:
		choice->first = read_first(value);
		return true;
	case OPTION_EXACT:
		choice->exact = true;
		return true;
	case OPTION_MAPS:
		choice->maps = value;
		return true;
	case OPTION_PROGRAMS:
		choice->programs = value;
		return true;
	}
	return false;
}

/* Those of several verbs */
static bool read_common_option(struct arguments *arguments, int option, char *value)
{
	switch (option) {
	case OPTION_BIN:
		arguments->run.choice.bin = value;
		arguments->summary.bin = value;
		return true;
	case OPTION_ANY:
		arguments->run.kernel.any = true;
		return true;
	case OPTION_JSON:
		arguments->json = true;
		return true;
	case OPTION_PARENT:
		die_with(atoi(value));
		return true;
	case OPTION_QUIET:
		arguments->summary.quiet = true;
		return true;
	case OPTION_REPRO:
		arguments->summary.repro = value;
		return true;
	}
	return false;
}

static void print_cell(const struct cell *cell, bool json)
{
	struct buffer object = { 0 };

	if (!json) {
		puts(cell->line);
		return;
	}
	buffer_puts(&object, "{");
	put_cell(&object, cell);
	printf("%s}\n", object.text);
	buffer_free(&object);
}

static int print_list(const struct options *options, bool json)
{
	const struct choice *choice = &options->choice;
	struct cells listed = { 0 }, selected = { 0 };
	struct entries entries = { 0 };
	struct list errors = { 0 };

	list_cells(choice, &listed, &errors);
	select_cells(choice, &listed, &errors, &selected);
	/* A run by them has the same order. */
	if (choice->changes.nr && options->expectations) {
		read_expectations(&entries, options->expectations, &options->kernel);
		match_expectations(&entries, &selected);
	}
	narrow_cells(choice, options->kernel.release, &selected);
	for (size_t i = 0; i < selected.nr; i++)
		print_cell(selected.cell[i], json);
	if (fflush(stdout) || errors.nr)
		broke("%s", errors.nr ? errors.text[0] : "can't print the list");
	return 0;
}

static int run_verb(const char *verb, struct arguments *arguments, char **rest)
{
	const struct options *run = &arguments->run;
	struct list files = { 0 };

	if (!rest[0] && !strcmp(verb, "run"))
		return run_cells(run);
	if (!rest[0] && !strcmp(verb, "list"))
		return print_list(run, arguments->json);
	if (!rest[0] && !strcmp(verb, "explain"))
		return explain_cells(&arguments->run, arguments->summary.repro, arguments->json);
	if (!strcmp(verb, "nearest"))
		return print_nearest(rest);
	if (!strcmp(verb, "object"))
		return print_object(rest);
	if (!rest[0])
		return usage();
	if (!strcmp(verb, "cases"))
		return tell_cases(run, rest[0]);
	if (!strcmp(verb, "several"))
		return follow_several(run->supervise, run->jobs, rest[0], run->out);
	if (!strcmp(verb, "fields"))
		return print_fields(rest[0], rest[1] ? rest[1] : "-");
	if (!strcmp(verb, "summary")) {
		arguments->summary.directory = rest[0];
		return print_summary(&arguments->summary);
	}
	if (strcmp(verb, "compare"))
		return usage();
	for (; *rest; rest++)
		list_add(&files, copy(*rest));
	return compare_results(&files);
}

int main(int argc, char **argv)
{
	struct arguments arguments = {
		.run = {
			.choice = { .bin = ".", .programs = "", .maps = "" },
			.kernel = { .release = "", .machine = "", .build = "" },
			.repeat = 1, .jobs = 1, .config = "unknown", .cpus = "1",
		},
		.summary = { .repro = "run_tests.sh", .bin = "" },
	};
	const char *verb = argc > 1 ? argv[1] : "";
	int option;

	optind = 2;
	while ((option = getopt_long(argc, argv, "+t:c:", long_options, NULL)) != -1)
		if (!read_choice(&arguments.run.choice, option, optarg) &&
		    !read_common_option(&arguments, option, optarg) &&
		    !read_run_option(&arguments.run, option, optarg) &&
		    !read_kernel_option(&arguments.run, option, optarg))
			return usage();
	if (optind > argc)
		return usage();
	return run_verb(verb, &arguments, argv + optind);
}
