// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which path reaches a handler with which FAULT_FLAG_*, on the first and on each later try.
 * Every cell on a driver's memory checks that, whatever its program (harness/engine/flags.c); here
 * are all paths, and the handlers that make the difference: one that asks for eleven tries,
 * one that is asked about a page that is there.
 *
 * Deciding kernel code: include/linux/mm.h:FAULT_FLAG_DEFAULT, mm/gup.c:faultin_page(),
 * arch/x86/mm/fault.c:do_user_addr_fault(), mm/memory.c:do_page_mkwrite().
 */
#include "driver_fault/rooms.h"

#define TRIES(X, path) \
	X(path, retry_storm)

#define TRIES_STORE(X, path) \
	TRIES(X, path) \
	X(path, page_mkwrite) \
	X(path, pfn_mkwrite)

/* GUP does not get what has no struct page. */
#define TRIES_STORE_GUP(X, path) \
	TRIES(X, path) \
	X(path, page_mkwrite)

#define FLAGS_LOAD(path_name)	CELLS(path_name, TRIES, STIMULI_NONE)
#define FLAGS_STORE(path_name)	CELLS(path_name, TRIES_STORE, STIMULI_NONE)
#define FLAGS_STORE_GUP(path_name) CELLS(path_name, TRIES_STORE_GUP, STIMULI_NONE)

FLAGS_LOAD(load)
FLAGS_STORE(store)
FLAGS_LOAD(exec_fetch)
FLAGS_STORE(pipe_read)
FLAGS_LOAD(pipe_write)
FLAGS_STORE(vm_readv_local)
FLAGS_LOAD(vm_writev_local)
FLAGS_LOAD(vm_readv)
FLAGS_STORE_GUP(vm_writev)
FLAGS_LOAD(proc_mem_read)
FLAGS_STORE_GUP(proc_mem_write)
FLAGS_LOAD(populate_read)
FLAGS_STORE_GUP(populate_write)
FLAGS_LOAD(map_populate)
FLAGS_LOAD(gup_unlocked)
FLAGS_STORE_GUP(gup_unlocked_write)
FLAGS_LOAD(gup_fast)
FLAGS_STORE_GUP(pup_fast_write)
FLAGS_LOAD(gup_remote_locked)
FLAGS_STORE_GUP(pup_remote_locked)
FLAGS_LOAD(gup)
FLAGS_LOAD(gup_remote)
FLAGS_LOAD(gup_interruptible)
FLAGS_LOAD(gup_remote_interruptible)
FLAGS_STORE_GUP(pup_interruptible)
FLAGS_LOAD(gup_nowait)
FLAGS_LOAD(fixup)
FLAGS_STORE_GUP(fixup_write)
FLAGS_LOAD(fixup_locked)
FLAGS_LOAD(fault_in_readable)
FLAGS_STORE(fault_in_writeable)
FLAGS_STORE_GUP(fault_in_safe_writeable)
FLAGS_LOAD(copy_from_user)
FLAGS_STORE(copy_to_user)
FLAGS_LOAD(get_user)
FLAGS_STORE(put_user)
FLAGS_LOAD(access_vm)
FLAGS_LOAD(kthread_gup)
FLAGS_STORE_GUP(kthread_pup_remote)
FLAGS_LOAD(kthread_copy_from_user)
FLAGS_STORE(kthread_copy_to_user)

FAULTSIG_MAIN(NULL)
