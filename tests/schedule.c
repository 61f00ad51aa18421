// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults whose stimulus and release come at other moments than in all the other cells, where
 * the stimulus comes in the first try of the fault and the release when all tasks are asleep.
 * The paths are those of the other programs.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_user_addr_fault(), mm/gup.c,
 * mm/userfaultfd.c:handle_userfault().
 */
#include "kvm/probe.h"
#include "loopfs.h"
#include "schedule/families.h"

static const struct matrix_row *const families[] = {
	rows_tries, rows_crowds, rows_races, rows_long, NULL
};

/* What the programs of the paths prepare. */
static void prepare(void)
{
	loopfs_mount();
	kvm_find();
}

static const struct matrix_program program = { .families = families, .prepare = prepare };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
