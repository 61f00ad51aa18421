// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that are about the page itself. Some bring it in, through GUP that may drop
 * mmap_lock: MADV_POPULATE_*, mlock(), mremap() of a locked mapping, get_mempolicy() that
 * asks for a page's node. The others look at it or set a policy for it, and must not fault
 * it in.
 *
 * Deciding kernel code: mm/gup.c:faultin_page_range(), populate_vma_page_range();
 * mm/mlock.c:do_mlock(); mm/mempolicy.c:lookup_node(); mm/migrate.c:do_pages_stat().
 *
 * MAP_POPULATE is not here: a mapping that mmap() has just made is registered with no
 * userfaultfd, so that nothing holds its faults.
 */
#include "populate/families.h"

static const struct matrix_row *const families[] = {
	rows_madvise, rows_mlock, rows_look, rows_numa, rows_reclaim, rows_bound, rows_policy,
	NULL
};

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
