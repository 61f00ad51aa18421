// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page's memory is lost, as by an error that the hardware can't correct.
 *
 *	user mode	SIGBUS BUS_MCEERR_AR, si_addr, si_addr_lsb of a page
 *	uaccess		EFAULT, or a short count
 *	GUP		EFAULT, or EHWPOISON if the caller asks for it (MADV_POPULATE)
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_sigbus(), mm/gup.c:faultin_page(),
 * mm/internal.h or include/linux/mm.h:vm_fault_to_errno().
 */
#include "families.h"
#include "io_uring/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

static const struct fault_source *const lost[] = {
	&source_hwpoison_anon, &source_hwpoison_shmem, NULL
};

const struct matrix_row rows_lost[] = {
	{ .path = &path_load, .fails = lost },
	{ .path = &path_store, .fails = lost },
	{ .path = &path_atomic, .fails = lost },
	{ .path = &path_exec_fetch, .fails = SOURCES(&source_hwpoison_anon) },
	{ .path = &path_pipe_read, .fails = lost, .layouts = LAYOUTS_SHORT },
	{ .path = &path_pipe_write, .fails = lost, .layouts = LAYOUTS_SHORT },
	{ .path = &path_clock_gettime, .fails = lost },
	{ .path = &path_vm_readv, .fails = lost, .layouts = LAYOUTS_SHORT },
	{ .path = &path_vm_writev, .fails = lost, .layouts = LAYOUTS_SHORT },
	{ .path = &path_vm_readv_local, .fails = lost, .layouts = LAYOUTS_SHORT },
	{ .path = &path_vm_writev_local, .fails = lost, .layouts = LAYOUTS_SHORT },
	{ .path = &path_proc_mem_read, .fails = lost, .layouts = LAYOUTS_SHORT },
	{ .path = &path_proc_mem_write, .fails = lost, .layouts = LAYOUTS_SHORT },
	{ .path = &path_populate_read, .fails = lost, .layouts = LAYOUTS_PAGES },
	{ .path = &path_populate_write, .fails = lost, .layouts = LAYOUTS_PAGES },
	{ .path = &path_uring_read, .fails = lost, .layouts = LAYOUTS_SHORT },
	{ .path = &path_uring_read_async, .fails = lost, .layouts = LAYOUTS_SHORT },
	{ }
};
