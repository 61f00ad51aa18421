// SPDX-License-Identifier: GPL-2.0-only
/*
 * The story of a cell: arm, stall, signal, observe, release, judge.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "environment.h"
#include "observe.h"

static int build(struct fault_cell *c, const char **what)
{
	int err = reserve_region(c);

	*what = "reserving address space";
	if (!err) {
		*what = "preparing the source";
		err = c->source->ops->prepare(&c->region);
	}
	if (!err) {
		place_buffer(c);
		*what = "content of the page";
		err = make_content(c);
	}
	if (!err && c->path->setup) {
		*what = "setting up the path";
		err = c->path->setup(c);
	}
	if (!err && c->path->fill)
		c->path->fill(c, c->region.content);
	return err;
}

/* Ask every probe of the cell. Returns the first answer that keeps it from running, or NULL. */
static const struct answer *unavailable(const struct cell_variant *v, const struct stimulus *stim)
{
	bool crowd = v->schedule && v->schedule->crowd;	/* of which some are in kernel mode */
	bool user_mode = v->path->class == PATH_USER && !crowd;
	const struct answer *answer = NULL;

	environment_before();
	if (v->path->probe)
		answer = v->path->probe();
	if (!answer && v->source->ops->probe)
		answer = v->source->ops->probe(v->source, user_mode);
	if (!answer && v->release && v->release->probe)
		answer = v->release->probe(user_mode);
	if (!answer && crowd)
		answer = crowd_probe();
	if (!answer && !task_has_schedstat())
		answer = lacks(NEED_SCHED_INFO);
	if (!answer && !layout_is_whole(v->layout) &&
	    contract_failure(v->path, v->source->error, v->layout) == FAILS_SKIP)
		answer = lacks(NEED_LAYOUT);
	if (!answer && stim->probe)
		answer = stim->probe(stim);
	return answer;
}

/* Turn a probe's answer into the verdict of a cell that did not run. */
static void judge_answer(const struct answer *answer, struct cell_verdict *verdict)
{
	const char *words = answer->words;

	switch (answer->kind) {
	case ANSWER_ABSENT:
		verdict->missing = requirement(answer->need);
		words = verdict->missing->reason;
		verdict->status = CELL_SKIP;
		verdict->observed = OUTCOME_SKIP;
		break;
	case ANSWER_WRONG:
		verdict->status = CELL_FAIL;
		verdict->observed = OUTCOME_WRONG;
		break;
	default:
		verdict->status = CELL_ERROR;
		verdict->observed = OUTCOME_ERROR;
	}
	snprintf(verdict->reason, sizeof(verdict->reason), "%s", words);
	snprintf(verdict->complaints, sizeof(verdict->complaints), "%s",
		 answer->kind == ANSWER_WRONG ? words : "");
}

static void run_held_cell(struct fault_cell *c)
{
	if (observe_stall(c) && schedule_begin(c)) {
		if (is_race(c->variant)) {
			observe_race(c);
			return;
		}
		observe_held(c);
		crowd_watch(c);
		bystander_watch(c);
		observe_released(c);
		crowd_released(c);
		bystander_end(c);
		return;
	}
	/* The fault is not held: the call came back, or something else is wrong. */
	if (c->obs.returned_held) {
		c->obs.woken = true;
		/*
		 * The path's check may touch the page, which is still held, and not even SIGKILL
		 * ends a driver's fault: let go of it first. A call that had to do without the page
		 * has to have left it alone.
		 */
		if (c->source->ops->settle && source_stalls(c->source))
			c->source->ops->wake(&c->region);
		else if (source_stalls(c->source) && c->victim.shared->ret != cell_ok(c))
			c->source->ops->release(&c->region);
		victim_raise_flag(&c->victim.shared->released);
		wait_victim(c, &c->victim.shared->finished, RELEASE_DEADLINE_MS);
	}
}

/*
 * A fatal signal can act so late that the call is complete: GUP gives up on it even after
 * the release, but a user copy does not look for signals.
 */
static bool acts_late(const struct fault_cell *c)
{
	if (c->stim->effect == EFFECT_CORE || c->stim->effect == EFFECT_HANDLER_TERM)
		return true;
	return c->path->class == PATH_UACCESS && c->stim->flags & (STIM_DEFAULT | STIM_LEADER);
}

/*
 * Bytes that the call moved. A fatal signal that waited for the release acts on the way back
 * to user mode: then the call was complete, and nobody saw its result. A fatal signal that
 * ends the wait behind good bytes leaves what a page that can't be had would leave.
 */
