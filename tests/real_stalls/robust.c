// SPDX-License-Identifier: GPL-2.0-only
/*
 * Locks of a task that ends: a family of real_stalls.c. The kernel walks the task's robust list
 * and marks each lock that the task owns. One entry of the list is in the page, and the walk
 * stalls at it. What stands behind it has to be handled all the same.
 *
 *   head -> entry in the page -> own -> last -> (bit 0: PI) pi -> head
 *
 * The word in the page belongs to nobody. The row says what "last" is, and whether the walk
 * comes past it. The other locks are in memory that the controller shares, and looks at.
 *
 * Deciding kernel code: kernel/futex/core.c:exit_robust_list(), handle_futex_death().
 */
#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"

/* An exit status that nothing else has. */
#define STATUS	77
/* More than any thread's number, and no lock of anybody. */
#define FOREIGN	FUTEX_TID_MASK

/* struct lock - a robust lock, as the C library has them: an entry, and the word behind it. */
struct lock {
	struct robust_list list;
	uint32_t word;
};

/* struct locks - what controller and victim share. */
struct locks {
	struct robust_list_head head;
	struct lock own, foreign, pi, dropped;
};

enum last_entry {
	LAST_FOREIGN,		/* another's lock; a lock that was dropped just now is pending */
	LAST_PENDING,		/* the pending lock is in the list, too */
	LAST_CIRCLE,		/* the list comes back to the page, and has no end */
	LAST_UNALIGNED,		/* an address that no lock can have */
	LAST_ABSENT,		/* no memory */
	LAST_HALF_ABSENT,	/* the lock is there, the pointer to the next is not */
	LAST_READ_ONLY,		/* memory that can't be written */
	LAST_COPIED,		/* memory that has to be copied first: fork() was here */
};

struct robust_case {
	enum last_entry last;
	bool past;		/* the walk comes to the PI lock */
};

/* Memory of the victim alone, which it shares with a child until it writes to it. */
static struct lock copied;

static struct locks *locks_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

/* A page behind the locks that becomes inaccessible, and one behind that, with a lock's end. */
static struct lock *half_absent(struct fault_cell *c)
{
	return (void *)((uint8_t *)locks_of(c) + 2 * small_page() - offsetof(struct lock, word));
}

static struct lock *read_only(struct fault_cell *c)
{
	return (void *)((uint8_t *)locks_of(c) + small_page());
}

static int robust_setup(struct fault_cell *c)
{
	void *shared = mmap(NULL, 3 * small_page(), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return -errno;
	*cell_priv(c) = shared;
	return 0;
}

static void robust_teardown(struct fault_cell *c)
{
	if (locks_of(c))
		munmap(locks_of(c), 3 * small_page());
}

static void entry_fill(struct fault_cell *c, uint8_t *page)
{
	struct lock entry = { .list.next = &locks_of(c)->own.list, .word = FOREIGN };

	memcpy(cell_buf_in(c, page), &entry, sizeof(entry));
}

static struct robust_list *pi_entry(struct robust_list *entry)
{
	return (void *)((uintptr_t)entry | 1);
}

/* The child takes part in all pages, and then they are this process's again, but read-only. */
static int share_by_fork(void)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid)
		_exit(0);
	return waitpid(pid, NULL, 0) == pid ? 0 : -errno;
}

static void own_lock(struct lock *lock, struct robust_list *next)
{
	lock->list.next = next;
	lock->word = gettid() | FUTEX_WAITERS;
}

/* Make the last entry, and let the entry before it point to it. */
static int link_last(struct fault_cell *c, enum last_entry last)
{
	struct locks *locks = locks_of(c);
	struct robust_list *pi = pi_entry(&locks->pi.list);

	locks->own.list.next = &locks->foreign.list;
	locks->foreign = (struct lock){ .list.next = pi, .word = FOREIGN };
	switch (last) {
	case LAST_FOREIGN:
		locks->head.list_op_pending = &locks->dropped.list;
		return 0;
	case LAST_PENDING:
		locks->head.list_op_pending = &locks->own.list;
		return 0;
	case LAST_CIRCLE:
		locks->pi.list.next = cell_buf(c);
		return 0;
	case LAST_UNALIGNED:
		locks->own.list.next = (void *)((uint8_t *)&locks->foreign + 2);
		return 0;
	case LAST_ABSENT:
		locks->own.list.next = (void *)small_page();	/* below vm.mmap_min_addr */
		return 0;
	case LAST_HALF_ABSENT:
		own_lock(half_absent(c), pi);
		locks->own.list.next = &half_absent(c)->list;
		return mprotect(read_only(c), small_page(), PROT_NONE) ? -errno : 0;
	case LAST_READ_ONLY:
		own_lock(read_only(c), pi);
		locks->own.list.next = &read_only(c)->list;
		return mprotect(read_only(c), small_page(), PROT_READ) ? -errno : 0;
	case LAST_COPIED:
		own_lock(&copied, pi);
		locks->own.list.next = &copied.list;
		return share_by_fork();
	}
	return -EINVAL;
}

static long robust_run(struct fault_cell *c)
{
	const struct robust_case *kase = cell_args(c);
	struct locks *locks = locks_of(c);
	struct lock *entry = cell_buf(c);
	int err;

	locks->head.list.next = &entry->list;
	locks->head.futex_offset = offsetof(struct lock, word);
	own_lock(&locks->own, NULL);
	own_lock(&locks->pi, &locks->head.list);
	err = link_last(c, kase->last);
	if (err)
		return err;
	syscall(SYS_set_robust_list, &locks->head, sizeof(locks->head));
	return sysret(syscall(SYS_exit_group, STATUS));
}

