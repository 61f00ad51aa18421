// SPDX-License-Identifier: GPL-2.0-only
/*
 * More of futexes: a family of real_stalls.c. Keys of shared futexes and of futexes with a NUMA
 * node, threads that wait at both words of FUTEX_WAKE_OP, locks that are only tried or have a
 * time-out.
 *
 * Deciding kernel code: kernel/futex/core.c:get_futex_key(), fault_in_user_writeable(),
 * kernel/futex/waitwake.c:futex_wake_op(), kernel/futex/pi.c:futex_lock_pi().
 */
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "families.h"
#include "require.h"
#include "sources.h"

#ifndef SYS_futex_wait
#define SYS_futex_wait	455	/* all architectures; 6.7 */
#endif

/* linux/futex.h of 6.16 */
#define WORD_32		0x02
#define WITH_NODE	0x04
#define PRIVATE		0x80
#define NO_NODE		(-1U)

/* The word of the page at first: no number of a thread. */
#define WORD		0x40

/* Longer than any cell takes */
#define FAR_S		1000

/* A word of the victim's own, and the threads that wait there and at the page. */
static uint32_t own_word = WORD;

static void *argument_in(struct fault_cell *c, uint8_t *page)
{
	return page + ((uint8_t *)cell_buf(c) - cell_page(c));
}

static void known_fill(struct fault_cell *c, uint8_t *page)
{
	uint32_t word = WORD;

	memcpy(argument_in(c, page), &word, sizeof(word));
}

static void free_fill(struct fault_cell *c, uint8_t *page)
{
	memset(argument_in(c, page), 0, sizeof(uint32_t));
}

static long futex(void *word, int op, uint32_t val, const void *val2, void *word2, uint32_t val3)
{
	return sysret(syscall(SYS_futex, word, op, val, val2, word2, val3));
}

static const char *check_word(struct fault_cell *c, uint32_t due)
{
	uint32_t word;

	memcpy(&word, cell_buf(c), sizeof(word));
	return word == due ? NULL : complain("the futex has %#x, not %#x", word, due);
}

static const char *unchanged_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_word(c, WORD);
}

/* ---- FUTEX_WAKE_OP --------------------------------------------------------- */

#define ADD_ONE		FUTEX_OP(FUTEX_OP_ADD, 1, FUTEX_OP_CMP_EQ, WORD)

static const char *added_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_word(c, WORD + 1);
}

static void *wait_at(void *word)
{
	futex(word, FUTEX_WAIT_PRIVATE, WORD, NULL, NULL, 0);
	for (;;)
		pause();
	return word;
}

/* Two threads wait: at the victim's own word, and at the page's, which may be read. */
static int waiters_arm(struct fault_cell *c)
{
	pthread_t waiter;

	return -(pthread_create(&waiter, NULL, wait_at, &own_word) ?:
		 pthread_create(&waiter, NULL, wait_at, cell_buf(c)));
}

/* Wait until a thread is in the queue of a word: moving it from there to there counts it. */
static bool somebody_waits_at(void *word)
{
	struct timespec pace = { .tv_nsec = 100000 };
	int tries = 20000;

	while (futex(word, FUTEX_CMP_REQUEUE_PRIVATE, 0, (void *)1, word, WORD) != 1)
		if (!tries-- || nanosleep(&pace, NULL))
			return false;
	return true;
}

static long wake_op_waiters_run(struct fault_cell *c)
{
	if (!somebody_waits_at(&own_word) || !somebody_waits_at(cell_buf(c)))
		return -ETIMEDOUT;
	return futex(&own_word, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1, cell_buf(c), ADD_ONE);
}

static const struct fault_path path_wake_op_waiters = {
	.name = "futex_wake_op_waiters", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.decides = "kernel/futex/waitwake.c:futex_wake_op(), fault_in_user_writeable()",
	.len = sizeof(uint32_t), .ok = 2, .fill = known_fill, .arm = waiters_arm,
	.run = wake_op_waiters_run, .check = added_check,
};

/* ---- Locks ----------------------------------------------------------------- */

static const char *locked_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_word(c, syscall(SYS_gettid));
}

static long trylock_pi_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0);
}

static const struct fault_path path_trylock_pi = {
	.name = "futex_trylock_pi", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.decides = "kernel/futex/pi.c:futex_lock_pi(), fault_in_user_writeable()",
	.len = sizeof(uint32_t), .fill = free_fill, .run = trylock_pi_run, .check = locked_check,
};