static long bytes_moved(const struct fault_cell *c)
{
	const struct victim_shared *s = c->victim.shared;
	long ret = 0;

	if (atomic_load(&s->returned))
		ret = s->ret;
	else if (acts_late(c) && !c->obs.dead)
		ret = cell_ok(c);
	else if (c->variant->layout == LAYOUT_HELD_LAST)
		ret = contract_failure(c->path, FAULT_SIGBUS, LAYOUT_MID_BUFFER);
	return ret > 0 ? ret : 0;
}

/*
 * Judge the flags of faults that came after the release. User faults on a kernel path are
 * left out: the path's check may have touched the page itself.
 */
static void look_at_late_flags(struct fault_cell *c)
{
	bool user = c->path->class == PATH_USER;
	struct fault_event event;
	const char *wrong;

	while (c->source->ops->next(&c->region, &event) == 1) {
		c->obs.interrupts += event.interrupt;
		if (is_of_crowd(c, event.tid))
			continue;
		if (!event.has_flags || !(event.flags & EVENT_USER) != !user)
			continue;
		wrong = flags_complaint(c, &event);
		if (wrong && !c->obs.late_flags[0])
			snprintf(c->obs.late_flags, sizeof(c->obs.late_flags), "%s", wrong);
	}
}

/*
 * May the call have moved another number of bytes? Nobody saw whether it was complete when a
 * fatal signal came together with the release, and one that ends the wait may leave the good
 * bytes ahead of the page, or nothing (fs/iomap/buffered-io.c:iomap_write_begin()).
 */
static bool may_differ(const struct fault_cell *c, long *moved)
{
	if (!(c->stim->flags & STIM_DEFAULT) || atomic_load(&c->victim.shared->returned))
		return false;
	*moved = is_race(c->variant) && !*moved ? cell_ok(c) : 0;
	return is_race(c->variant) || c->variant->layout == LAYOUT_HELD_LAST;
}

/* Returns NULL, or what the path complains of if no number of bytes explains what is left. */
static const char *look_for_lost_bytes(struct fault_cell *c)
{
	static char lost[sizeof(c->obs.wrong)];
	long moved = bytes_moved(c);
	const char *what = c->path->conserve(c, moved);

	if (!what)
		return NULL;
	snprintf(lost, sizeof(lost), "%s", what);
	return may_differ(c, &moved) && !c->path->conserve(c, moved) ? NULL : lost;
}

static void settle_accounts(struct fault_cell *c)
{
	struct victim_shared *s = c->victim.shared;
	const char *lost = NULL;

	c->obs.handlers = atomic_load(&s->handlers);
	c->obs.leader_handlers = atomic_load(&s->leader_handlers);
	if (c->path->conserve)
		lost = look_for_lost_bytes(c);
	if (!lost && c->source->ops->settle)
		lost = c->source->ops->settle(&c->region);
	if (c->source->ops->settle)
		look_at_late_flags(c);
	if (!lost && c->obs.late_flags[0])
		lost = c->obs.late_flags;
	if (lost && !c->obs.wrong[0])
		snprintf(c->obs.wrong, sizeof(c->obs.wrong), "%s", lost);
}

static void take_down(struct fault_cell *c)
{
	size_t i;

	crowd_end(c);
	if (c->source->ops->end)
		c->source->ops->end(&c->region);
	if (c->region.fd >= 0)
		close(c->region.fd);
	if (c->region.memfd >= 0)
		close(c->region.memfd);
	for (i = 0; i < CELL_FDS; i++)
		if (c->fds[i] >= 0)
			close(c->fds[i]);
	if (c->path->teardown)
		c->path->teardown(c);
}

/* Clean up after a set-up that broke half-way: no task and no descriptor may stay. */
static void abandon(struct fault_cell *c)
{
	if (c->victim.pid > 0) {
		kill(c->victim.pid, SIGKILL);
		waitpid(c->victim.pid, NULL, 0);
	}
	take_down(c);
}

/* When the cell is over, read what the kernel counted and logged meanwhile. */
static void look_behind(struct fault_cell *c)
{
	task_forget();
	sample_forget();
	pins_after(c);
	klog_after(c);
	ledger_after(c);
	if (c->no_wchan && c->obs.stalled)
		add_unjudged(c, "a late wake-up: this kernel's wchan tells nothing");
}

static void tell_error(struct fault_cell *c, struct cell_verdict *verdict)
{
	verdict->observed = OUTCOME_ERROR;
	verdict->status = CELL_ERROR;
	snprintf(verdict->reason, sizeof(verdict->reason), "%s", c->obs.broken);
}

/*
 * On one CPU only a real-time task is there before the task that woke it has fallen asleep. With
 * more, the two race anyway.
 */
static bool is_ahead(const struct fault_cell *c)
{
	return is_race(c->variant) && c->variant->schedule->at_once && c->plan.hasty;
}

