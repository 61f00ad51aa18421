/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fourth axis: schedules, the moments at which a cell's stimulus and its release come. A
 * cell without one sends the stimulus to a task that waits for the first time, and releases
 * the fault when the outcome is decided. A schedule describes itself by traits, which the
 * contract and the judges ask for, and by its operations.
 */
#ifndef FAULTSIG_SCHEDULE_H
#define FAULTSIG_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "source.h"

struct fault_cell;
struct stimulus;

#define RACE_ACTS	3

/**
 * struct schedule_act - one act of a race.
 * @name: for the report of a failure.
 * @act: controller, in a thread of its own, while the others act: 0 or -errno.
 * @or: another result that it may have, because of the others: -errno; 0 for none.
 */
struct schedule_act {
	const char *name;
	int (*act)(struct fault_cell *c);
	int or;
};

/**
 * struct schedule - when the stimulus and the release of a cell come.
 * @name: part of the fixture's name.
 * @story: one sentence for "explain".
 * @wakes: how often the fault is woken without a page ahead of the stimulus.
 * @busy: for a race: the task does not sleep, and its source says only how far it has come.
 * @at_once: for a race of one act: it comes as soon as the fault is told, ahead of the task that
 *	     tells it, which has not fallen asleep yet. The first round is as usual.
 * @crowd: more tasks wait for the same page.
 * @neighbour: the last of them waits for another page, and the release is none of its business.
 * @kill_one: one of them is killed while the fault is held.
 * @rounds: how often the cell is run, each time with a victim of its own; 0: once.
 * @acts: for a race: what comes together, in place of the stimulus and the release. The last
 *	  one has to release the fault if the others do not.
 * @exclusive: for a race: one of the acts with an @or has to have that result, all others 0.
 * @lets_through: for a race: the access may be let through to what is behind the source,
 *		  CONTENT_OF_BACKING.
 * @error: for a race: why the access may fail, FAULT_RESOLVED if it must not.
 */
struct schedule {
	const char *name;
	const char *story;
	unsigned int wakes;
	bool crowd;
	bool neighbour;
	bool kill_one;
	unsigned int rounds;
	bool busy;
	bool at_once;
	struct schedule_act acts[RACE_ACTS + 1];
	bool exclusive;
	bool lets_through;
	enum fault_error error;
};

/* struct schedule_case - a schedule, and what it is crossed with. Lists end with NULL. */
struct schedule_case {
	const struct schedule *schedule;
	const struct fault_source *const *sources;
	const struct stimulus *const *stimuli;
};

/* schedule.c */
extern const struct schedule schedule_second_try;
extern const struct schedule schedule_third_try;
extern const struct schedule schedule_hundredth_try;
extern const struct schedule schedule_crowd;
extern const struct schedule schedule_crowd_killed;
extern const struct schedule schedule_neighbour;
extern const struct schedule schedule_race;
extern const struct schedule schedule_race_wake;
extern const struct schedule schedule_two_resolvers;
extern const struct schedule schedule_race_munmap;
extern const struct schedule schedule_at_once;

/* schedule.c: functions for schedule_act.act */
int act_stimulus(struct fault_cell *c);
int act_release(struct fault_cell *c);
int act_wake(struct fault_cell *c);
int act_munmap(struct fault_cell *c);

/* Rounds of a race: 1 ms each on the host, 8 ms in an emulated guest. */
#define RACE_ROUNDS	6

#define ACT_STIMULUS	{ "the stimulus", act_stimulus, 0 }
#define ACT_RELEASE	{ "the release", act_release, 0 }

#endif /* FAULTSIG_SCHEDULE_H */
