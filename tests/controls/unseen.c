// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misbehaviour after the outcome is decided: a sibling that polls, a late wake-up, CPU time
 * used after the release, a descriptor that the controller keeps.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"

/* ---- a sibling that wakes up every 5 ms: each look finds all threads asleep ---- */

#define POLL_NS		5000000L

static void *poll_for_ever(void *arg)
{
	struct timespec pace = { .tv_nsec = POLL_NS };

	(void)arg;
	for (;;)
		nanosleep(&pace, NULL);
	return NULL;
}

static long gup_beside_poller(struct fault_cell *c)
{
	int err = rig_start_sibling(poll_for_ever, c);

	return err ? err : rig_gup_run(c);
}

/* ---- a release that takes effect late, by another process ---- */

#define LATE_MS		150
#define WAKES		30	/* which take as long, but leave no long sleep between them */

/* As often woken, and as late as may not be */
#define STEPS_MS	(WAKE_STEPS_MS + 500)
#define STEPS		100

static pid_t late_releaser;

static void reap_late_releaser(void)
{
	waitpid(late_releaser, NULL, 0);
}

static int release_in(struct fault_region *r, unsigned int ms, unsigned int wakes)
{
	struct timespec pace = { .tv_nsec = ms * 1000000L / (wakes + 1) };

	late_releaser = fork();
	if (late_releaser < 0)
		return -errno;
	if (!late_releaser) {
		for (nanosleep(&pace, NULL); wakes; wakes--, nanosleep(&pace, NULL))
			held_wake(r);
		_exit(held_release(r) ? EXIT_FAILURE : EXIT_SUCCESS);
	}
	rig_after_judgement(reap_late_releaser);
	return 0;
}

static int release_late(struct fault_region *r)
{
	return release_in(r, LATE_MS, 0);
}

static int release_by_wakes(struct fault_region *r)
{
	return release_in(r, LATE_MS, WAKES);
}

static int release_in_steps(struct fault_region *r)
{
	return release_in(r, STEPS_MS, STEPS);
}

#define RELEASED_BY(of_release) \
	HELD_SOURCE, .ops = &(const struct source_ops){ \
		.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next, \
		.release = of_release, .wake = held_wake, \
	}

static const struct fault_source source_wakes_late = {
	.name = "wakes_late", RELEASED_BY(release_late),
};

static const struct fault_source source_wakes_often = {
	.name = "wakes_often", RELEASED_BY(release_by_wakes),
};

static const struct fault_source source_wakes_in_steps = {
	.name = "wakes_in_steps", RELEASED_BY(release_in_steps),
};

/* ---- CPU time after the release ---- */

static const char *burn_and_check(struct fault_cell *c, long ret)
{
	rig_burn_cpu(2 * RELEASED_CPU_NS);
	return rig_gup_check(c, ret);
}

/* ---- a descriptor that is not closed ---- */

static void keep_descriptor(struct fault_cell *c)
{
	if (dup(STDERR_FILENO) < 0)
		perror("dup");
	rig_teardown(c);
}

const struct control controls_unseen[] = {
	{ .name = "polls", CELL(good_gup, uffd_missing_anon, none), .cell.watched = true,
	  .run = gup_beside_poller, .observed = OUTCOME_WRONG,
	  .words = HELD "; asleep, but a task ran [0-9]+ times in [0-9]+ ms: the wait polls$" },
	{ .name = "wakes_late", CELL(good_gup, wakes_late, none), .observed = OUTCOME_WRONG,
	  .words = HELD "; still asleep in the fault [0-9]+ ms after the release: woken late$" },
	{ .good = { .path = &path_good_gup, .stimuli = stimuli_none,
		    .sources = SOURCES(&source_wakes_often) } },
	{ .name = "wakes_in_steps", CELL(good_gup, wakes_in_steps, none),
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; still asleep in the fault [0-9]+ ms after the release: woken late$" },
	{ .name = "burns_after", CELL(good_gup, uffd_missing_anon, none),
	  .check = burn_and_check, .observed = OUTCOME_WRONG,
	  .words = HELD "; [0-9]+ ms of CPU after the release, at most [0-9]+ are due$",
	  .pace = ALONE },
	{ .name = "keeps_descriptor", CELL(good_gup, uffd_missing_anon, none),
	  .teardown = keep_descriptor, .observed = OUTCOME_WRONG,
	  .words = HELD "; 1 descriptors of the controller not given back$" },
	{ }
};
