// SPDX-License-Identifier: GPL-2.0-only
/*
 * Futexes at which threads wait: a family of real_stalls.c. The call stalls at the word, and
 * then has to wake, move or refuse exactly the threads that wait. They came to the word without
 * touching it: a private futex that they are moved to need not be there.
 *
 * Deciding kernel code: kernel/futex/waitwake.c:futex_wake_op(), kernel/futex/requeue.c:
 * futex_requeue().
 */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "families.h"
#include "futex.h"
#include "sources.h"

/* A thread that is not there: more than any thread's number. */
#define NOBODY	(FUTEX_TID_MASK - 1)
/* Threads that wait at a word. */
#define WAITERS	3

struct wake_op {
	unsigned int op;
	unsigned int cmp;
	unsigned int cmparg;
	uint32_t due;
	bool second;		/* the comparison is true: waiters of the second word are woken */
};

/* Where threads begin to wait, the first word of a call of two words, and where they end. */
static uint32_t start = FUTEX_WORD, first = FUTEX_WORD, other = FUTEX_WORD;
static uint32_t pi_start = FUTEX_WORD, pi_lock;
/* The thread that waits to be moved to a lock. */
static pid_t pi_waiter;

static void nobody_fill(struct fault_cell *c, uint8_t *page)
{
	futex_fill(c, page, NOBODY);
}

static void *wait_plain(void *arg)
{
	futex(&start, FUTEX_WAIT_PRIVATE, FUTEX_WORD, 0, NULL, 0);
	for (;;)
		pause();
	return arg;
}

static void *wait_pi(void *arg)
{
	pi_waiter = gettid();
	futex(&pi_start, FUTEX_WAIT_REQUEUE_PI_PRIVATE, FUTEX_WORD, 0, arg, 0);
	for (;;)
		pause();
	return arg;
}

/* Repeat a requeue until it has an effect: a thread that was started waits soon. */
static long requeue_until(void *from, unsigned long most, void *to)
{
	struct timespec pace = { .tv_nsec = 100000 };
	int tries = 20000;
	long ret;

	do {
		ret = futex(from, FUTEX_CMP_REQUEUE_PRIVATE, 0, most, to, FUTEX_WORD);
	} while (!ret && tries-- && !nanosleep(&pace, NULL));
	return ret;
}

/* Start threads that wait at a private word, which is not touched. */
static int gather(void *word, int nr)
{
	pthread_t thread;
	int err;

	for (; nr; nr--) {
		err = pthread_create(&thread, NULL, wait_plain, NULL);
		if (err)
			return -err;
		if (requeue_until(&start, 1, word) != 1)
			return -ETIME;
	}
	return 0;
}

/* Start a thread that waits to be moved to a lock. A plain requeue may not: it waits by then. */
static int start_pi_waiter(void *lock)
{
	pthread_t thread;
	int err = pthread_create(&thread, NULL, wait_pi, lock);

	if (err)
		return -err;
	return requeue_until(&pi_start, 1, &other) == -EINVAL ? 0 : -ETIME;
}

static const char *check_waiters(void *word, long due, const char *name)
{
	long left = futex(word, FUTEX_WAKE_PRIVATE, INT_MAX, 0, NULL, 0);

	if (left == due)
		return NULL;
	return complain("%ld threads still wait at the %s word, not %ld", left, name, due);
}

static int two_words_arm(struct fault_cell *c)
{
	return gather(&first, WAITERS) ?: gather(cell_buf(c), WAITERS);
}

static int page_word_arm(struct fault_cell *c)
{
	return gather(cell_buf(c), WAITERS);
}

static int pi_waiter_arm(struct fault_cell *c)
{
	(void)c;
	return start_pi_waiter(&pi_lock);
}

static int page_lock_arm(struct fault_cell *c)
{
	return start_pi_waiter(cell_buf(c));
}

static long wake_op(void *word, struct fault_cell *c)
{
	const struct wake_op *op = cell_args(c);

	return futex(word, FUTEX_WAKE_OP_PRIVATE, WAITERS - 1, WAITERS - 1, cell_buf(c),
		     FUTEX_OP(op->op, 1, op->cmp, op->cmparg));
}

