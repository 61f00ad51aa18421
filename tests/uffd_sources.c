// SPDX-License-Identifier: GPL-2.0-only
/*
 * What userfaultfd can hold beyond the sources that every path is crossed with, and all the ways
 * to let go of what it holds. The paths are those of the other programs.
 *
 * Deciding kernel code: mm/userfaultfd.c or fs/userfaultfd.c: handle_userfault(),
 * userfaultfd_wake_function(), userfaultfd_unregister(), userfaultfd_release().
 */
#include "uffd_sources/families.h"

static const struct matrix_row *const families[] = {
	rows_sources, rows_failing, rows_releases, NULL
};

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
