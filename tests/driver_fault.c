// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults on memory of a driver, whose handler stalls the way drivers do: conforming, or as
 * the history of this argument had them.
 *
 *	filemap_killable	drops mmap_lock for the wait, as the page cache does (5.1)
 *	nopage_refault		NOPAGE_REFAULT (2006): "nothing installed, fault again"
 *	spufs_2006		an interruptible wait with mmap_lock dropped behind mm's back
 *	drm_interruptible_nopage  a lock taken interruptibly, VM_FAULT_NOPAGE on a signal
 *				(2018: a sleeping lock as "the most expensive spinlock")
 *	drm_nopage_no_resched	the same, and leaves it to its callers to let others run
 *	drm_killable_nopage	a lock taken killably, VM_FAULT_NOPAGE on a signal
 *	page_cache		waits as the flags of the fault say (__folio_lock_or_retry())
 *	ttm_retry		VM_FAULT_RETRY without the lock once, then as above
 *	access_hook		->access(), which /proc/PID/mem and ptrace end up in where GUP is
 *				refused
 *	uninterruptible		what a driver does that has not thought of it
 *
 * In user mode those with an interruptible wait let a signal through, and the killable ones a
 * fatal one. In kernel mode, where a signal stays pending, those that ask for the fault to be
 * taken again get what they ask for.
 *
 * Deciding kernel code: mm/memory.c:__do_fault(), do_page_mkwrite(); mm/gup.c:faultin_page();
 * arch/x86/mm/fault.c:do_user_addr_fault(); drivers/gpu/drm/ttm/ttm_bo_vm.c.
 */
#include "driver_fault/rooms.h"

#define DRIVERS(X, path) \
	X(path, filemap_killable) \
	X(path, nopage_refault) \
	X(path, spufs_2006) \
	X(path, drm_interruptible_nopage) \
	X(path, drm_killable_nopage) \
	X(path, ttm_retry) \
	X(path, page_cache)

/* The deaf one apart, for each fatal signal has its deadline to wait for. */
#define ALL_DRIVERS(path_name) \
	CELLS(path_name, DRIVERS, STIMULI_SIGNALS) \
	CELLS_APART(path_name, deaf, uninterruptible, STIMULI_FEW) \
	CELLS_APART(path_name, no_resched, drm_nopage_no_resched, STIMULI_FEW)

ALL_DRIVERS(load)
ALL_DRIVERS(store)
ALL_DRIVERS(exec_fetch)
ALL_DRIVERS(pipe_read)
ALL_DRIVERS(pipe_write)
ALL_DRIVERS(vm_readv_local)
ALL_DRIVERS(vm_readv)
ALL_DRIVERS(vm_writev)
ALL_DRIVERS(populate_read)
ALL_DRIVERS(map_populate)

CELLS_APART(proc_mem_read, access, access_hook, STIMULI_SIGNALS)
CELLS_APART(proc_mem_write, access, access_hook, STIMULI_SIGNALS)
CELLS_APART(access_vm, access, access_hook, STIMULI_SIGNALS)

FAULTSIG_MAIN(NULL)
