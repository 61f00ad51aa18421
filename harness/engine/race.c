// SPDX-License-Identifier: GPL-2.0-only
/*
 * Races: the acts of a schedule come together, each by a thread of the controller, at a
 * moment of its own that is drawn from a seeded generator. A cell with a race is run in
 * rounds, each with a victim of its own.
 *
 * Deciding kernel code: mm/userfaultfd.c:handle_userfault(), between set_current_state() and
 * schedule(), and userfaultfd_wake_function(); kernel/sched/core.c:try_to_wake_up().
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "observe.h"

/*
 * An act comes up to 2^MOMENT_BITS - 1 ns late: 1 ms, and each power of two below is as likely.
 * A wake-up takes 5 us to 50 us to bring the task back to user mode, ten times as long in an
 * emulated guest or where other tasks want its CPU.
 */
#define MOMENT_BITS	20

/* From the last thread of a race that starts to the moment 0: all are on a CPU by then. */
#define START_NS	30000
/* From the timer of a sleeper to its CPU: 5 us. */
#define BUSY_NS		10000

/*
 * The threads meet asleep, not in a busy loop: on a machine with more work than CPUs a thread
 * that yields its CPU may not get it back for milliseconds.
 */
struct race {
	struct fault_cell *c;
	uint64_t begin_ns;	/* written between two barriers */
	pthread_barrier_t start;
};

struct actor {
	struct race *race;
	unsigned int act;
	pthread_t thread;
};

/* splitmix64: 64 bits of state are enough to give each cell its own moments. */
static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* The name of the cell is a part of the state, so that two cells have different moments. */
static uint64_t state_of(const char *cell, uint64_t seed)
{
	uint64_t state = seed ^ 0xcbf29ce484222325ULL;

	for (; *cell; cell++)
		state = (state ^ (unsigned char)*cell) * 0x100000001b3ULL;
	return state;
}

/**
 * race_plan() - draw the moments of one round.
 * @cell: name of the cell.
 * @seed: the seed.
 * @round: the round, from 0.
 * @plan: filled. Equal arguments give an equal plan, on every machine.
 */
void race_plan(const char *cell, uint64_t seed, unsigned int round, struct race_plan *plan)
{
	uint64_t state = state_of(cell, seed) + round;
	unsigned int i, bits;

	state = draw(&state);
	/* The first round of a cell finds out in which function the fault is held. */
	plan->hasty = draw(&state) % 2 && round;
	for (i = 0; i < RACE_ACTS; i++) {
		bits = draw(&state) % (MOMENT_BITS + 1);
		plan->delay_ns[i] = draw(&state) & ((1UL << bits) - 1);
	}
}

/**
 * race_digest() - a number that is equal if all moments of a cell are.
 * @cell: name of the cell.
 * @seed: the seed.
 * @rounds: how many rounds.
 * Return: the number.
 */
uint64_t race_digest(const char *cell, uint64_t seed, unsigned int rounds)
{
	struct race_plan plan;
	uint64_t sum = 0;
	unsigned int i, round;

	for (round = 0; round < rounds; round++) {
		race_plan(cell, seed, round, &plan);
		sum += plan.hasty;
		for (i = 0; i < RACE_ACTS; i++) {
			sum += plan.delay_ns[i];
			sum = draw(&sum);
		}
	}
	return sum;
}

/**
 * race_seed() - the seed of the run: $FAULTSIG_SEED, or else one of the program's own.
 * Return: the seed, below 2^32.
 */
uint32_t race_seed(void)
{
	const char *text = getenv("FAULTSIG_SEED");
	static uint32_t own;
	uint64_t state;

	if (text && *text)
		return strtoul(text, NULL, 10);
	state = now_ns();
	while (!own)
		own = draw(&state);
	return own;
}

/*
 * Wait for a moment. A thread that waits in a busy loop keeps a CPU that the victim may want to
 * return on: it sleeps, and is busy only for the rest.
 */
static void await_moment(uint64_t when)
{
	uint64_t until = when - BUSY_NS;
	struct timespec ts = { .tv_sec = until / 1000000000, .tv_nsec = until % 1000000000 };

	if (now_ns() < until)
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
	while (now_ns() < when)
		;
}

static void *play(void *arg)
{
	struct actor *actor = arg;
	struct race *race = actor->race;
	struct fault_cell *c = race->c;

	prctl(PR_SET_TIMERSLACK, 1);
	if (pthread_barrier_wait(&race->start) == PTHREAD_BARRIER_SERIAL_THREAD)
		race->begin_ns = now_ns() + START_NS;
	pthread_barrier_wait(&race->start);
	if (!c->variant->schedule->at_once)
		await_moment(race->begin_ns + c->plan.delay_ns[actor->act]);
	c->acted[actor->act] = c->variant->schedule->acts[actor->act].act(c);
	return NULL;
}

static unsigned int count_acts(const struct schedule *schedule)
{
	unsigned int n = 0;

	while (n < RACE_ACTS && schedule->acts[n].act)
		n++;
	return n;
}

/**
 * race_run() - do all acts of the cell's schedule, each at its moment, and wait for their ends.
 * @c: the cell, its fault held; "acted" gets the result of each act.
 * Return: 0, or -errno: an error of the run.
 */
int race_run(struct fault_cell *c)
{
	unsigned int i, n = count_acts(c->variant->schedule);
	struct actor actors[RACE_ACTS];
	struct race race = { .c = c };
	int err;

	pthread_barrier_init(&race.start, NULL, n);
	for (i = 0; i < n; i++)
		actors[i] = (struct actor){ .race = &race, .act = i };
	for (i = 1; i < n; i++) {
		err = -pthread_create(&actors[i].thread, NULL, play, &actors[i]);
		/* The threads that are there wait for the rest: they end with the controller. */
		if (err)
			return err;
	}
	play(&actors[0]);
	for (i = 1; i < n; i++)
		pthread_join(actors[i].thread, NULL);
	pthread_barrier_destroy(&race.start);
	return 0;
}

/**
 * race_describe() - name the round, the seed and the moments, for the report of a failure.
 * @c: the cell.
 * @buf: filled.
 * @size: bytes of @buf.
 */
void race_describe(const struct fault_cell *c, char *buf, size_t size)
{
	const struct schedule *schedule = c->variant->schedule;
	unsigned int i, n = count_acts(schedule);
	int used;

	used = snprintf(buf, size, "round %u of %u, seed %u, %s", c->round + 1, schedule->rounds,
			race_seed(), c->plan.hasty ? "not yet asleep" : "asleep");
	for (i = 0; i < n && used < (int)size; i++)
		used += snprintf(buf + used, size - used, ", %s after %lu ns: %d",
				 schedule->acts[i].name, c->plan.delay_ns[i], c->acted[i]);
}