static long wake_first_run(struct fault_cell *c)
{
	return wake_op(&first, c);
}

static long wake_pi_run(struct fault_cell *c)
{
	return wake_op(&pi_start, c);
}

/* Only the waiters that were to be woken are awake. */
static const char *wake_first_check(struct fault_cell *c, long ret)
{
	const struct wake_op *op = cell_args(c);
	long first_left = ret < 0 ? WAITERS : 1;
	const char *wrong = futex_check(c, op->due);

	wrong = wrong ?: check_waiters(&first, first_left, "first");
	return wrong ?: check_waiters(cell_buf(c), op->second ? 1 : WAITERS, "second");
}

static const char *wake_pi_check(struct fault_cell *c, long ret)
{
	const struct wake_op *op = cell_args(c);

	(void)ret;
	return futex_check(c, op->due);
}

#define WAKE_OP_PATH(ident, result, armed, called, checked, ...) \
	static const struct wake_op op_##ident = { __VA_ARGS__ }; \
	static const struct fault_path path_futex_wake_op_##ident = { \
		.name = "futex_wake_op_" #ident, .class = PATH_KEEPS_LOCK, \
		.access = FAULT_STORE, .len = sizeof(uint32_t), .ok = (result), \
		.decides = "kernel/futex/waitwake.c:futex_wake_op(), fault_in_user_writeable()", \
		.args = &op_##ident, .fill = futex_known_fill, .arm = (armed), .run = (called), \
		.check = (checked), \
	}

/* Two of three waiters at each word, if the comparison with the old value is true. */
WAKE_OP_PATH(both, 4, two_words_arm, wake_first_run, wake_first_check,
	     FUTEX_OP_OR, FUTEX_OP_CMP_GE, FUTEX_WORD, FUTEX_WORD | 1, true);
WAKE_OP_PATH(first, 2, two_words_arm, wake_first_run, wake_first_check,
	     FUTEX_OP_XOR, FUTEX_OP_CMP_LT, FUTEX_WORD, FUTEX_WORD ^ 1, false);
/* The word is changed, although the call knows no such comparison. */
WAKE_OP_PATH(no_cmp, -ENOSYS, two_words_arm, wake_first_run, wake_first_check,
	     FUTEX_OP_SET, 7, FUTEX_WORD, 1, false);
/* The word is changed, although the waiter is of another kind. */
WAKE_OP_PATH(pi_waiter, -EINVAL, pi_waiter_arm, wake_pi_run, wake_pi_check,
	     FUTEX_OP_ADD, FUTEX_OP_CMP_EQ, FUTEX_WORD, FUTEX_WORD + 1, true);

static long requeue_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_CMP_REQUEUE_PRIVATE, 1, 1, &other, FUTEX_WORD);
}

static const char *requeue_check(struct fault_cell *c, long ret)
{
	const char *wrong = futex_check(c, FUTEX_WORD);

	(void)ret;
	wrong = wrong ?: check_waiters(cell_buf(c), 1, "page's");
	return wrong ?: check_waiters(&other, 1, "other");
}

static const struct fault_path path_futex_requeue_threads = {
	.name = "futex_requeue_threads", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/requeue.c:futex_requeue(): get_user()",
	.len = sizeof(uint32_t), .ok = 2, .fill = futex_known_fill, .arm = page_word_arm,
	.run = requeue_run, .check = requeue_check,
};

static const char *all_wait_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, FUTEX_WORD) ?: check_waiters(cell_buf(c), WAITERS, "page's");
}

static long requeue_changed_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_CMP_REQUEUE_PRIVATE, 1, 1, &other, FUTEX_WORD + 1);
}

static const struct fault_path path_futex_requeue_changed = {
	.name = "futex_requeue_changed", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/requeue.c:futex_requeue(): get_user()",
	.len = sizeof(uint32_t), .ok = -EAGAIN, .fill = futex_known_fill, .arm = page_word_arm,
	.run = requeue_changed_run, .check = all_wait_check,
};

