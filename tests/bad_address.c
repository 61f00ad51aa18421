// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses that can't be resolved because of the address, and what each origin of a fault is
 * told: user mode a signal, with the exact byte, the right si_code and the processor's error
 * code; a copy EFAULT or a short count; get_user_pages() the error of its caller.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_user_addr_fault(), bad_area_access_error(),
 * set_signal_archinfo(), mm/gup.c:check_vma_flags(), lib/iov_iter.c.
 */
#include "io_uring/families.h"
#include "matrix.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/* A good page can lie ahead of these. */
#define BEHIND_GOOD \
	&source_unmapped, &source_guard_page, &source_truncated_private
#define BEHIND_NOTHING \
	&source_null_page, &source_kernel_address, &source_noncanonical, \
	&source_stack_guard, &source_stack_limit

static const struct fault_source *const behind_nothing[] = { BEHIND_NOTHING, NULL };
static const struct fault_source *const load_behind_good[] = {
	BEHIND_GOOD, &source_pkey_present, NULL
};

static const struct fault_source *const store_behind_good[] = {
	BEHIND_GOOD, &source_pkey_present, &source_read_only_anon, &source_read_only_file, NULL
};

/* A protection key does not forbid instruction fetches. */
static const struct fault_source *const exec_behind_good[] = {
	BEHIND_GOOD, &source_no_exec, NULL
};

/* Each of them for memory of another process, to which the caller's keys do not apply. */
static const struct fault_source *const remote_load[] = { BEHIND_GOOD, NULL };
static const struct fault_source *const remote_store[] = {
	BEHIND_GOOD, &source_read_only_anon, &source_read_only_file, NULL
};

/* One source for each signal and si_code that a process can die of. */
#define FORCED \
	&source_unmapped, &source_prot_none, &source_kernel_address, &source_stack_limit, \
	&source_beyond_eof, &source_uffd_poison, &source_pkey_present
static const struct fault_source *const forced[] = { FORCED, NULL };
static const struct fault_source *const forced_store[] = {
	FORCED, &source_read_only_anon, NULL
};

static const struct fault_source *const forced_exec[] = {
	&source_unmapped, &source_no_exec, NULL
};

/* Addresses that are positions in /proc/PID/mem, which overrides what a mapping forbids. */
static const struct fault_source *const positions[] = {
	&source_null_page, &source_noncanonical, &source_stack_limit, NULL
};

#define AT_BAD_ADDRESS(of_path, behind_good, set) \
	{ .path = of_path, .fails = behind_good, .layouts = set }, \
	{ .path = of_path, .fails = behind_nothing }

static const struct matrix_row rows_bad_address[] = {
	AT_BAD_ADDRESS(&path_load, load_behind_good, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_store, store_behind_good, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_atomic, store_behind_good, 0),
	AT_BAD_ADDRESS(&path_exec_fetch, exec_behind_good, 0),
	AT_BAD_ADDRESS(&path_pipe_read, store_behind_good, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_pipe_write, load_behind_good, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_getrandom, store_behind_good, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_preadv2_nowait, store_behind_good, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_select, load_behind_good, 0),
	AT_BAD_ADDRESS(&path_statx, store_behind_good, 0),
	AT_BAD_ADDRESS(&path_getdents, store_behind_good, 0),
	AT_BAD_ADDRESS(&path_waitid, store_behind_good, 0),
	AT_BAD_ADDRESS(&path_sysinfo, store_behind_good, 0),
	AT_BAD_ADDRESS(&path_pipe2, store_behind_good, 0),
	AT_BAD_ADDRESS(&path_accept4, store_behind_good, 0),
	AT_BAD_ADDRESS(&path_sendfile_offset, load_behind_good, 0),
	AT_BAD_ADDRESS(&path_vm_readv, remote_load, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_vm_writev, remote_store, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_vm_readv_local, store_behind_good, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_populate_read, load_behind_good, LAYOUTS_PAGES),
	AT_BAD_ADDRESS(&path_populate_write, store_behind_good, LAYOUTS_PAGES),
	AT_BAD_ADDRESS(&path_mlock, load_behind_good, LAYOUTS_PAGES),
	AT_BAD_ADDRESS(&path_uring_read, store_behind_good, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_uring_write, load_behind_good, LAYOUTS_SHORT),
	AT_BAD_ADDRESS(&path_uring_read_async, store_behind_good, 0),
	AT_BAD_ADDRESS(&path_uring_write_async, load_behind_good, 0),
	{ .path = &path_proc_mem_read, .fails = remote_load, .layouts = LAYOUTS_SHORT },
	{ .path = &path_proc_mem_read, .fails = positions },
	{ .path = &path_proc_mem_write, .fails = remote_load, .layouts = LAYOUTS_SHORT },
	{ .path = &path_proc_mem_write, .fails = positions },

	/* A signal that can't be handled kills; a copy has none, and fails as ever. */
	{ .path = &path_load, .sources = forced, .stimuli = stimuli_forced },
	{ .path = &path_store, .sources = forced_store, .stimuli = stimuli_forced },
	{ .path = &path_exec_fetch, .sources = forced_exec, .stimuli = stimuli_forced },
	{ .path = &path_pipe_read, .sources = forced_store, .stimuli = stimuli_forced },
	{ .path = &path_pipe_write, .sources = forced, .stimuli = stimuli_forced },
	{ .path = &path_vm_readv, .sources = SOURCES(&source_unmapped, &source_beyond_eof),
	  .stimuli = stimuli_forced },
	{ }
};

static const struct matrix_row *const families[] = { rows_bad_address, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
