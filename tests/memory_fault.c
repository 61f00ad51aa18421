// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults that are about memory itself: there is none, it is lost, or it is taken away from the
 * page while the fault is held.
 *
 * Deciding kernel code: mm/memory.c:handle_mm_fault(), do_swap_page(); mm/memcontrol.c;
 * mm/memory-failure.c; mm/migrate.c.
 */
#include "memory_fault/families.h"
#include "swap.h"

static const struct matrix_row *const families[] = { rows_no_memory, rows_taken, NULL };

static const struct matrix_program program = { .families = families, .prepare = swap_start };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
