// SPDX-License-Identifier: GPL-2.0-only
/*
 * The victim's descriptor table, noted ahead of a call and after it, in memory that the
 * controller sees as well: it looks at the table of a victim that is gone.
 *
 * Deciding kernel code: fs/file.c:alloc_fd(), do_dup2().
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "table.h"

/* Numbers for which the kernel need not enlarge the table, and wait for RCU. */
#define SIZE_FIRST	(8 * (int)sizeof(long))

/**
 * fd_table_of() - the table of a cell whose setup was fd_table_setup().
 * @c: the cell.
 * Return: the table; NULL if the setup failed.
 */
struct fd_table *fd_table_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

/**
 * fd_table_setup() - fault_path.setup, or a part of it: empty notes, shared.
 * @c: the cell, whose cell_priv() they become.
 * Return: 0 or -errno.
 */
int fd_table_setup(struct fault_cell *c)
{
	void *table = mmap(NULL, sizeof(struct fd_table), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (table == MAP_FAILED)
		return -errno;
	*cell_priv(c) = table;
	return 0;
}

/**
 * fd_table_teardown() - fault_path.teardown.
 * @c: the cell.
 */
void fd_table_teardown(struct fault_cell *c)
{
	if (fd_table_of(c))
		munmap(fd_table_of(c), sizeof(struct fd_table));
}

/* The number is given out, but nothing is open there: dup3(), which must not take it, tells. */
static bool is_reserved(int from, int fd)
{
	if (dup3(from, fd, O_CLOEXEC) < 0)
		return errno == EBUSY;
	close(fd);
	return false;
}

/**
 * fd_table_note() - which descriptors the caller has, and which numbers are taken.
 * @taken: set, FD_TABLE_SIZE of them.
 */
void fd_table_note(bool *taken)
{
	int fd, any = -1;

	for (fd = 0; fd < FD_TABLE_SIZE; fd++) {
		taken[fd] = fcntl(fd, F_GETFD) >= 0;
		if (taken[fd])
			any = fd;
	}
	for (fd = 0; fd < SIZE_FIRST; fd++)
		taken[fd] = taken[fd] || is_reserved(any, fd);
}

/**
 * fd_table_keep() - make a call, and note what it does to the table: fault_path.conserve()
 * looks at that whatever the call returned.
 * @c: the cell.
 * @call: the call.
 * Return: what @call returns.
 */
long fd_table_keep(struct fault_cell *c, long (*call)(struct fault_cell *c))
{
	struct fd_table *t = fd_table_of(c);

	fd_table_note(t->before);
	t->ret = call(c);
	fd_table_note(t->after);
	t->returned = true;
	return t->ret;
}

/**
 * fd_table_check() - so many descriptors are new, and none is gone.
 * @t: the table.
 * @given: how many the call handed out.
 * Return: NULL, or what is wrong.
 */
const char *fd_table_check(const struct fd_table *t, int given)
{
	int fd, more = 0;

	if (!t->returned)
		return NULL;	/* the table died with the victim */
	for (fd = 0; fd < FD_TABLE_SIZE; fd++) {
		if (t->before[fd] && !t->after[fd])
			return complain("descriptor %d was closed", fd);
		more += t->after[fd] && !t->before[fd];
	}
	if (more != given)
		return complain("%d descriptors more than before, %d were handed out", more,
				given);
	return NULL;
}

/**
 * fd_table_gained() - in the victim: is a descriptor new, and closed by execve()?
 * @t: the table.
 * @fd: the descriptor, or any number.
 * Return: whether it is.
 */
bool fd_table_gained(const struct fd_table *t, int fd)
{
	return fd >= 0 && fd < FD_TABLE_SIZE && t->after[fd] && !t->before[fd] &&
	       fcntl(fd, F_GETFD) == FD_CLOEXEC;
}
