// SPDX-License-Identifier: GPL-2.0-only
/*
 * Defects that only a schedule shows: in the second try of a fault, in one round of a race, to
 * one task of a crowd. And the moments of a race have to be those of their seed.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"
#include "schedule/families.h"

/* The round in which a race goes wrong, from 0. */
#define BAD_ROUND	3

/* The digest of a cell's moments by seed 42. */
#define SEED_42		0x9fffa1045e49667eULL

/* ---- the second try ---- */

static const struct source_ops woken_with_page_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = held_release, .wake = held_release,
};

static const struct source_ops wake_lost_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = held_release, .wake = wake_nobody,
};

static const struct fault_source source_wake_lost = {
	.name = "wake_lost", HELD_SOURCE, .ops = &wake_lost_ops,
};

static const struct fault_source source_woken_with_page = {
	.name = "woken_with_page", HELD_SOURCE, .ops = &woken_with_page_ops,
};

/* ---- one round of a race ---- */

static int lose_a_wake_up(struct fault_region *r)
{
	return cell_of(r)->round == BAD_ROUND ? uffd_place(r) : held_release(r);
}

static const struct source_ops lost_wake_up_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = lose_a_wake_up, .wake = held_wake,
};

static const struct fault_source source_lost_wake_up = {
	.name = "lost_wake_up", HELD_SOURCE, .ops = &lost_wake_up_ops,
};

static long lose_a_byte(struct fault_cell *c)
{
	uint8_t byte;

	if (c->round == BAD_ROUND && read(cell_fds(c)[0], &byte, 1) != 1)
		return -EPIPE;
	return rig_pipe_run(c);
}

static long lose_a_signal(struct fault_cell *c)
{
	if (c->round == BAD_ROUND)
		signal(c->stim->signo, SIG_IGN);
	return rig_load_run(c);
}

/* One of the two may become one with that of the round, which is pending just then. */
static long take_a_signal_twice(struct fault_cell *c)
{
	long ret = rig_load_run(c);
	int i;

	for (i = 0; c->round == BAD_ROUND && i < 2; i++)
		syscall(SYS_tgkill, getpid(), gettid(), c->stim->signo);
	return ret;
}

static int deny_the_first(struct fault_region *r)
{
	int err = held_release(r);

	return err == -EEXIST && cell_of(r)->round == BAD_ROUND ? 0 : err;
}

static const struct source_ops two_winners_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = deny_the_first, .wake = held_wake,
};

static const struct fault_source source_two_winners = {
	.name = "two_winners", HELD_SOURCE, .ops = &two_winners_ops,
};

/* ---- one task of a crowd ---- */

/* Wake only the faulting thread, by a signal that it takes in user mode. */
static int wake_only_the_thread(struct fault_region *r)
{
	struct fault_cell *c = cell_of(r);
	int err = uffd_place(r);

	return err || syscall(SYS_tgkill, c->victim.pid, atomic_load(&c->victim.shared->tid),
			      SIGUSR1) ? -EIO : 0;
}

static const struct source_ops crowd_forgotten_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = wake_only_the_thread, .wake = held_wake,
};

static const struct fault_source source_crowd_forgotten = {
	.name = "crowd_forgotten", HELD_SOURCE, .ops = &crowd_forgotten_ops,
};

/* Wake all tasks once, when the crowd is there. */
static int wake_the_crowd(struct fault_region *r, struct fault_event *event)
{
	struct fault_cell *c = cell_of(r);

	if (c->crowd_messages[CROWD - 1] && !rig_of(c)->wakes++)
		held_wake(r);
	return held_next(r, event);
}

static const struct source_ops crowd_woken_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = wake_the_crowd,
	.release = held_release, .wake = held_wake,
};

static const struct fault_source source_crowd_woken = {
	.name = "crowd_woken", HELD_SOURCE, .ops = &crowd_woken_ops,
};

/* Wake all tasks that wait on the userfaultfd, whatever their page. */
static int wake_everybody(struct fault_region *r)
{
	const struct crowd_member *last = &cell_of(r)->victim.shared->crowd[CROWD - 1];
	struct uffdio_range another = { (uintptr_t)last->page, small_page() };

	return held_release(r) ?: ioctl(r->fd, UFFDIO_WAKE, &another) ? -errno : 0;
}

static const struct source_ops wakes_neighbour_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = wake_everybody, .wake = held_wake, .hold_more = held_hold_more,
};

static const struct fault_source source_wakes_neighbour = {
	.name = "wakes_neighbour", HELD_SOURCE, .ops = &wakes_neighbour_ops,
};

static int bring_another_page(struct fault_region *r)
{
	r->content[0] ^= 1;
	return held_release(r);
}

static const struct source_ops crowd_misled_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = bring_another_page, .wake = held_wake,
};

static const struct fault_source source_crowd_misled = {
	.name = "crowd_misled", HELD_SOURCE, .ops = &crowd_misled_ops,
};

#define ROUND	"^round 4 of 6, seed [0-9]+, (asleep|not yet asleep), .*; "

