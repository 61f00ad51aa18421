/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What happens after the outcome is decided: a sibling that polls, a wake-up that comes
 * late, CPU time that nobody is to use any more, a descriptor that the controller keeps.
 */
#ifndef FAULTSIG_CONTROLS_UNSEEN_H
#define FAULTSIG_CONTROLS_UNSEEN_H

/* ---- a sibling that wakes up every 5 ms: each look finds everybody asleep ---- */

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
	int err = start_sibling(poll_for_ever, c);

	return err ? err : gup_run(c);
}

static const struct fault_path path_polls = {
	GUP_VICTIM(polls), .setup = rig_setup, .run = gup_beside_poller, .check = gup_check,
	.teardown = rig_teardown,
};

CONTROL(polls, polls, uffd_missing_anon, none, OUTCOME_WRONG,
	HELD "; asleep, but a task ran [0-9]+ times in [0-9]+ ms: the wait polls$",
	.cell.watched = true)

/* ---- a release that takes effect late, by another process ---- */

#define LATE_NS		150000000L

static pid_t late_releaser;

static void reap_late_releaser(void)
{
	waitpid(late_releaser, NULL, 0);
}

static int release_late(struct fault_cell *c, enum release_how how)
{
	struct timespec late = { .tv_nsec = LATE_NS };

	late_releaser = fork();
	if (late_releaser < 0)
		return -errno;
	if (!late_releaser) {
		nanosleep(&late, NULL);
		_exit(held_release(c, how) ? EXIT_FAILURE : EXIT_SUCCESS);
	}
	after_judgement = reap_late_releaser;
	return 0;
}

HELD_SOURCE(wakes_late, .arm = held_arm, .next = held_next, .release = release_late,
	    .wake = held_wake);

CONTROL(wakes_late, good_gup, wakes_late, none, OUTCOME_WRONG,
	HELD "; still asleep in the fault [0-9]+ ms after the release: woken late$")

/* ---- CPU time after the release ---- */

static const char *burn_and_check(struct fault_cell *c, long ret)
{
	burn_cpu(2 * RELEASED_CPU_NS);
	return gup_check(c, ret);
}

static const struct fault_path path_burns_after = {
	GUP_VICTIM(burns_after), .setup = rig_setup, .run = gup_run, .check = burn_and_check,
	.teardown = rig_teardown,
};

CONTROL(burns_after, burns_after, uffd_missing_anon, none, OUTCOME_WRONG,
	HELD "; [0-9]+ ms of CPU after the release, at most [0-9]+ are due$", .pace = ALONE)

/* ---- a descriptor that is not closed ---- */

static void keep_descriptor(struct fault_cell *c)
{
	if (dup(STDERR_FILENO) < 0)
		perror("dup");
	rig_teardown(c);
}

static const struct fault_path path_keeps_descriptor = {
	GUP_VICTIM(keeps_descriptor), .setup = rig_setup, .run = gup_run, .check = gup_check,
	.teardown = keep_descriptor,
};

CONTROL(keeps_descriptor, keeps_descriptor, uffd_missing_anon, none, OUTCOME_WRONG,
	HELD "; 1 descriptors of the controller not given back$")

#endif /* FAULTSIG_CONTROLS_UNSEEN_H */
