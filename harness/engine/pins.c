// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page pins: a cell must release all that it acquires with FOLL_PIN, no less and no more.
 *
 * The kernel counts pins for the whole machine. A count says something about one cell only
 * if nobody else pins meanwhile. So there is a quiet window before and after a cell, in which
 * nothing is acquired and nothing released. The first window of a program is long: it tells
 * how many pins the machine holds while nobody is in the middle of a pin. A cell begins at
 * that level. Without quiet windows the cell is an error of the run. Where nothing else runs, as
 * in a guest, only the first window is needed.
 *
 * Deciding kernel code: mm/gup.c:try_grab_folio(), gup_put_folio(), mm/vmstat.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "program.h"

/* The kernel adds up all counters for each read(), of a page at most. The pins are at 1 KiB. */
#define VMSTAT_START	3072
#define VMSTAT_ALL	16384	/* not a page */

#define NOISE	"another process pins pages: what this cell leaves behind can't be told"

/*
 * Shared by the cells of a program, which are processes of their own, one after the other:
 * how many pins the machine holds.
 */
static struct {
	bool settled;
	long level;
	long floor;		/* the smallest number ever held */
} *machine;

/**
 * pins_prepare() - get the memory that the cells share. Called once, before the cells.
 */
void pins_prepare(void)
{
	machine = shared_memory(sizeof(*machine));
}

/* Find the counters in so many bytes of /proc/vmstat. */
static bool find_pins(size_t bytes, struct pin_count *count)
{
	const char *acquired, *released;
	char vmstat[VMSTAT_ALL];

	if (!read_file("/proc/vmstat", vmstat, bytes))
		return false;
	acquired = strstr(vmstat, "\nnr_foll_pin_acquired ");
	released = strstr(vmstat, "\nnr_foll_pin_released ");
	if (!acquired || !released || !strchr(released + 1, '\n'))
		return false;
	count->acquired = strtol(acquired + 22, NULL, 10);
	count->released = strtol(released + 22, NULL, 10);
	return true;
}

/*
 * Read the counters right after a refresh. Without one they are not exact: mm/vmstat.c folds
 * the per-CPU differences in once a second.
 */
