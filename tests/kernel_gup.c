// SPDX-License-Identifier: GPL-2.0-only
/*
 * Callers inside the kernel, by slowfault.ko: get_user_pages() and pin_user_pages() in all
 * forms and with every FOLL flag that a module may pass, fixup_user_fault(), fault_in_*(), and
 * the copies. They are called in a system call and in a kernel thread on a borrowed mm, on
 * memory of userfaultfd or of a driver.
 *
 * A caller may opt in to signals (2022): a signal ends the wait of FOLL_INTERRUPTIBLE, with
 * EINTR or the pages so far. Without that flag only a fatal signal does. FOLL_NOWAIT never
 * waits nor drops the lock, and a caller that may not drop it does not wait for userfaultfd
 * at all. No page, pin or lock is leaked, whatever happens to the caller.
 *
 * Deciding kernel code: mm/gup.c, mm/maccess.c, arch/x86/mm/fault.c.
 */
#include "kernel_gup/families.h"

static const struct matrix_row *const families[] = {
	rows_kernel_pages, rows_kernel_uaccess, NULL
};

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
