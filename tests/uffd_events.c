// SPDX-License-Identifier: GPL-2.0-only
/*
 * The other waits of userfaultfd. A system call that changes registered memory waits until the
 * monitor has read its event:
 *
 *	madvise(), munmap(), mremap(), fork()	event unread	killable, all else waits
 *	read() and poll() of a userfaultfd	no message	interruptible
 *	UFFDIO_COPY		its source is held by another	a copy by the kernel
 *
 * Deciding kernel code: mm/userfaultfd.c or fs/userfaultfd.c:
 * userfaultfd_event_wait_completion(), userfaultfd_ctx_read(), mfill_atomic().
 */
#include "uffd_events/families.h"

static const struct matrix_row *const families[] = {
	rows_remove, rows_unmap, rows_fork, rows_read, rows_copy_source, rows_read_event,
	NULL
};

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
