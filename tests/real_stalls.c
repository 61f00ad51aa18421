// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults in which real machines hang: calls that no signal ends while a page of a file does
 * not come, an exit or a core dump that needs such a page, and the calls of bystanders that
 * wait for a lock which the stalled call keeps.
 */
#include "real_stalls/families.h"

static const struct matrix_row *const families[] = {
	rows_locked, rows_locked_peer, rows_futex, rows_futex_lock, rows_futex_node,
	rows_futex_waiters, rows_robust, rows_exit, rows_bystander, rows_small, rows_arguments,
	rows_frame, rows_sibling_fork, rows_core_events, rows_xsave, NULL
};

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
