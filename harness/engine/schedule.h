/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fourth axis: schedules, the moments at which a cell's stimulus and its release come. A
 * cell without one sends the stimulus to a task that waits for the first time, and releases
 * the fault when the outcome is decided. A schedule describes itself by traits, which the
 * contract and the judges ask for, and by its operations.
 */
#ifndef FAULTSIG_SCHEDULE_H
#define FAULTSIG_SCHEDULE_H

#include <stdint.h>

struct fault_cell;
struct fault_source;
struct stimulus;

/**
 * struct schedule - when the stimulus and the release of a cell come.
 * @name: part of the fixture's name.
 * @story: one sentence for "explain".
 * @wakes: how often the fault is woken without a page ahead of the stimulus.
 */
struct schedule {
	const char *name;
	const char *story;
	unsigned int wakes;
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

#endif /* FAULTSIG_SCHEDULE_H */
