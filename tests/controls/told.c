// SPDX-License-Identifier: GPL-2.0-only
/*
 * A FUSE server that is not told of a signal, or is told of one that never came: controls for
 * judge.c:judge_interrupts(). The server itself is in order; its messages are changed on the
 * way. And a fault that is counted as if no READ had been sent.
 */
#include "families.h"
#include "rig.h"

/* The region's source becomes the real one, whose own data these functions need. */
static int told_prepare(struct fault_region *r)
{
	r->source = &source_fuse_sync;
	return source_fuse_sync.ops->prepare(r);
}

static const struct answer *told_probe(const struct fault_source *s, bool user_mode)
{
	(void)s;
	return source_fuse_sync.ops->probe(&source_fuse_sync, user_mode);
}

static int told_arm(struct fault_region *r)
{
	return source_fuse_sync.ops->arm(r);
}

static int told_release(struct fault_region *r)
{
	return source_fuse_sync.ops->release(r);
}

static void told_end(struct fault_region *r)
{
	source_fuse_sync.ops->end(r);
}

static int next_but_signals(struct fault_region *r, struct fault_event *event)
{
	int got = source_fuse_sync.ops->next(r, event);

	return got == 1 && event->interrupt ? 0 : got;
}

/* Tell about a signal once more than the server does. */
static int next_and_a_signal(struct fault_region *r, struct fault_event *event)
{
	static bool added;
	int got = source_fuse_sync.ops->next(r, event);

	if (got || added || r->fd < 0)
		return got;
	added = true;
	*event = (struct fault_event){ .interrupt = true };
	return 1;
}

#define OPS(how) \
	.probe = told_probe, .prepare = told_prepare, .arm = told_arm, .next = how, \
	.release = told_release, .wake = told_release, .end = told_end

static const struct source_ops never_told_ops = { OPS(next_but_signals) };
static const struct source_ops told_too_much_ops = { OPS(next_and_a_signal) };

#define TOLD_SOURCE	.ends = ENDS_BY_NOTHING, .told = true

static const struct fault_source source_never_told = {
	.name = "never_told", TOLD_SOURCE, .ops = &never_told_ops,
};

static const struct fault_source source_told_too_much = {
	.name = "told_too_much", TOLD_SOURCE, .ops = &told_too_much_ops,
};

static long counts_minor(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->minflt = 1;
	c->victim.shared->majflt = 0;
	return ret;
}

const struct control controls_told[] = {
	{ .name = "read_counts_minor", CELL(good_load, fuse_private, none), .run = counts_minor,
	  .observed = OUTCOME_WRONG,
	  .words = NUMBERS "; ru_majflt did not grow, although the page was read$" },
	{ .name = "signal_not_told", CELL(good_gup, never_told, sigusr1),
	  .observed = OUTCOME_WRONG, .words = HELD "; the source was not told of the signal$",
	  .pace = BESIDE },
	{ .name = "no_signal_told", CELL(good_gup, told_too_much, none),
	  .observed = OUTCOME_WRONG,
	  .words = NUMBERS "; the source was told of a signal 1 times, at most 0 are due$" },
	{ .name = "signal_told_twice", CELL(good_gup, told_too_much, sigusr1),
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; the source was told of a signal 2 times, at most 1 are due$" },
	{ .good = { .path = &path_good_gup, .sources = SOURCES(&source_fuse_sync),
		    .stimuli = stimuli_release, .apart = "told" } },
	{ .good = { .path = &path_good_load, .sources = SOURCES(&source_fuse_private),
		    .stimuli = stimuli_none, .apart = "major" } },
	{ }
};