const struct control controls_schedule[] = {
	{ .name = "second_try_returns", CELL(good_load, woken_with_page, none),
	  .cell.schedule = &schedule_second_try, .observed = OUTCOME_WRONG,
	  .words = "a spurious wake let the call return" },
	{ .name = "second_try_lost", CELL(good_load, wake_lost, none),
	  .cell.schedule = &schedule_second_try, .observed = OUTCOME_WRONG,
	  .words = "0 messages after a spurious wake, expected 1" },
	{ .name = "round_unwoken", CELL(good_gup, lost_wake_up, sigusr1),
	  .cell.schedule = &schedule_race, .observed = OUTCOME_UNWOKEN,
	  .words = ROUND "still asleep [0-9]+ ms after the release" },
	{ .name = "round_byte_lost", CELL(good_pipe, uffd_missing_anon, sigusr1),
	  .cell.schedule = &schedule_race, .run = lose_a_byte, .observed = OUTCOME_WRONG,
	  .words = ROUND "data differs at byte 0" },
	{ .name = "round_signal_lost", CELL(good_load, uffd_missing_anon, sigusr1),
	  .cell.schedule = &schedule_race, .run = lose_a_signal, .observed = OUTCOME_WRONG,
	  .words = ROUND "signal lost: 0 of 1 handler runs" },
	{ .name = "round_signal_twice", CELL(good_load, uffd_missing_anon, sigusr1),
	  .cell.schedule = &schedule_race, .run = take_a_signal_twice,
	  .observed = OUTCOME_WRONG, .words = ROUND "handler ran [23] times, expected 1" },
	{ .name = "round_two_winners", CELL(good_load, two_winners, none),
	  .cell.schedule = &schedule_two_resolvers, .observed = OUTCOME_WRONG,
	  .words = ROUND "0 acts were told that another one was first, expected 1" },
	{ .name = "crowd_forgotten", CELL(good_load, crowd_forgotten, none),
	  .cell.schedule = &schedule_crowd, .observed = OUTCOME_WRONG,
	  .words = "task 1 of the crowd was not woken by the release", .pace = BESIDE },
	{ .name = "crowd_woken", CELL(good_load, crowd_woken, none),
	  .cell.schedule = &schedule_crowd, .observed = OUTCOME_WRONG,
	  .words = "task [1-3] of the crowd was woken while the fault was held" },
	{ .name = "neighbour_woken", CELL(good_load, wakes_neighbour, none),
	  .cell.schedule = &schedule_neighbour, .observed = OUTCOME_WRONG,
	  .words = "task 3 of the crowd was woken by the release of another page" },
	{ .name = "crowd_misled", CELL(good_load, crowd_misled, none),
	  .cell.schedule = &schedule_crowd, .observed = OUTCOME_WRONG,
	  .words = "task 1 of the crowd did not find the content of the page" },
	{ .name = "long_after_death", CELL(read_long, in_progress, sigkill),
	  .cell.schedule = &schedule_in_the_middle, .run = long_pretend,
	  .observed = OUTCOME_WRONG,
	  .words = "512 of 512 parts of the call were done when it was dead" },
	{ .good = { .path = &path_good_load,
		    .schedules = (const struct schedule_case []){
			{ &schedule_second_try, sources_anon, stimuli_none },
			{ &schedule_crowd, sources_anon, stimuli_none },
			{ &schedule_neighbour, sources_anon, stimuli_none },
			{ &schedule_race, sources_anon, stimuli_release },
			{ &schedule_two_resolvers, sources_anon, stimuli_none }, { 0 } } } },
	{ 0 }
};

/* ---- the moments ---- */

static bool same_plan(const char *cell, uint64_t seed, unsigned int round, const char *other_cell,
		      uint64_t other_seed, unsigned int other_round)
{
	struct race_plan a, b;

	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	race_plan(cell, seed, round, &a);
	race_plan(other_cell, other_seed, other_round, &b);
	return !memcmp(&a, &b, sizeof(a));
}

static const char *seed_replays(void)
{
	if (!same_plan("a.b.c", 7, 2, "a.b.c", 7, 2))
		return "one seed gave two plans";
	if (same_plan("a.b.c", 7, 2, "a.b.c", 8, 2))
		return "two seeds gave one plan";
	if (same_plan("a.b.c", 7, 2, "a.b.d", 7, 2))
		return "two cells have one plan";
	if (same_plan("a.b.c", 7, 2, "a.b.c", 7, 3))
		return "two rounds have one plan";
	return NULL;
}

/* What a seed means must not change: a report of a race names one. */
static const char *seed_stays(void)
{
	uint64_t digest = race_digest("load_race.uffd_missing_anon.sigusr1", 42, 6);

	return digest == SEED_42 ? NULL : complain("the digest of seed 42 is %#llx",
						   (unsigned long long)digest);
}

const struct matrix_check checks_schedule[] = {
	{ "seed_replays", seed_replays },
	{ "seed_stays", seed_stays },
	{ }
};