/* One victim, from its memory to its end. Returns false if the set-up broke. */
static bool run_round(struct fault_cell *c)
{
	const char *what = "starting the victim";
	int err = build(c, &what), policy = is_ahead(c) ? run_ahead() : 0;

	if (policy < 0)
		add_unjudged(c, "a release ahead of the sleep: no CAP_SYS_NICE");
	if (!err) {
		what = "starting the victim";
		see_newborn(c);
		err = victim_start(c);
	}
	if (!err)
		run_held_cell(c);
	if (is_ahead(c))
		run_beside(policy);
	if (err) {
		break_cell(c, "%s: %s", what, strerror(-err));
		abandon(c);
		return false;
	}
	victim_end(c);
	settle_accounts(c);
	take_down(c);
	return true;
}

static void run_story(struct fault_cell *c, struct cell_verdict *verdict)
{
	bool whole;

	pins_before(c);
	c->start_ns = now_ns();
	if (c->obs.broken[0]) {
		pins_after(c);
		tell_error(c, verdict);
		return;
	}
	klog_before(c);
	held_in_before(c);
	do {
		whole = run_round(c);
		if (whole)
			judge(c, verdict);
	} while (whole && verdict->status == CELL_PASS && another_round(c));
	if (!whole) {
		pins_after(c);
		tell_error(c, verdict);
		return;
	}
	look_behind(c);
	judge(c, verdict);
}

/* The cells that are watched for long (WATCH_ON_MS): the first of each class and stimulus. */
static struct {
	const struct cell_variant *variant;
	const struct stimulus *stim;
} long_watched[PATH_CLASS_NR * 2 * EFFECT_NR];

static size_t nr_long_watched;

/* Returns the cell that is watched for a class of paths and a stimulus, or NULL. */
static const struct cell_variant *long_watched_of(enum path_class class,
						  const struct stimulus *stim)
{
	size_t i;

	for (i = 0; i < nr_long_watched; i++)
		if (long_watched[i].variant->path->class == class &&
		    long_watched[i].stim == stim)
			return long_watched[i].variant;
	return NULL;
}

/*
 * Cells that pin take turns, so that a long watch of one makes all others wait. Paths that
 * pin are watched only in the classes that have no other paths in some program.
 */
static bool can_stand_for_class(const struct fault_path *path)
{
	return !(path->flags & PATH_PINS) || path->class == PATH_GUP_LONGTERM ||
	       path->class == PATH_REGISTER;
}

/**
 * cell_choose_watch() - choose whether a cell is watched for long. Called for each cell of a
 *	program, in order, before the first one runs.
 * @variant: its row.
 * @stim: its stimulus.
 *
 * The choice depends only on the program, so that a cell that runs alone is watched for as
 * long as in a whole run. A cell with a schedule stands for no class.
 */
void cell_choose_watch(const struct cell_variant *variant, const struct stimulus *stim)
{
	if (nr_long_watched == ARRAY_LEN(long_watched) || variant->schedule ||
	    variant->layout != LAYOUT_HELD ||
	    !source_stalls(variant->source) || !can_stand_for_class(variant->path) ||
	    long_watched_of(variant->path->class, stim))
		return;
	long_watched[nr_long_watched].variant = variant;
	long_watched[nr_long_watched++].stim = stim;
}

/**
 * cell_run() - run one cell from its probes to its verdict.
 * @variant: path, source, layout, release.
 * @stim: stimulus.
 * @cell_name: fixture.variant.test, for the report.
 * @verdict: filled.
 *
 * Prints the machine-readable line and, when the cell fails, the observation.
 */
void cell_run(const struct cell_variant *variant, const struct stimulus *stim,
	      const char *cell_name, struct cell_verdict *verdict)
{
	struct fault_cell c = {
		.name = cell_name, .variant = variant, .path = variant->path,
		.source = variant->source, .stim = stim,
		.region = { .source = variant->source, .fd = -1, .memfd = -1 },
		.victim = { .pidfd = -1 },
		.long_watch = variant->watched ||
			      long_watched_of(variant->path->class, stim) == variant,
	};
	const struct answer *answer;
	size_t i;

	schedule_plan(&c);
	ledger_before(&c);
	pins_turn(&c);
	answer = unavailable(variant, stim);
	for (i = 0; i < CELL_FDS; i++)
		c.fds[i] = -1;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	memset(verdict, 0, sizeof(*verdict));
	verdict->expected = contract_outcome(variant, stim);
	if (stopped(&c, verdict->reason, sizeof(verdict->reason))) {
		verdict->status = CELL_SKIP;
		verdict->observed = OUTCOME_NOT_RUN;
		answer = NULL;
	} else if (!answer) {
		run_story(&c, verdict);
	}
	if (verdict->status == CELL_FAIL)
		answer = environment_excuse(&c);
	if (answer)
		judge_answer(answer, verdict);
	report_cell(&c, verdict);
}
