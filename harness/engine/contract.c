// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find out what is right for a cell: the rule in the table of contract_rules.c, and the result
 * that its path has to return.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "contract.h"
#include "libc.h"

/**
 * running_version() - version of the kernel that the contract is asked about.
 *
 * It is that of the running kernel. FAULTSIG_RELEASE in the environment names another one, so
 * that --list can be asked what holds there.
 *
 * Return: KVER() of the version; a very new one if the version can't be read.
 */
unsigned int running_version(void)
{
	const char *release = getenv("FAULTSIG_RELEASE");
	unsigned int major, minor;
	struct utsname uts;

	if (!release && !uname(&uts))
		release = uts.release;
	if (!release || sscanf(release, "%u.%u", &major, &minor) != 2)
		return KVER(999, 0);
	return KVER(major, minor);
}

static bool is_gup(enum path_class path)
{
	return path == PATH_GUP || path == PATH_GUP_LOCKED || path == PATH_KEEPS_LOCK ||
	       path == PATH_GUP_LONGTERM || path == PATH_GUP_INTERRUPTIBLE ||
	       path == PATH_REGISTER;
}

/*
 * May the path drop mmap_lock, and wait? If not, a source that obeys the flags fails it at
 * once.
 */
static bool may_drop_lock(enum path_class path, unsigned int version)
{
	switch (path) {
	case PATH_GUP_LOCKED:
	case PATH_KEEPS_LOCK:
	case PATH_EXIT:
		return false;
	case PATH_GUP_LONGTERM:
		return version >= KVER(6, 3);
	case PATH_REGISTER:
		return version >= KVER(6, 12);
	default:
		return true;
	}
}

/* Traits by which a source that stalls other paths fails a path of this class at once. */
static uint32_t fails_by(enum path_class path, const struct fault_source *source,
			 unsigned int version)
{
	uint32_t traits = 0;

	if (source->user_only && path != PATH_USER)
		traits |= TRAIT_USER_ONLY;
	if (source->refuses_gup && is_gup(path))
		traits |= TRAIT_REFUSED;
	if (source->ends == ENDS_AS_FLAGS && !traits && !may_drop_lock(path, version))
		traits |= TRAIT_LOCKED;
	return traits;
}

/**
 * contract_case_of() - describe how a class of paths meets a source on a kernel.
 * @path: the class.
 * @source: the source.
 * @effect: what the stimulus is to the kernel.
 * @version: version of the kernel, KVER().
 * Return: the case that the rules are asked about.
 */
struct contract_case contract_case_of(enum path_class path, const struct fault_source *source,
				      enum stimulus_effect effect, unsigned int version)
{
	uint32_t fails = fails_by(path, source, version);
	struct contract_case k = {
		.path = path, .ends = source->ends, .traits = fails, .effect = effect,
		.version = version,
	};

	if (fails)
		k.ends = ENDS_AT_ONCE;
	else if (version < source->waits_since)
		k.ends = ENDS_NOT_YET;
	if (source->fails_once)
		k.traits |= TRAIT_FAILS_ONCE;
	if (source->refaults)
		k.traits |= TRAIT_REFAULTS;
	if (source->tries_twice)
		k.traits |= TRAIT_TRIES_TWICE;
	return k;
}

static bool rule_fits(const struct contract_rule *r, const struct contract_case *k)
{
	return r->paths & BIT_OF(k->path) && r->ends & BIT_OF(k->ends) &&
	       (k->traits & r->traits) == r->traits && !(k->traits & r->without) &&
	       r->stimuli & BIT_OF(k->effect) && k->version >= r->since &&
	       (!r->until || k->version < r->until);
}

/* Does rule @b fit every case that rule @a fits? */
static bool is_within(const struct contract_rule *a, const struct contract_rule *b)
{
	return !(a->paths & ~b->paths) && !(a->ends & ~b->ends) &&
	       !(a->stimuli & ~b->stimuli) && !(b->traits & ~a->traits) &&
	       !(b->without & ~a->without) && a->since >= b->since &&
	       (!b->until || (a->until && a->until <= b->until));
}

/**
 * contract_rule_for() - find the most special rule that fits a case: the right one.
 * @k: the case.
 * @ties: NULL, or set to the number of rules that fit and do not contain that rule.
 * Return: the rule, or NULL if no rule fits.
 */
const struct contract_rule *contract_rule_for(const struct contract_case *k, unsigned int *ties)
{
	const struct contract_rule *best = NULL;
	unsigned int n = 0;
	size_t i;

	for (i = 0; i < nr_contract_rules; i++)
		if (rule_fits(&contract_rules[i], k) &&
		    (!best || is_within(&contract_rules[i], best)))
			best = &contract_rules[i];
	for (i = 0; i < nr_contract_rules; i++)
		n += rule_fits(&contract_rules[i], k) && !is_within(best, &contract_rules[i]);
	if (ties)
		*ties = n;
	return best;
}

/**
 * contract_case_of_cell() - describe how a cell's path meets its source, and when.
 * @v: its row.
 * @stim: its stimulus.
 * @version: version of the kernel, KVER().
 * Return: the case that the rules are asked about.
 */
struct contract_case contract_case_of_cell(const struct cell_variant *v,
					   const struct stimulus *stim, unsigned int version)
{
	struct contract_case k = contract_case_of(v->path->class, v->source, stim->effect,
						  version);

	if (stim->flags & STIM_RESTART)
		k.traits |= TRAIT_SA_RESTART;
	if (is_race(v) && k.ends != ENDS_AT_ONCE && k.ends != ENDS_NOT_YET)
		k.ends = ENDS_RACED;
	return k;
}

