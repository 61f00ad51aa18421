// SPDX-License-Identifier: GPL-2.0-only
/*
 * The other waits of userfaultfd. A system call that changes registered memory waits until the
 * monitor has read its event:
 *
 *	madvise(), munmap(), mremap(), fork()	event unread	killable, all else waits
 *
 * Deciding kernel code: mm/userfaultfd.c or fs/userfaultfd.c:
 * userfaultfd_event_wait_completion().
 */
#include "uffd_events/families.h"

static const struct matrix_row *const families[] = { rows_remove, rows_unmap, rows_fork, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
