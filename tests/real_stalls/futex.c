// SPDX-License-Identifier: GPL-2.0-only
/*
 * Futexes: a family of real_stalls.c. A word that can't be touched with faults disabled is
 * faulted in by fixup_user_fault(), which here may not drop mmap_lock; by get_user(); or, to
 * find the key of a shared futex, by GUP.
 *
 * Deciding kernel code: kernel/futex/core.c:fault_in_user_writeable(), get_futex_key(),
 * kernel/futex/requeue.c:futex_requeue().
 */
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "families.h"
#include "futex.h"
#include "sources.h"

const struct timespec futex_long_ago = { .tv_nsec = 1 };

/* The word at which a thread of the victim waits. */
static uint32_t waiting = FUTEX_WORD;

/**
 * futex_fill() - write the futex to the page's content.
 * @c: the cell, in the controller.
 * @page: the page's content.
 * @word: the futex.
 */
void futex_fill(struct fault_cell *c, uint8_t *page, uint32_t word)
{
	memcpy(cell_buf_in(c, page), &word, sizeof(word));
}

/**
 * futex_own() - give the lock in the content of the page to a thread of the victim.
 * @c: the cell, in the victim, ahead of the call.
 * @tid: the thread.
 */
void futex_own(struct fault_cell *c, pid_t tid)
{
	futex_fill(c, cell_region(c)->content, tid);
}

/**
 * futex_known_fill() - fault_path.fill: FUTEX_WORD.
 * @c: the cell, in the controller.
 * @page: the page's content.
 */
void futex_known_fill(struct fault_cell *c, uint8_t *page)
{
	futex_fill(c, page, FUTEX_WORD);
}

/**
 * futex_free_fill() - fault_path.fill: a lock that nobody has.
 * @c: the cell, in the controller.
 * @page: the page's content.
 */
void futex_free_fill(struct fault_cell *c, uint8_t *page)
{
	futex_fill(c, page, 0);
}

/**
 * futex() - the system call.
 * @word: the futex.
 * @op: FUTEX_*.
 * @val: value, or number of threads to wake.
 * @val2: number of threads to move or to wake, or the address of a time.
 * @word2: NULL, or the second futex.
 * @val3: value, or an operation.
 * Return: what it says, or -errno.
 */
long futex(void *word, int op, uint32_t val, unsigned long val2, void *word2, uint32_t val3)
{
	return sysret(syscall(SYS_futex, word, op, val, val2, word2, val3));
}

/**
 * futex_now() - the futex in the page.
 * @c: the cell, in the victim, with the page there.
 * Return: its value.
 */
uint32_t futex_now(struct fault_cell *c)
{
	uint32_t word;

	memcpy(&word, cell_buf(c), sizeof(word));
	return word;
}

/**
 * futex_check() - check the futex in the page.
 * @c: the cell, in the victim.
 * @due: the value it has to have.
 * Return: NULL, or a complaint.
 */
const char *futex_check(struct fault_cell *c, uint32_t due)
{
	uint32_t word = futex_now(c);

	return word == due ? NULL : complain("the futex has %#x, not %#x", word, due);
}

/**
 * futex_known_check() - fault_path.check: the futex is as it was, FUTEX_WORD.
 * @c: the cell, in the victim.
 * @ret: unused.
 * Return: NULL, or a complaint.
 */
const char *futex_known_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, FUTEX_WORD);
}

/**
 * futex_locked_check() - fault_path.check: the futex is a lock, and the thread's own.
 * @c: the cell, in the victim.
 * @ret: unused.
 * Return: NULL, or a complaint.
 */
const char *futex_locked_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, gettid());
}

static long wake_op_run(struct fault_cell *c)
{
	uint32_t nobody = 0;

	return futex(&nobody, FUTEX_WAKE_OP_PRIVATE, 1, 1, cell_buf(c),
		     FUTEX_OP(FUTEX_OP_ADD, 1, FUTEX_OP_CMP_EQ, FUTEX_WORD));
}

static const char *wake_op_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, FUTEX_WORD + 1);
}

static const struct fault_path path_futex_wake_op = {
	.name = "futex_wake_op", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.decides = "kernel/futex/core.c:fault_in_user_writeable()",
	.len = sizeof(uint32_t), .fill = futex_known_fill, .run = wake_op_run,
	.check = wake_op_check,
};

static long lock_pi_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_LOCK_PI_PRIVATE, 0, 0, NULL, 0);
}

static const struct fault_path path_futex_lock_pi = {
	.name = "futex_lock_pi", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.decides = "kernel/futex/core.c:fault_in_user_writeable()",
	.len = sizeof(uint32_t), .fill = futex_free_fill, .run = lock_pi_run,
	.check = futex_locked_check,
};

