// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print the contract as a page (docs/contract.md), and search it for holes. A hole is a case
 * that a program lists and that no rule fits, or several rules of which none is the most
 * special one.
 */
#include <stdio.h>
#include <string.h>

#include "contract.h"
#include "program.h"

#define VERSIONS_MAX	16

/* struct kind - a column of the page: all sources that the rules treat alike. */
static const struct kind {
	const char *title;
	struct fault_source source;
} kinds[] = {
	{ "as the flags say", { .ends = ENDS_AS_FLAGS } },
	{ "any signal, faults again", { .ends = ENDS_BY_SIGNAL, .refaults = true } },
	{ "any signal, faults again, from the second try",
	  { .ends = ENDS_BY_SIGNAL, .refaults = true, .tries_twice = true } },
	{ "a fatal signal", { .ends = ENDS_BY_FATAL } },
	{ "a fatal signal, faults again", { .ends = ENDS_BY_FATAL, .refaults = true } },
	{ "a fatal signal, if the flags say so", { .ends = ENDS_BY_FATAL_FLAG } },
	{ "nothing", { .ends = ENDS_BY_NOTHING } },
	{ "fails at once", { .ends = ENDS_AT_ONCE } },
	{ "the release, at the same time", { .ends = ENDS_RACED } },
};

static const char *const effects[EFFECT_NR] = {
	[EFFECT_NOTHING] = "nothing for this thread",
	[EFFECT_HANDLER] = "a signal with a handler",
	[EFFECT_BLOCKED] = "a blocked signal",
	[EFFECT_STOP] = "a stop",
	[EFFECT_STOP_CONT] = "a stop, continued while held",
	[EFFECT_KILL] = "SIGKILL, exit_group, execve",
	[EFFECT_TERM] = "a fatal signal without a core",
	[EFFECT_HANDLER_TERM] = "the same, behind one with a handler",
	[EFFECT_CORE] = "a fatal signal that dumps core",
	[EFFECT_TASK_WORK] = "task work",
	[EFFECT_TRACER_STOP] = "a stop for a tracer",
	[EFFECT_FREEZE] = "a freezer",
	[EFFECT_FREEZE_THAW] = "a freezer, which thaws while held",
	[EFFECT_FORCED] = "the fault's own signal can't be handled",
};

/* List the versions at which a rule begins or ends, oldest first, after a 0. Returns how many. */
static size_t rule_versions(unsigned int *versions)
{
	size_t i, j, n = 1;

	versions[0] = 0;
	for (i = 0; i < 2 * nr_contract_rules; i++) {
		const struct contract_rule *r = &contract_rules[i / 2];
		unsigned int version = i % 2 ? r->until : r->since;

		for (j = 0; j < n && versions[j] < version; j++)
			;
		if (!version || (j < n && versions[j] == version) || n == VERSIONS_MAX)
			continue;
		memmove(versions + j + 1, versions + j, (n - j) * sizeof(*versions));
		versions[j] = version;
		n++;
	}
	return n;
}

/* Print the outcome that is right for one case, and the versions at which it changes. */
static void print_case(enum path_class path, const struct fault_source *source,
		       enum stimulus_effect effect)
{
	unsigned int versions[VERSIONS_MAX];
	size_t i, n = rule_versions(versions);
	const struct contract_rule *last = NULL;

	printf(" |");
	for (i = 0; i < n; i++) {
		struct contract_case k = contract_case_of(path, source, effect, versions[i]);
		const struct contract_rule *rule = contract_rule_for(&k, NULL);

		if (rule == last)
			continue;
		if (last)
			printf(", since %u.%u", versions[i] / 1000, versions[i] % 1000);
		printf(" %s [%zu]", rule ? outcome_name(rule->outcome) : "-",
		       rule ? rule - contract_rules + 1 : 0);
		last = rule;
	}
	if (!last)
		printf(" -");
}

static void print_class(enum path_class path)
{
	enum stimulus_effect effect;
	size_t i;

	printf("\n## %s\n\n%s.\n\n| stimulus", path_class_name(path), path_class_story(path));
	for (i = 0; i < ARRAY_LEN(kinds); i++)
		printf(" | %s", kinds[i].title);
	printf(" |\n|---");
	for (i = 0; i < ARRAY_LEN(kinds); i++)
		printf("|---");
	printf("|\n");
	for (effect = 0; effect < EFFECT_NR; effect++) {
		printf("| %s", effects[effect]);
		for (i = 0; i < ARRAY_LEN(kinds); i++)
			print_case(path, &kinds[i].source, effect);
		printf(" |\n");
	}
}

static void print_rule(const struct contract_rule *rule)
{
	printf("%zu. %s: %s. Decided by `%s`.", rule - contract_rules + 1,
	       outcome_name(rule->outcome), rule->why, rule->decides);
	if (rule->since)
		printf(" Since %u.%u.", rule->since / 1000, rule->since % 1000);
	if (rule->until)
		printf(" Until %u.%u.", rule->until / 1000, rule->until % 1000);
	printf("\n");
}

/**
 * contract_print() - print the contract as a page of Markdown: docs/contract.md.
 */
void contract_print(void)
{
	enum path_class path;
	size_t i;

	printf("<!-- SPDX-License%s: GPL-2.0-only -->\n", "-Identifier");
	printf("<!-- Made by ./run_tests.sh contract; make check compares. -->\n"
	       "# The contract\n\n"
	       "What is right when a signal comes to a thread that is stalled in a page fault. A\n"
	       "table for each class of paths: a row is what a stimulus is to the kernel, a column\n"
	       "what ends the wait in the fault ahead of its release. The number is that of the\n"
	       "[rule](#rules), \"-\" a case that no cell has. Outcomes are explained in the\n"
	       "[glossary](glossary.md).\n\n"
	       "\"As the flags say\" is userfaultfd, whose wait ends by what the caller's\n"
	       "FAULT_FLAG_* allow, and whose faults fail where mmap_lock may not be dropped. The\n"
	       "others are handlers of drivers; one that \"faults again\" returns VM_FAULT_NOPAGE\n"
	       "on a signal. SPINNING and UNKILLABLE are what such a handler does to its callers,\n"
	       "no wish.\n");
	for (path = 0; path < PATH_CLASS_NR; path++)
		print_class(path);
	printf("\n## Rules\n\n");
	for (i = 0; i < nr_contract_rules; i++)
		print_rule(&contract_rules[i]);
}

/**
 * contract_check_cell() - check that exactly one rule is the right one, on every kernel.
 * @cell: fixture.variant.test.
 * @v: its row.
 * @stim: its stimulus.
 *
 * Prints a line for each version on which that is not so.
 */
void contract_check_cell(const char *cell, const struct cell_variant *v,
			 const struct stimulus *stim)
{
	unsigned int versions[VERSIONS_MAX], ties;
	size_t i, n = rule_versions(versions);

	for (i = 0; i < n; i++) {
		struct contract_case k = contract_case_of_cell(v, stim, versions[i]);

		if (!contract_rule_for(&k, &ties))
			printf("%s: no rule fits on Linux %u.%u\n", cell, versions[i] / 1000,
			       versions[i] % 1000);
		else if (ties)
			printf("%s: several rules fit on Linux %u.%u, and none is the most special one\n",
			       cell, versions[i] / 1000, versions[i] % 1000);
	}
}
