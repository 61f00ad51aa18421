// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exits with locks: a family of real_stalls.c. The dead thread's list has a lock that it holds,
 * then an entry in the held page; a third lock it was about to take. Whoever waits for the first
 * one has to hear of the owner's death, as soon as the kernel has got that far.
 *
 * Deciding kernel code: kernel/futex/core.c:exit_robust_list(), handle_futex_death().
 */
#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"

#define STATUS	77

/* struct lock - a robust lock, as the C library has them: an entry, and the word behind it. */
struct lock {
	struct robust_list entry;
	uint32_t word;
};

/* struct locks - what controller and victim share. */
struct locks {
	struct robust_list_head head;
	struct lock held;
	struct lock pending;
};

static struct locks *locks_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

static int locks_setup(struct fault_cell *c)
{
	struct locks *locks = mmap(NULL, sizeof(*locks), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (locks == MAP_FAILED)
		return -errno;
	*cell_priv(c) = locks;
	return 0;
}

static void locks_teardown(struct fault_cell *c)
{
	if (locks_of(c))
		munmap(locks_of(c), sizeof(struct locks));
	*cell_priv(c) = NULL;
}

/* The entry in the page is the last, of a lock that is somebody else's: its word is 0. */
static void entry_fill(struct fault_cell *c, uint8_t *page)
{
	struct lock lock = { .entry.next = &locks_of(c)->head.list };

	memcpy(page + ((uint8_t *)cell_buf(c) - cell_page(c)), &lock, sizeof(lock));
}

static long exit_with_locks(struct fault_cell *c)
{
	struct locks *locks = locks_of(c);

	locks->head.futex_offset = offsetof(struct lock, word);
	locks->head.list.next = &locks->held.entry;
	locks->head.list_op_pending = &locks->pending.entry;
	locks->held.entry.next = cell_buf(c);
	locks->held.word = syscall(SYS_gettid) | FUTEX_WAITERS;
	locks->pending.word = 0;
	syscall(SYS_set_robust_list, &locks->head, sizeof(locks->head));
	return sysret(syscall(SYS_exit_group, STATUS));
}

/* The lock is its owner's no more, in either case: it was the first. */
static const char *locks_conserve(struct fault_cell *c, long moved)
{
	uint32_t word = locks_of(c)->held.word;

	(void)moved;
	if (word != (FUTEX_OWNER_DIED | FUTEX_WAITERS))
		return complain("the lock has %#x, not that its owner has died", word);
	return NULL;
}

static const struct fault_path path_exit_robust_locks = {
	.name = "exit_robust_locks", .class = PATH_EXIT, .access = FAULT_LOAD,
	.end = { CLD_EXITED, STATUS },
	.decides = "kernel/futex/core.c:exit_robust_list(), handle_futex_death()",
	.len = sizeof(struct lock), .setup = locks_setup, .fill = entry_fill,
	.run = exit_with_locks, .conserve = locks_conserve, .teardown = locks_teardown,
};

const struct matrix_row rows_exit_locks[] = {
	{ .path = &path_exit_robust_locks, .sources = SOURCES(&source_fuse_private),
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill) },
	{ .path = &path_exit_robust_locks, .apart = "userfault", .sources = sources_held_load,
	  .stimuli = stimuli_none },
	{ }
};