static const char *check_died(const struct lock *lock, bool due, const char *name)
{
	bool died = lock->word == (FUTEX_WAITERS | FUTEX_OWNER_DIED);

	if (died == due)
		return NULL;
	return complain("the lock \"%s\" is %#x: its owner died, and it should %shave been marked",
			name, lock->word, due ? "" : "not ");
}

/* The controller looks, behind the death of the process. */
static const char *robust_conserve(struct fault_cell *c, long moved)
{
	const struct robust_case *kase = cell_args(c);
	const struct locks *locks = locks_of(c);
	const char *wrong = check_died(&locks->own, true, "own");

	(void)moved;
	if (!wrong)
		wrong = check_died(&locks->pi, kase->past, "pi");
	if (!wrong && locks->foreign.word != FOREIGN)
		wrong = complain("another's lock was changed to %#x", locks->foreign.word);
	if (!wrong && locks->dropped.word)
		wrong = complain("the dropped lock was changed to %#x", locks->dropped.word);
	if (!wrong && kase->last == LAST_HALF_ABSENT)
		wrong = check_died(half_absent(c), true, "half absent");
	if (!wrong && kase->last == LAST_READ_ONLY)
		wrong = check_died(read_only(c), false, "read-only");
	return wrong;
}

/* ---- A lock ahead of the page --------------------------------------------- */

/* head -> own -> entry in the page -> head: the walk may end there, and own be marked. */
static void last_fill(struct fault_cell *c, uint8_t *page)
{
	struct lock entry = { .list.next = &locks_of(c)->head.list, .word = FOREIGN };

	memcpy(cell_buf_in(c, page), &entry, sizeof(entry));
}

static long own_first_run(struct fault_cell *c)
{
	struct locks *locks = locks_of(c);
	struct lock *entry = cell_buf(c);

	locks->head.list.next = &locks->own.list;
	locks->head.futex_offset = offsetof(struct lock, word);
	locks->head.list_op_pending = &locks->dropped.list;
	own_lock(&locks->own, &entry->list);
	syscall(SYS_set_robust_list, &locks->head, sizeof(locks->head));
	return sysret(syscall(SYS_exit_group, STATUS));
}

static const char *own_first_conserve(struct fault_cell *c, long moved)
{
	(void)moved;
	return check_died(&locks_of(c)->own, true, "own");
}

static const struct fault_path path_exit_robust_locks = {
	.name = "exit_robust_locks", .class = PATH_EXIT, .access = FAULT_LOAD,
	.end = { CLD_EXITED, STATUS },
	.decides = "kernel/futex/core.c:exit_robust_list(), handle_futex_death()",
	.len = sizeof(struct lock), .setup = robust_setup, .fill = last_fill,
	.run = own_first_run, .conserve = own_first_conserve, .teardown = robust_teardown,
};

#define ROBUST_PATH(ident, ...) \
	static const struct robust_case case_##ident = { __VA_ARGS__ }; \
	static const struct fault_path path_exit_robust_##ident = { \
		.name = "exit_robust_" #ident, .class = PATH_EXIT, .access = FAULT_LOAD, \
		.end = { CLD_EXITED, STATUS }, \
		.decides = "kernel/futex/core.c:exit_robust_list(), handle_futex_death()", \
		.len = sizeof(struct lock), .args = &case_##ident, .setup = robust_setup, \
		.fill = entry_fill, .run = robust_run, .conserve = robust_conserve, \
		.teardown = robust_teardown, \
	}

ROBUST_PATH(foreign, LAST_FOREIGN, true);
ROBUST_PATH(pending, LAST_PENDING, true);
ROBUST_PATH(circle, LAST_CIRCLE, true);
ROBUST_PATH(unaligned, LAST_UNALIGNED, false);
ROBUST_PATH(absent, LAST_ABSENT, false);
ROBUST_PATH(half_absent, LAST_HALF_ABSENT, false);
ROBUST_PATH(read_only, LAST_READ_ONLY, false);
ROBUST_PATH(copied, LAST_COPIED, true);

/* Not of a userfaultfd, whose fault fails in an exit: the walk ends there. */
#define ROBUST_ROWS(ident) \
	{ .path = &path_exit_robust_##ident, .sources = SOURCES(&source_fuse_private), \
	  .stimuli = stimuli_none }

/*
 * No SIGKILL: a kernel where it ends the wait never gets to the locks behind the page. Ahead of it
 * there is one in exit_robust_locks.
 */
const struct matrix_row rows_robust[] = {
	ROBUST_ROWS(foreign), ROBUST_ROWS(pending), ROBUST_ROWS(circle), ROBUST_ROWS(unaligned),
	ROBUST_ROWS(absent), ROBUST_ROWS(half_absent), ROBUST_ROWS(read_only),
	ROBUST_ROWS(copied),
	{ .path = &path_exit_robust_locks, .sources = SOURCES(&source_fuse_private),
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill) },
	{ .path = &path_exit_robust_locks, .apart = "userfault", .sources = sources_held_load,
	  .stimuli = stimuli_none },
	{ }
};
