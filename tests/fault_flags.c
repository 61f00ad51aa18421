// SPDX-License-Identifier: GPL-2.0-only
/*
 * Check the FAULT_FLAG_* with which each path enters a handler, on the first and on each later
 * try. Every cell on a driver's memory checks them, whatever its program
 * (harness/engine/flags.c). This program has all paths, on the handlers that make a difference:
 * one that asks for eleven tries, and one that is asked about a page that is present.
 *
 * Deciding kernel code: include/linux/mm.h:FAULT_FLAG_DEFAULT, mm/gup.c:faultin_page(),
 * arch/x86/mm/fault.c:do_user_addr_fault(), mm/memory.c:do_page_mkwrite().
 */
#include "driver_fault/families.h"
#include "kernel_gup/families.h"
#include "matrix.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

static const struct fault_source *const tries_load[] = { &source_retry_storm, NULL };
static const struct fault_source *const tries_store[] = {
	&source_retry_storm, &source_page_mkwrite, &source_pfn_mkwrite, NULL
};

/* Sources for GUP, which does not get memory without a struct page. */
static const struct fault_source *const tries_store_gup[] = {
	&source_retry_storm, &source_page_mkwrite, NULL
};

#define FLAGS(of_path, tries) \
	{ .path = of_path, .sources = tries, .stimuli = stimuli_none }

static const struct matrix_row rows_flags[] = {
	FLAGS(&path_load, tries_load),
	FLAGS(&path_store, tries_store),
	FLAGS(&path_exec_fetch, tries_load),
	FLAGS(&path_pipe_read, tries_store),
	FLAGS(&path_pipe_write, tries_load),
	FLAGS(&path_vm_readv_local, tries_store),
	FLAGS(&path_vm_writev_local, tries_load),
	FLAGS(&path_vm_readv, tries_load),
	FLAGS(&path_vm_writev, tries_store_gup),
	FLAGS(&path_proc_mem_read, tries_load),
	FLAGS(&path_proc_mem_write, tries_store_gup),
	FLAGS(&path_populate_read, tries_load),
	FLAGS(&path_populate_write, tries_store_gup),
	FLAGS(&path_map_populate, tries_load),
	FLAGS(&path_gup_unlocked, tries_load),
	FLAGS(&path_gup_unlocked_write, tries_store_gup),
	FLAGS(&path_gup_fast, tries_load),
	FLAGS(&path_pup_fast_write, tries_store_gup),
	FLAGS(&path_gup_remote_locked, tries_load),
	FLAGS(&path_pup_remote_locked, tries_store_gup),
	FLAGS(&path_gup, tries_load),
	FLAGS(&path_gup_remote, tries_load),
	FLAGS(&path_gup_interruptible, tries_load),
	FLAGS(&path_gup_remote_interruptible, tries_load),
	FLAGS(&path_pup_interruptible, tries_store_gup),
	FLAGS(&path_gup_nowait, tries_load),
	FLAGS(&path_fixup, tries_load),
	FLAGS(&path_fixup_write, tries_store_gup),
	FLAGS(&path_fixup_locked, tries_load),
	FLAGS(&path_fault_in_readable, tries_load),
	FLAGS(&path_fault_in_writeable, tries_store),
	FLAGS(&path_fault_in_safe_writeable, tries_store_gup),
	FLAGS(&path_copy_from_user, tries_load),
	FLAGS(&path_copy_to_user, tries_store),
	FLAGS(&path_get_user, tries_load),
	FLAGS(&path_put_user, tries_store),
	FLAGS(&path_access_vm, tries_load),
	FLAGS(&path_kthread_gup, tries_load),
	FLAGS(&path_kthread_pup_remote, tries_store_gup),
	FLAGS(&path_kthread_copy_from_user, tries_load),
	FLAGS(&path_kthread_copy_to_user, tries_store),
	{ }
};

static const struct matrix_row *const families[] = { rows_flags, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
