// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of a stalled thread is changed by others: a sibling unmaps, moves, protects or
 * replaces the page, or the process whose page it is dies. None of that wakes the thread. Or
 * another task wants mmap_lock for writing, and the access waits behind it.
 *
 * Deciding kernel code: mm/userfaultfd.c:userfaultfd_unmap_prep(), mremap_userfaultfd_prep(),
 * mm/memory.c:__access_remote_vm(), kernel/exit.c:exit_mm().
 */
#include "lock_fault/families.h"
#include "loopfs.h"

static const struct matrix_row *const families[] = {
	rows_siblings, rows_abort, rows_target_death, rows_writer, NULL
};

static const struct matrix_program program = { .families = families, .prepare = loopfs_mount };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