/* Nobody waits at the word: nobody is moved from it. */
static long requeue_run(struct fault_cell *c)
{
	uint32_t other = 0;

	return futex(cell_buf(c), FUTEX_CMP_REQUEUE_PRIVATE, 1, 1, &other, FUTEX_WORD);
}

static long requeue_pi_run(struct fault_cell *c)
{
	uint32_t other = 0;

	return futex(cell_buf(c), FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, 1, &other, FUTEX_WORD);
}

static const struct fault_path path_futex_requeue = {
	.name = "futex_requeue", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/requeue.c:futex_requeue(): get_user()",
	.len = sizeof(uint32_t), .fill = futex_known_fill, .run = requeue_run,
	.check = futex_known_check,
};

static const struct fault_path path_futex_requeue_pi = {
	.name = "futex_requeue_pi", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/requeue.c:futex_requeue(): get_user()",
	.len = sizeof(uint32_t), .fill = futex_known_fill, .run = requeue_pi_run,
	.check = futex_known_check,
};

/* The lock is another's: the call looks, and leaves it. */
static long unlock_pi_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_UNLOCK_PI_PRIVATE, 0, 0, NULL, 0);
}

static const struct fault_path path_futex_unlock_pi = {
	.name = "futex_unlock_pi", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/pi.c:futex_unlock_pi(): get_user()",
	.len = sizeof(uint32_t), .ok = -EPERM, .fill = futex_known_fill, .run = unlock_pi_run,
	.check = futex_known_check,
};

/* A thread that waits at a word of its own, to be moved to the lock in the page. */
static void *wait_requeue_pi(void *arg)
{
	futex(&waiting, FUTEX_WAIT_REQUEUE_PI_PRIVATE, FUTEX_WORD, 0, cell_buf(arg), 0);
	for (;;)
		pause();
	return arg;
}

static int waiter_arm(struct fault_cell *c)
{
	pthread_t waiter;

	return -pthread_create(&waiter, NULL, wait_requeue_pi, c);
}

/* As long as nobody waits the call does not look at the lock, and returns 0. */
static long requeue_waiter_run(struct fault_cell *c)
{
	struct timespec pace = { .tv_nsec = 100000 };
	int tries = 20000;
	long ret;

	do {
		ret = futex(&waiting, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, 1, cell_buf(c), FUTEX_WORD);
	} while (!ret && tries-- && !nanosleep(&pace, NULL));
	return ret;
}

/* The lock was free: the waiter has it now. */
static const char *requeue_waiter_check(struct fault_cell *c, long ret)
{
	uint32_t word = futex_now(c);

	(void)ret;
	return word && word != (uint32_t)gettid() ? NULL : complain("the futex has %#x", word);
}

static const struct fault_path path_futex_requeue_waiter = {
	.name = "futex_requeue_waiter", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.decides = "kernel/futex/requeue.c:futex_proxy_trylock_atomic(), fault_in_user_writeable()",
	.len = sizeof(uint32_t), .ok = 1, .fill = futex_free_fill, .arm = waiter_arm,
	.run = requeue_waiter_run, .check = requeue_waiter_check,
};

/* The word has another value: the call looks, and does not wait. */
static long wait_shared_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_WAIT, FUTEX_WORD + 1, 0, NULL, 0);
}

static const struct fault_path path_futex_wait_shared = {
	.name = "futex_wait_shared", .class = PATH_GUP, .access = FAULT_STORE,
	.decides = "kernel/futex/core.c:get_futex_key(): get_user_pages_fast(FOLL_WRITE)",
	.len = sizeof(uint32_t), .ok = -EAGAIN, .fill = futex_known_fill, .run = wait_shared_run,
	.check = futex_known_check,
};

const struct matrix_row rows_futex[] = {
	{ .path = &path_futex_wake_op, .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_few },
	{ .path = &path_futex_wake_op, .sources = SOURCES(&source_fuse_shared),
	  .stimuli = STIMULI_HARMLESS },
	{ .path = &path_futex_wake_op, .apart = "userfault", .sources = sources_held_store,
	  .stimuli = stimuli_none },
	{ .path = &path_futex_lock_pi, .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_few },
	{ .path = &path_futex_lock_pi, .apart = "userfault", .sources = sources_held_store,
	  .stimuli = stimuli_none },
	{ .path = &path_futex_requeue, .sources = sources_held_load, .stimuli = stimuli_few },
	{ .path = &path_futex_requeue_pi, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_futex_unlock_pi, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_futex_requeue_waiter, .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_few },
	{ .path = &path_futex_requeue_waiter, .apart = "userfault",
	  .sources = sources_held_store, .stimuli = stimuli_none },
	{ .path = &path_futex_wait_shared, .sources = sources_held_store,
	  .stimuli = stimuli_few },
	{ }
};
