// SPDX-License-Identifier: GPL-2.0-only
/*
 * Futexes that are locks with priority inheritance: a family of real_stalls.c. A lock is tried,
 * or has a time-out, is shared, was left by its owner, has an owner that there is not, one that
 * does not give it back, or is unlocked.
 *
 * Deciding kernel code: kernel/futex/pi.c:futex_lock_pi(), futex_lock_pi_atomic(),
 * futex_unlock_pi().
 */
#include <errno.h>
#include <linux/futex.h>
#include <time.h>
#include <unistd.h>

#include "families.h"
#include "futex.h"
#include "sources.h"

/* Longer than any cell takes */
#define FAR_S	1000

/* No thread has that number: the lock's owner is gone, and nobody has said so. */
#define NOBODY	(FUTEX_TID_MASK - 1)

static void nobody_fill(struct fault_cell *c, uint8_t *page)
{
	futex_fill(c, page, NOBODY);
}

static void died_fill(struct fault_cell *c, uint8_t *page)
{
	futex_fill(c, page, FUTEX_OWNER_DIED);
}

static long trylock_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_TRYLOCK_PI_PRIVATE, 0, 0, NULL, 0);
}

/* By the clock of the day, in which FUTEX_LOCK_PI counts. */
static long lock_timeout_run(struct fault_cell *c)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += FAR_S;
	return futex(cell_buf(c), FUTEX_LOCK_PI_PRIVATE, 0, (unsigned long)&until, NULL, 0);
}

static long lock_shared_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_LOCK_PI, 0, 0, NULL, 0);
}

/* The word gets its mark for waiters before the owner is looked for. */
static const char *nobody_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, NOBODY | FUTEX_WAITERS);
}

static const char *taken_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, FUTEX_OWNER_DIED | (uint32_t)gettid());
}

#define LOCK \
	.class = PATH_KEEPS_LOCK, .access = FAULT_STORE, .len = sizeof(uint32_t), \
	.decides = "kernel/futex/pi.c:futex_lock_pi(), fault_in_user_writeable()"

static const struct fault_path path_futex_trylock_pi = {
	LOCK, .name = "futex_trylock_pi", .fill = futex_free_fill, .run = trylock_run,
	.check = futex_locked_check,
};

static const struct fault_path path_futex_lock_pi_timeout = {
	LOCK, .name = "futex_lock_pi_timeout", .fill = futex_free_fill, .run = lock_timeout_run,
	.check = futex_locked_check,
};

static const struct fault_path path_futex_lock_pi_no_owner = {
	LOCK, .name = "futex_lock_pi_no_owner", .ok = -ESRCH, .fill = nobody_fill,
	.run = lock_timeout_run, .check = nobody_check,
};

static const struct fault_path path_futex_lock_pi_owner_died = {
	LOCK, .name = "futex_lock_pi_owner_died", .fill = died_fill, .run = lock_timeout_run,
	.check = taken_check,
};

static const struct fault_path path_futex_lock_pi_shared = {
	.name = "futex_lock_pi_shared", .class = PATH_GUP, .access = FAULT_STORE,
	.decides = "kernel/futex/core.c:get_futex_key(): get_user_pages_fast(FOLL_WRITE)",
	.len = sizeof(uint32_t), .fill = futex_free_fill, .run = lock_shared_run,
	.check = futex_locked_check,
};

/* ---- Locks of threads that there are, whose numbers only the victim knows ---- */

/* The leader has the lock. */
static long lock_held_run(struct fault_cell *c)
{
	futex_own(c, getpid());
	return futex(cell_buf(c), FUTEX_LOCK_PI_PRIVATE, 0, (unsigned long)&futex_long_ago, NULL,
		     0);
}

static long trylock_held_run(struct fault_cell *c)
{
	futex_own(c, getpid());
	return trylock_run(c);
}

static const char *held_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, FUTEX_WAITERS | (uint32_t)getpid());
}

static long lock_own_run(struct fault_cell *c)
{
	futex_own(c, gettid());
	return lock_timeout_run(c);
}

static const char *own_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, gettid());
}

static const struct fault_path path_futex_lock_pi_held = {
	LOCK, .name = "futex_lock_pi_held", .ok = -ETIMEDOUT, .run = lock_held_run,
	.check = held_check,
};

static const struct fault_path path_futex_trylock_pi_held = {
	LOCK, .name = "futex_trylock_pi_held", .ok = -EAGAIN, .run = trylock_held_run,
	.check = held_check,
};

static const struct fault_path path_futex_lock_pi_own = {
	LOCK, .name = "futex_lock_pi_own", .ok = -EDEADLK, .run = lock_own_run,
	.check = own_check,
};

/*
 * A lock that is given back is first read, as any word is, which stalls. Then it is written to, and
 * that fault, in a private page, does not.
 */
static long unlock_run(struct fault_cell *c)
{
	futex_own(c, gettid());
	return futex(cell_buf(c), FUTEX_UNLOCK_PI_PRIVATE, 0, 0, NULL, 0);
}

static const char *unlock_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, 0);
}

static const struct fault_path path_futex_unlock_pi_own = {
	.name = "futex_unlock_pi_own", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/pi.c:futex_unlock_pi(): get_user()",
	.len = sizeof(uint32_t), .run = unlock_run, .check = unlock_check,
};

/* A userfaultfd can't hold such a fault, which is its path's only try: it fails. */
#define ROWS(ident, with) \
	{ .path = &path_futex_##ident, .sources = SOURCES(&source_fuse_private), \
	  .stimuli = with }, \
	{ .path = &path_futex_##ident, .apart = "userfault", .sources = sources_anon, \
	  .stimuli = stimuli_none }

const struct matrix_row rows_futex_lock[] = {
	ROWS(trylock_pi, stimuli_few), ROWS(lock_pi_timeout, stimuli_few),
	ROWS(lock_pi_no_owner, stimuli_none), ROWS(lock_pi_owner_died, stimuli_none),
	ROWS(lock_pi_held, stimuli_brief), ROWS(trylock_pi_held, stimuli_none),
	ROWS(lock_pi_own, stimuli_none),
	{ .path = &path_futex_lock_pi_shared, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_futex_unlock_pi_own,
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_missing_shmem,
			     &source_fuse_private),
	  .stimuli = stimuli_few, .fails = sources_failing_kernel },
	{ }
};