/* Plain waiters can't be moved to a lock. */
static long requeue_pi_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, 1, &pi_lock, FUTEX_WORD);
}

static const struct fault_path path_futex_requeue_pi_plain = {
	.name = "futex_requeue_pi_plain", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/requeue.c:futex_proxy_trylock_atomic()",
	.len = sizeof(uint32_t), .ok = -EINVAL, .fill = futex_known_fill, .arm = page_word_arm,
	.run = requeue_pi_run, .check = all_wait_check,
};

static long to_page_lock_run(struct fault_cell *c)
{
	return futex(&pi_start, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, 1, cell_buf(c), FUTEX_WORD);
}

static const char *nobody_check(struct fault_cell *c, long ret)
{
	uint32_t word = futex_now(c);

	(void)ret;
	return (word & FUTEX_TID_MASK) == NOBODY ? NULL : complain("the futex has %#x", word);
}

static const struct fault_path path_futex_requeue_no_owner = {
	.name = "futex_requeue_no_owner", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.decides = "kernel/futex/requeue.c:futex_proxy_trylock_atomic(), fault_in_user_writeable()",
	.len = sizeof(uint32_t), .ok = -ESRCH, .fill = nobody_fill, .arm = page_lock_arm,
	.run = to_page_lock_run, .check = nobody_check,
};

/* The lock is free, and is the waiter's now. The mark for waiters is set in any case. */
static const char *given_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, FUTEX_WAITERS | (uint32_t)pi_waiter);
}

static const struct fault_path path_futex_requeue_free = {
	.name = "futex_requeue_free", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.decides = "kernel/futex/requeue.c:futex_proxy_trylock_atomic(), fault_in_user_writeable()",
	.len = sizeof(uint32_t), .ok = 1, .fill = futex_free_fill, .arm = page_lock_arm,
	.run = to_page_lock_run, .check = given_check,
};

/* The leader has the lock: the waiter is moved, and waits on. */
static long to_held_lock_run(struct fault_cell *c)
{
	futex_own(c, getpid());
	return to_page_lock_run(c);
}

static const char *moved_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return futex_check(c, FUTEX_WAITERS | (uint32_t)getpid());
}

static const struct fault_path path_futex_requeue_held = {
	.name = "futex_requeue_held", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.decides = "kernel/futex/requeue.c:futex_proxy_trylock_atomic(), fault_in_user_writeable()",
	.len = sizeof(uint32_t), .ok = 1, .arm = page_lock_arm, .run = to_held_lock_run,
	.check = moved_check,
};

/* A wait for a move that does not come. */
static long wait_requeue_pi(struct fault_cell *c, uint32_t val)
{
	return futex(cell_buf(c), FUTEX_WAIT_REQUEUE_PI_PRIVATE, val,
		     (unsigned long)&futex_long_ago, &pi_lock, FUTEX_BITSET_MATCH_ANY);
}

static long wait_timeout_run(struct fault_cell *c)
{
	return wait_requeue_pi(c, FUTEX_WORD);
}

static long wait_changed_run(struct fault_cell *c)
{
	return wait_requeue_pi(c, FUTEX_WORD + 1);
}

static const struct fault_path path_futex_wait_pi_timeout = {
	.name = "futex_wait_pi_timeout", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/requeue.c:futex_wait_requeue_pi(), futex_wait_setup()",
	.len = sizeof(uint32_t), .ok = -ETIMEDOUT, .fill = futex_known_fill,
	.run = wait_timeout_run, .check = futex_known_check,
};

static const struct fault_path path_futex_wait_pi_changed = {
	.name = "futex_wait_pi_changed", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/requeue.c:futex_wait_requeue_pi(), futex_wait_setup()",
	.len = sizeof(uint32_t), .ok = -EAGAIN, .fill = futex_known_fill,
	.run = wait_changed_run, .check = futex_known_check,
};

