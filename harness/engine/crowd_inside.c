// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tasks of a crowd (crowd.c), inside the victim's memory: one loads, one is in
 * get_user_pages(), one in copy_from_user(). They are no threads of the C library: its state,
 * errno among it, is the leader's, which sleeps in a system call meanwhile.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "inside.h"

#define STACK_BYTES	65536	/* bytes, not a page */

static uint8_t *stacks, *another_page;

static bool loads_byte(const struct crowd_member *m)
{
	return *(const volatile uint8_t *)m->page == m->want;
}

/* process_vm_readv() of the task's own memory: get_user_pages(). */
static bool reads_byte(const struct crowd_member *m)
{
	uint8_t byte = ~m->want;
	struct iovec to = { &byte, 1 }, from = { m->page, 1 };

	return process_vm_readv(m->pid, &to, 1, &from, 1, 0) == 1 && byte == m->want;
}

/* copy_from_user() of a time. The content of a page is none: its nanoseconds are negative. */
static bool copies_time(const struct crowd_member *m)
{
	return syscall(SYS_nanosleep, m->page, NULL) && errno == EINVAL;
}

static bool (*const accesses[CROWD])(const struct crowd_member *m) = {
	loads_byte, reads_byte, copies_time,
};

static int be_member(void *arg)
{
	struct crowd_member *m = arg;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != m->parent)
		return 0;
	atomic_store(&m->pid, syscall(SYS_getpid));
	m->right = accesses[m->place](m);
	atomic_store(&m->done, 1);
	/* Not exit(): the C library's state is the leader's. */
	return syscall(SYS_exit, 0);
}

/**
 * crowd_arm() - in the victim, ahead of its fault: map what the tasks need, for a fault may keep
 *	mmap_lock.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int crowd_arm(struct fault_cell *c)
{
	struct crowd_member *m = c->victim.shared->crowd;
	unsigned int i;

	if (!c->variant->schedule || !c->variant->schedule->crowd)
		return 0;
	stacks = mmap(NULL, CROWD * STACK_BYTES, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	another_page = mmap(NULL, small_page(), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stacks == MAP_FAILED || another_page == MAP_FAILED)
		return -errno;
	/* Beside a stack it could come with that, in one huge page. EINVAL: there are none. */
	if (madvise(another_page, small_page(), MADV_NOHUGEPAGE) && errno != EINVAL)
		return -errno;
	for (i = 0; i < CROWD; i++, m++) {
		m->place = i;
		m->page = cell_page(c);
		m->want = c->region.content[0];
		m->parent = getppid();
	}
	if (c->variant->schedule->neighbour)
		(m - 1)->page = another_page;
	return 0;
}

/**
 * crowd_gather() - in the victim's leader: start the tasks.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int crowd_gather(struct fault_cell *c)
{
	unsigned int i;

	for (i = 0; i < CROWD; i++)
		if (clone(be_member, stacks + (i + 1) * STACK_BYTES,
			  CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_PARENT | SIGCHLD,
			  &c->victim.shared->crowd[i]) < 0)
			return -errno;
	return 0;
}
