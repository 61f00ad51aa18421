// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_vm_readv() and process_vm_writev(): the page that stalls is on the remote
 * side (GUP, page pins) or on the local one (uaccess, with the remote pages pinned
 * meanwhile); the target is the caller itself or another process. Also /proc/PID/mem,
 * which copies in the same way but may not drop mmap_lock.
 *
 * Deciding kernel code: mm/process_vm_access.c:process_vm_rw_single_vec(),
 * process_vm_rw_pages(); mm/gup.c:pin_user_pages_remote(); fs/proc/base.c:mem_rw().
 */
#include "process_vm/families.h"

static const struct matrix_row *const families[] = {
	rows_process_vm_self, rows_process_vm_peer, rows_proc_mem, rows_process_vm_dump, NULL
};

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
