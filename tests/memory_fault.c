// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults that are about memory itself: there is none, it is lost, or it is taken away from the
 * page while the fault is held.
 *
 * Deciding kernel code: mm/memory.c:handle_mm_fault(), do_swap_page(); mm/memcontrol.c;
 * mm/memory-failure.c; mm/migrate.c.
 */
#include "cgroup.h"
#include "memory_fault/families.h"
#include "swap.h"

static const struct matrix_row *const families[] = {
	rows_no_memory, rows_lost, rows_taken, rows_swapped, rows_merged,
	rows_oom_kill, NULL
};

/* What stimuli need; sources start their groups themselves. */
static void prepare(void)
{
	swap_start();
	cgroup_v1_start();
	cgroup_v2_start();
}

static const struct matrix_program program = { .families = families, .prepare = prepare };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
