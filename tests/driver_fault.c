// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults on memory of a driver, whose handler stalls the way drivers do. Some handlers conform,
 * the others are those that the discussions of this problem were about.
 *
 *	filemap_killable	drops mmap_lock for the wait, as the page cache does (5.1)
 *	nopage_refault		NOPAGE_REFAULT (2006): "nothing installed, fault again"
 *	spufs_2006		an interruptible wait with mmap_lock dropped behind mm's back
 *	drm_interruptible_nopage  a lock taken interruptibly, VM_FAULT_NOPAGE on a signal
 *				(2018: a sleeping lock as "the most expensive spinlock")
 *	drm_nopage_no_resched	the same wait, but its callers have to let others run
 *	drm_killable_nopage	a lock taken killably, VM_FAULT_NOPAGE on a signal
 *	page_cache		waits as the flags of the fault say (__folio_lock_or_retry())
 *	ttm_retry		VM_FAULT_RETRY without the lock once, then as above
 *	access_hook		->access(), which /proc/PID/mem and ptrace call where GUP is
 *				refused
 *	uninterruptible		a driver whose author did not think of signals
 *
 * In user mode a handler with an interruptible wait lets any signal through, a handler with a
 * killable wait a fatal one. In kernel mode, where a signal stays pending, a handler that asks
 * for the fault to be taken again gets it again at once.
 *
 * Deciding kernel code: mm/memory.c:__do_fault(), do_page_mkwrite(); mm/gup.c:faultin_page();
 * arch/x86/mm/fault.c:do_user_addr_fault(); drivers/gpu/drm/ttm/ttm_bo_vm.c.
 */
#include "driver_fault/families.h"
#include "kernel_gup/families.h"
#include "matrix.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

static const struct fault_source *const drivers[] = {
	&source_filemap_killable, &source_nopage_refault, &source_spufs_2006,
	&source_drm_interruptible_nopage, &source_drm_killable_nopage, &source_ttm_retry,
	&source_page_cache, NULL
};

/* The deaf driver has rows of its own with few stimuli: each fatal signal costs a deadline. */
#define ALL_DRIVERS(of_path) \
	{ .path = of_path, .sources = drivers, .stimuli = stimuli_signals }, \
	{ .path = of_path, .apart = "deaf", .sources = SOURCES(&source_uninterruptible), \
	  .stimuli = stimuli_few }, \
	{ .path = of_path, .apart = "no_resched", \
	  .sources = SOURCES(&source_drm_nopage_no_resched), .stimuli = stimuli_few }

/* Stops that are no signals: one handler for each event that ends a wait. */
static const struct fault_source *const drivers_to_stop[] = {
	&source_drm_interruptible_nopage, &source_filemap_killable, &source_uninterruptible, NULL
};

static const struct stimulus *const stops[] = {
	&stimulus_freezer_v1, &stimulus_cgroup_freeze, &stimulus_ptrace_interrupt,
	&stimulus_traced_sigterm, NULL
};

#define STOPPED_DRIVERS(of_path) \
	{ .path = of_path, .apart = "stopped", .sources = drivers_to_stop, .stimuli = stops }

#define ACCESS_HOOK(of_path) \
	{ .path = of_path, .apart = "access", .sources = SOURCES(&source_access_hook), \
	  .stimuli = stimuli_signals }

/* Several tasks in one handler, of which each may find the page installed by another one. */
static const struct fault_source *const sources_crowd[] = {
	&source_filemap_killable, &source_page_cache, &source_insert_page, NULL
};

static const struct stimulus *const stimuli_crowd[] = {
	&stimulus_none, &stimulus_sigkill, NULL
};

#define CROWD_IN_HANDLER(of_path) \
	{ .path = of_path, .schedules = (const struct schedule_case []){ \
		{ &schedule_crowd, sources_crowd, stimuli_crowd }, { 0 } } }

static const struct matrix_row rows_drivers[] = {
	CROWD_IN_HANDLER(&path_load),
	CROWD_IN_HANDLER(&path_pipe_read),
	CROWD_IN_HANDLER(&path_vm_readv),
	ALL_DRIVERS(&path_load),
	ALL_DRIVERS(&path_store),
	ALL_DRIVERS(&path_exec_fetch),
	ALL_DRIVERS(&path_pipe_read),
	ALL_DRIVERS(&path_pipe_write),
	ALL_DRIVERS(&path_vm_readv_local),
	ALL_DRIVERS(&path_vm_readv),
	ALL_DRIVERS(&path_vm_writev),
	ALL_DRIVERS(&path_populate_read),
	ALL_DRIVERS(&path_map_populate),
	STOPPED_DRIVERS(&path_load),
	STOPPED_DRIVERS(&path_pipe_read),
	STOPPED_DRIVERS(&path_vm_readv),
	ACCESS_HOOK(&path_proc_mem_read),
	ACCESS_HOOK(&path_proc_mem_write),
	ACCESS_HOOK(&path_access_vm),
	{ }
};

static const struct matrix_row *const families[] = { rows_drivers, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
