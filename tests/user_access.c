// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of user-mode instructions: load, store, atomic, instruction fetch.  Any
 * signal interrupts them: the handler runs, the instruction faults again.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_user_addr_fault(),
 * include/linux/sched/signal.h:fault_signal_pending() with user_mode(regs).
 */
#include "user_access/families.h"

static const struct matrix_row *const families[] = { rows_instructions, rows_dump, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
