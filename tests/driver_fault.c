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
 *	ttm_retry		VM_FAULT_RETRY without the lock once, then as above
 *	uninterruptible		what a driver does that has not thought of it
 *
 * In user mode all but the last let a signal through. In kernel mode, where it stays
 * pending, those that ask for the fault to be taken again get what they ask for.
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
	X(path, ttm_retry)

/* Apart, for each fatal signal has its deadline to wait for. */
#define DEAF(path_name) \
	FAULTSIG_FIXTURE(path_name##_deaf) \
	FIXTURE_VARIANT_ADD(path_name##_deaf, uninterruptible) { \
		.cell = { .path = &path_##path_name, .source = &source_uninterruptible }, \
	}; \
	STIMULI_FEW(FAULTSIG_TEST, path_name##_deaf)

CELLS(load, DRIVERS, STIMULI_SIGNALS)
DEAF(load)
CELLS(store, DRIVERS, STIMULI_SIGNALS)
DEAF(store)
CELLS(exec_fetch, DRIVERS, STIMULI_SIGNALS)
DEAF(exec_fetch)
CELLS(pipe_read, DRIVERS, STIMULI_SIGNALS)
DEAF(pipe_read)
CELLS(pipe_write, DRIVERS, STIMULI_SIGNALS)
DEAF(pipe_write)
CELLS(vm_readv_local, DRIVERS, STIMULI_SIGNALS)
DEAF(vm_readv_local)
CELLS(vm_readv, DRIVERS, STIMULI_SIGNALS)
DEAF(vm_readv)
CELLS(vm_writev, DRIVERS, STIMULI_SIGNALS)
DEAF(vm_writev)
CELLS(populate_read, DRIVERS, STIMULI_SIGNALS)
DEAF(populate_read)
CELLS(map_populate, DRIVERS, STIMULI_SIGNALS)
DEAF(map_populate)

FAULTSIG_MAIN(NULL)