/* The three operations whose key is that of a shared page: GUP fetches the page. */
static long requeue_shared_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_REQUEUE, 1, 1, &other, 0);
}

static long requeue_to_shared_run(struct fault_cell *c)
{
	return futex(&other, FUTEX_REQUEUE, 1, 1, cell_buf(c), 0);
}

static long wake_op_shared_run(struct fault_cell *c)
{
	return futex(cell_buf(c), FUTEX_WAKE_OP, 1, 1, &other,
		     FUTEX_OP(FUTEX_OP_SET, FUTEX_WORD, FUTEX_OP_CMP_EQ, FUTEX_WORD));
}

static long wake_op_to_shared_run(struct fault_cell *c)
{
	return futex(&other, FUTEX_WAKE_OP, 1, 1, cell_buf(c),
		     FUTEX_OP(FUTEX_OP_SET, FUTEX_WORD, FUTEX_OP_CMP_EQ, FUTEX_WORD));
}

static long wait_pi_shared_run(struct fault_cell *c)
{
	return futex(&other, FUTEX_WAIT_REQUEUE_PI, FUTEX_WORD + 1, 0, cell_buf(c), 0);
}

#define SHARED_PATH(ident, result, called) \
	static const struct fault_path path_futex_##ident = { \
		.name = "futex_" #ident, .class = PATH_GUP, .access = FAULT_STORE, \
		.decides = "kernel/futex/core.c:get_futex_key(): get_user_pages_fast()", \
		.len = sizeof(uint32_t), .ok = (result), .fill = futex_known_fill, \
		.run = (called), \
		.check = futex_known_check, \
	}

SHARED_PATH(requeue_shared, 0, requeue_shared_run);
SHARED_PATH(requeue_to_shared, 0, requeue_to_shared_run);
SHARED_PATH(wake_op_shared, 0, wake_op_shared_run);
SHARED_PATH(wake_op_to_shared, 0, wake_op_to_shared_run);
SHARED_PATH(wait_pi_shared, -EAGAIN, wait_pi_shared_run);

/* A signal in userfaultfd's wait would only spin: see expectations/all-fails.txt. */
#define LOCKED_ROWS(ident) \
	{ .path = &path_futex_##ident, .sources = SOURCES(&source_fuse_private), \
	  .stimuli = stimuli_none }, \
	{ .path = &path_futex_##ident, .apart = "userfault", .sources = sources_anon, \
	  .stimuli = stimuli_none }

#define UACCESS_ROW(ident) \
	{ .path = &path_futex_##ident, .sources = sources_anon, .stimuli = stimuli_few }

/* A stop takes the waiting threads out of their queue. */
#define WAITERS_ROW(ident) \
	{ .path = &path_futex_##ident, .sources = sources_anon, \
	  .stimuli = stimuli_brief }

#define SHARED_ROW(ident) \
	{ .path = &path_futex_##ident, .sources = sources_anon, .stimuli = stimuli_release, \
	  .fails = SOURCES(&source_prot_none) }

const struct matrix_row rows_futex_waiters[] = {
	LOCKED_ROWS(wake_op_both), LOCKED_ROWS(wake_op_first), LOCKED_ROWS(wake_op_no_cmp),
	LOCKED_ROWS(wake_op_pi_waiter), LOCKED_ROWS(requeue_no_owner),
	LOCKED_ROWS(requeue_free), LOCKED_ROWS(requeue_held),
	{ .path = &path_futex_wake_op_both, .sources = SOURCES(&source_fuse_writeback),
	  .stimuli = stimuli_release },
	WAITERS_ROW(requeue_threads), WAITERS_ROW(requeue_changed),
	WAITERS_ROW(requeue_pi_plain), UACCESS_ROW(wait_pi_timeout),
	UACCESS_ROW(wait_pi_changed),
	SHARED_ROW(requeue_shared), SHARED_ROW(requeue_to_shared), SHARED_ROW(wake_op_shared),
	SHARED_ROW(wake_op_to_shared), SHARED_ROW(wait_pi_shared),
	{ }
};