/* By the clock of the day, in which FUTEX_LOCK_PI counts. */
static long lock_pi_timeout_run(struct fault_cell *c)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += FAR_S;
	return futex(cell_buf(c), FUTEX_LOCK_PI_PRIVATE, 0, &until, NULL, 0);
}

static const struct fault_path path_lock_pi_timeout = {
	.name = "futex_lock_pi_timeout", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.decides = "kernel/futex/pi.c:futex_lock_pi(), fault_in_user_writeable()",
	.len = sizeof(uint32_t), .fill = free_fill, .run = lock_pi_timeout_run,
	.check = locked_check,
};

static long lock_pi_shared_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_LOCK_PI, 0, NULL, NULL, 0);
}

static const struct fault_path path_lock_pi_shared = {
	.name = "futex_lock_pi_shared", .class = PATH_GUP, .access = FAULT_STORE,
	.decides = "kernel/futex/core.c:get_futex_key(): get_user_pages_fast(FOLL_WRITE)",
	.len = sizeof(uint32_t), .fill = free_fill, .run = lock_pi_shared_run,
	.check = locked_check,
};

/* ---- A futex with the number of a node behind it --------------------------- */

static long wait_with_node(void *word)
{
	return sysret(syscall(SYS_futex_wait, word, WORD + 1, 0xffffffffUL,
			      WORD_32 | WITH_NODE | PRIVATE, NULL, CLOCK_MONOTONIC));
}

static const struct answer *node_probe(void)
{
	uint32_t futex[2] __attribute__((aligned(8))) = { WORD, NO_NODE };
	long ret = wait_with_node(futex);

	if (ret == -ENOSYS || ret == -EINVAL)
		return lacks(NEED_FUTEX2_NUMA);
	if (ret == -EAGAIN)
		return NULL;
	return answer_to(NEED_FUTEX2_NUMA, "futex_wait(FUTEX2_NUMA)", ret);
}

static void node_fill(struct fault_cell *c, uint8_t *page)
{
	uint32_t futex[2] = { WORD, 0 };

	memcpy(argument_in(c, page), futex, sizeof(futex));
}

static void no_node_fill(struct fault_cell *c, uint8_t *page)
{
	uint32_t futex[2] = { WORD, NO_NODE };

	memcpy(argument_in(c, page), futex, sizeof(futex));
}

/* The word has another value: the call looks, and does not wait. */
static long wait_node_run(struct fault_cell *c)
{
	return wait_with_node(cell_buf(c));
}

static const struct fault_path path_wait_node = {
	.name = "futex_wait_node", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/core.c:get_futex_key(): FLAGS_NUMA",
	.len = 2 * sizeof(uint32_t), .ok = -EAGAIN, .probe = node_probe, .fill = node_fill,
	.run = wait_node_run, .check = unchanged_check,
};

/* The kernel chooses a node, and writes its number. */
static const char *no_node_check(struct fault_cell *c, long ret)
{
	uint32_t futex[2];

	(void)ret;
	memcpy(futex, cell_buf(c), sizeof(futex));
	return futex[1] == NO_NODE ? complain("no node was chosen") : check_word(c, WORD);
}

static const struct fault_path path_wait_no_node = {
	.name = "futex_wait_no_node", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/core.c:get_futex_key(): FLAGS_NUMA, FUTEX_NO_NODE",
	.len = 2 * sizeof(uint32_t), .ok = -EAGAIN, .probe = node_probe, .fill = no_node_fill,
	.run = wait_node_run, .check = no_node_check,
};

#define KEEPS_LOCK(of_path) \
	{ .path = of_path, .sources = SOURCES(&source_fuse_private), .stimuli = stimuli_few }, \
	{ .path = of_path, .apart = "userfault", .sources = SOURCES(&source_uffd_wp_anon), \
	  .stimuli = stimuli_none }

const struct matrix_row rows_futexes[] = {
	{ .path = &path_wake_op_waiters, .sources = SOURCES(&source_fuse_writeback),
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigusr1) },
	KEEPS_LOCK(&path_trylock_pi),
	KEEPS_LOCK(&path_lock_pi_timeout),
	{ .path = &path_lock_pi_shared, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_wait_node, .sources = sources_anon, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel },
	{ .path = &path_wait_no_node, .sources = sources_anon, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel },
	{ }
};