/* Find the rule for a cell on the running kernel. Every cell has one: NULL is a table's defect. */
static const struct contract_rule *contract_find(const struct cell_variant *v,
						 const struct stimulus *stim)
{
	struct contract_case k = contract_case_of_cell(v, stim, running_version());

	return contract_rule_for(&k, NULL);
}

/**
 * contract_outcome() - the outcome that the cell must have.
 * @v: path and source.
 * @stim: stimulus.
 * Return: the rule's outcome, or a negative control's own.
 */
enum outcome contract_outcome(const struct cell_variant *v, const struct stimulus *stim)
{
	const struct contract_rule *rule;

	if (v->override)
		return v->expected;
	rule = contract_find(v, stim);
	return rule ? rule->outcome : OUTCOME_ERROR;
}

/**
 * contract_failure() - the result of a path whose fault can't be resolved.
 * @path: the path.
 * @error: what is wrong with the page.
 * @layout: where in the buffer the failing page begins.
 * Return: the call's result: a short count, or a negative errno.
 */
long contract_failure(const struct fault_path *path, enum fault_error error,
		      enum layout layout)
{
	long result = path->fails_on ? path->fails_on(error, layout) : 0;
	int i = 0;

	if (layout == LAYOUT_HELD_FIRST)
		i = LAYOUT_MID_BUFFER - LAYOUT_FIRST_BYTE;
	else if (layout != LAYOUT_HELD)
		i = layout - LAYOUT_FIRST_BYTE;
	if (!result)
		result = path->fails[i] ? path->fails[i] : -EFAULT;
	if (result == FAILS_PAGE)
		return small_page();
	return result == FAILS_UNTOLD ? path->ok : result;
}

/**
 * contract_interruption() - the result of a path that a signal ends.
 * @path: the path.
 * Return: a short count, or a negative errno, or @ok if the caller is not told.
 */
long contract_interruption(const struct fault_path *path)
{
	if (path->interrupted == FAILS_UNTOLD)
		return path->ok;
	return path->interrupted ? path->interrupted : -EINTR;
}

static const char *const outcome_stories[] = {
	[OUTCOME_COMPLETED] = "the thread sleeps on, and the call completes after the release",
	[OUTCOME_RESTARTED] = "it is acted upon while the fault is held; the access faults again and completes after the release",
	[OUTCOME_INTERRUPTED] = "the call returns early while the fault is held",
	[OUTCOME_DEFERRED] = "it stays pending, the thread sleeps on without using CPU; the call completes in full after the release and then the signal is acted upon, once",
	[OUTCOME_KILLED] = "the whole process is gone while the fault is still held",
	[OUTCOME_STOPPED] = "the process is reported stopped while the fault is held, and faults again when it goes on",
	[OUTCOME_FAILED] = "the call fails at once with its documented result",
	[OUTCOME_NO_FAULT] = "the call never takes the fault and completes",
	[OUTCOME_SPINNING] = "the thread burns CPU until the release: what such a handler does to it",
	[OUTCOME_UNKILLABLE] = "it does not die before the release: what such a handler does to it",
	[OUTCOME_SKIP] = "",
	[OUTCOME_NOT_RUN] = "",
};

static void explain_failure(const struct cell_variant *v)
{
	long ret = v->source->fails_once ? v->path->ok :
		   contract_failure(v->path, v->source->error, v->layout);

	if (ret < 0)
		printf("  result     -1, errno %s (%s)\n", strerrorname_np(-ret), strerror(-ret));
	else
		printf("  result     %ld\n", ret);
}

/**
 * contract_explain() - print the story of a cell and the rule that judges it.
 * @cell: its name.
 * @v: path and source.
 * @stim: stimulus.
 */
void contract_explain(const char *cell, const struct cell_variant *v,
		      const struct stimulus *stim)
{
	const struct contract_rule *rule = contract_find(v, stim);
	enum outcome expected = contract_outcome(v, stim);

	printf("%s\n", cell);
	printf("  path       %s, class %s: the fault is reached through %s\n", v->path->name,
	       path_class_name(v->path->class), v->path->decides);
	printf("  source     %s\n", v->source->name);
	printf("  stimulus   %s: %s\n", stim->name, stim->story);
	if (v->schedule)
		printf("  schedule   %s: %s\n", v->schedule->name, v->schedule->story);
	printf("  expected   %s: %s\n", outcome_name(expected), outcome_stories[expected] ?: "");
	if (expected == OUTCOME_FAILED)
		explain_failure(v);
	printf("  because    %s\n", rule->why);
	printf("  decided by %s\n", rule->decides);
	if (rule->since)
		printf("  since      Linux %u.%u\n", rule->since / 1000, rule->since % 1000);
	if (rule->until)
		printf("  until      Linux %u.%u\n", rule->until / 1000, rule->until % 1000);
	printf("  always     asleep or dead while held, woken by the release, bounded refaults and CPU; exact\n"
	       "             counts, data, signals and stops; page pins balanced, mmap_lock free for siblings,\n"
	       "             no task or descriptor left, no report of the kernel. What this machine does not\n"
	       "             let the cell see is named in \"unjudged\" of its object\n");
}
