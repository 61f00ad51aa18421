// SPDX-License-Identifier: GPL-2.0-only
/*
 * The victim's descriptor table, noted before and after a call. The notes are in shared
 * memory, because the controller checks the table when the victim is gone.
 *
 * Deciding kernel code: fs/file.c:alloc_fd(), do_dup2().
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "table.h"

/* Below this number the kernel need not enlarge the table and wait for RCU. */
#define SIZE_FIRST	(8 * (int)sizeof(long))

/**
 * fd_table_of() - find the table of a cell whose setup was fd_table_setup().
 * @c: the cell.
 * Return: the table; NULL if the setup failed.
 */
struct fd_table *fd_table_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

/**
 * fd_table_setup() - fault_path.setup, or a part of it: make empty, shared notes.
 * @c: the cell; its cell_priv() will point to them.
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

/*
 * Is the number given out, although nothing is open there? dup3() tells, as it refuses such a
 * number.
 */
static bool is_reserved(int from, int fd)
{
	if (dup3(from, fd, O_CLOEXEC) < 0)
		return errno == EBUSY;
	close(fd);
	return false;
}

/**
 * fd_table_note() - note the caller's descriptors, and all other numbers that are taken.
 * @taken: filled, FD_TABLE_SIZE elements.
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
 * fd_table_keep() - make a call, and note the table before and after it. fault_path.conserve()
 * checks the notes, whatever the call returned.
 * @c: the cell.
 * @call: the call.
 * Return: result of @call.
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
 * fd_table_check() - check the number of new descriptors, and that none is gone.
 * @t: the table.
 * @given: number of descriptors that the call handed out.
 * Return: NULL, or a complaint.
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
 * fd_table_gained() - in the victim: tell whether a descriptor is new and close-on-exec.
 * @t: the table.
 * @fd: the descriptor, or any number.
 * Return: true if it is.
 */
bool fd_table_gained(const struct fd_table *t, int fd)
{
	return fd >= 0 && fd < FD_TABLE_SIZE && t->after[fd] && !t->before[fd] &&
	       fcntl(fd, F_GETFD) == FD_CLOEXEC;
}