static bool count_pins(struct pin_count *count)
{
	bool refreshed;
	int fd;

	fd = open("/proc/sys/vm/stat_refresh", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	refreshed = write(fd, "1", 1) == 1;
	close(fd);
	return refreshed && (find_pins(VMSTAT_START, count) || find_pins(VMSTAT_ALL, count));
}

static long held(const struct pin_count *count)
{
	return count->acquired - count->released;
}

static bool same(const struct pin_count *a, const struct pin_count *b)
{
	return a->acquired == b->acquired && a->released == b->released;
}

static void pause_ns(long ns)
{
	struct timespec pace = { .tv_nsec = ns };

	nanosleep(&pace, NULL);
}

/* struct window - the time since which the counts have not changed. */
struct window {
	struct pin_count count;
	uint64_t since_ns;
};

static bool look_at_pins(struct window *w)
{
	struct pin_count now;

	if (!count_pins(&now))
		return false;
	if (!w->since_ns || !same(&now, &w->count))
		*w = (struct window){ now, now_ns() };
	return true;
}

static bool quiet_for(const struct window *w, uint64_t ns)
{
	return now_ns() - w->since_ns >= ns;
}

static void note_floor(const struct window *w)
{
	if (!machine->settled || held(&w->count) < machine->floor)
		machine->floor = held(&w->count);
}

/* How long is nothing to be counted? Where nothing else runs, nobody is in the middle of a pin. */
static long quiet_ns(void)
{
	return runs_alone() ? 0 : PINS_QUIET_NS;
}

/*
 * A cell may begin if the counts are quiet and nobody is in the middle of a pin. A task that
 * is preempted there looks like a task that pins for good, but not for as long as
 * PINS_SETTLE_NS.
 */
static bool may_begin(const struct window *w)
{
	bool usual = machine->settled ? held(&w->count) == machine->level : !held(&w->count);
	long wait_ns = machine->settled ? quiet_ns() : PINS_FIRST_NS;

	if (!quiet_for(w, usual ? wait_ns : PINS_SETTLE_NS))
		return false;
	note_floor(w);
	machine->settled = true;
	machine->level = held(&w->count);
	return true;
}

/* Does the cell pin pages? A task of a crowd does, whatever the path. */
static bool pins(const struct fault_cell *c)
{
	return c->path->flags & PATH_PINS ||
	       (c->variant->schedule && c->variant->schedule->crowd);
}

/**
 * pins_turn() - wait until no other cell that pins is running, in any program.
 * @c: the cell. Its turn begins ahead of its probes, which may pin as well, and ends with
 *     pins_after() or with its process.
 */
void pins_turn(struct fault_cell *c)
{
	int fd = -1;

	c->before.pin_turn = -1;
	if (pins(c))
		fd = open("/proc/vmstat", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	while (flock(fd, LOCK_EX) && errno == EINTR)
		;
	c->before.pin_turn = fd;
}

static void blame_noise(struct fault_cell *c)
{
	if (!c->obs.broken[0])
		snprintf(c->obs.broken, sizeof(c->obs.broken), NOISE);
}

/**
 * pins_before() - count the pins ahead of a cell whose path pins.
 * @c: the cell; without a quiet window its observation is "broken".
 */
void pins_before(struct fault_cell *c)
{
	uint64_t deadline = now_ns() + PINS_NOISE_MS * 1000000ULL;
	struct window w = { 0 };

	if (!pins(c))
		return;
	while (look_at_pins(&w)) {
		if (may_begin(&w)) {
			c->before.pins = w.count;
			c->before.pins_counted = true;
			return;
		}
		if (now_ns() > deadline) {
			blame_noise(c);
			return;
		}
		pause_ns(PINS_QUIET_NS);
	}
	add_unjudged(c, "page pins: no access to /proc/sys/vm/stat_refresh");
}

/*
 * Pins that are left may still be released by a work item or by RCU, so that only the deadline
 * settles them. Nothing takes back a release that was one too many.
 */
static bool is_final(const struct window *w, long left)
{
	if (!left)
		return quiet_for(w, quiet_ns());
	return left < 0 && quiet_for(w, PINS_SETTLE_NS);
}

/**
 * pins_after() - count the pins again, once the victim is gone, and end the cell's turn.
 * @c: the cell; its observation gets the number of pins left, or released too often.
 */
void pins_after(struct fault_cell *c)
{
	uint64_t now, begun = now_ns();
	struct pin_count first = { 0 };
	struct window w = { 0 };
	long left = 0;

	while (c->before.pins_counted) {
		if (!look_at_pins(&w)) {
			add_unjudged(c, "page pins: they could be counted only ahead of the cell");
			break;
		}
		if (!first.acquired)
			first = w.count;
		left = held(&w.count) - held(&c->before.pins);
		now = now_ns();
		if (is_final(&w, left)) {
			/*
			 * If the count was as low before, the cell released nothing too often:
			 * the count at its beginning included another process's pin.
			 */
			if (left < 0 && held(&w.count) >= machine->floor)
				blame_noise(c);
			else
				c->obs.pins = left;
			break;
		}
		/* This cell has no task left that could acquire a pin: another one did. */
		if (now - begun > PINS_NOISE_MS * 1000000ULL &&
		    w.count.acquired != first.acquired) {
			blame_noise(c);
			break;
		}
		if (now - begun > PINS_DEADLINE_MS * 1000000ULL) {
			c->obs.pins = left;
			break;
		}
		pause_ns(PINS_QUIET_NS);
	}
	if (c->before.pin_turn >= 0)
		close(c->before.pin_turn);
	c->before.pin_turn = -1;
}
