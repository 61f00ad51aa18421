// SPDX-License-Identifier: GPL-2.0-only
/*
 * From what a handler returns to what each origin of the fault sees, without any signal:
 *
 *			user mode		uaccess		GUP
 *	VM_FAULT_SIGBUS		SIGBUS BUS_ADRERR	EFAULT, short	EFAULT
 *	VM_FAULT_SIGSEGV	SIGSEGV SEGV_MAPERR	EFAULT, short	EFAULT
 *	VM_FAULT_HWPOISON	SIGBUS BUS_MCEERR_AR	EFAULT, short	EFAULT, or EHWPOISON
 *				or BUS_ADRERR				to who asks for it
 *	VM_FAULT_OOM		faults again		EFAULT, short	ENOMEM
 *	PROT_NONE		SIGSEGV SEGV_ACCERR	EFAULT		EFAULT
 *	protection key		SIGSEGV SEGV_PKUERR	EFAULT		EFAULT; not for others'
 *	beyond the file's end	SIGBUS BUS_ADRERR	EFAULT		EFAULT
 *	VM_FAULT_RETRY, VM_FAULT_NOPAGE, any number of times: as if nothing had been
 *	VM_FAULT_SIGBUS once: the second try of the same gets the page
 *
 * si_addr is the exact byte. VM_FAULT_OOM of a user access skips before 5.16: it called the OOM
 * killer, which takes any process.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_user_addr_fault(), mm/internal.h or
 * include/linux/mm.h:vm_fault_to_errno(), mm/gup.c:check_vma_flags().
 */
#include "driver_fault/rooms.h"

#define FAILING_ANYWHERE(X, path) \
	X(path, driver_sigbus) \
	X(path, driver_sigsegv) \
	X(path, driver_hwpoison) \
	X(path, prot_none) \
	X(path, beyond_eof) \
	X(path, uffd_poison)

#define FAILING_USER(X, path) \
	FAILING_ANYWHERE(X, path) \
	X(path, pkey)

#define FAILING_KERNEL(X, path) \
	FAILING_ANYWHERE(X, path) \
	X(path, driver_oom) \
	X(path, pkey)

/* In the end the page is there. */
#define TRYING(X, path) \
	X(path, retry_storm) \
	X(path, nopage_refault) \
	X(path, insert_page)

#define OUTCOMES(path_name, FAILING) \
	CELLS_FAILS(path_name, FAILING) \
	CELLS_APART(path_name, once, driver_sigbus_once, STIMULI_NONE) \
	CELLS(path_name, TRYING, STIMULI_NONE)

OUTCOMES(load, FAILING_USER)
OUTCOMES(store, FAILING_USER)
OUTCOMES(exec_fetch, FAILING_ANYWHERE)
OUTCOMES(pipe_read, FAILING_KERNEL)
OUTCOMES(pipe_write, FAILING_KERNEL)
OUTCOMES(copy_from_user, FAILING_KERNEL)
OUTCOMES(copy_to_user, FAILING_KERNEL)
OUTCOMES(get_user, FAILING_KERNEL)
OUTCOMES(put_user, FAILING_KERNEL)
CELLS_FAILS(fault_in_readable, FAILING_KERNEL)
CELLS_FAILS(fault_in_writeable, FAILING_KERNEL)
CELLS_FAILS(fault_in_safe_writeable, FAILING_KERNEL)
OUTCOMES(gup_unlocked, FAILING_KERNEL)
OUTCOMES(gup_hwpoison, FAILING_KERNEL)
OUTCOMES(pup_fast_write, FAILING_KERNEL)
OUTCOMES(gup_remote_locked, FAILING_KERNEL)
OUTCOMES(fixup, FAILING_KERNEL)
OUTCOMES(populate_read, FAILING_KERNEL)
OUTCOMES(vm_readv, FAILING_ANYWHERE)
OUTCOMES(vm_writev, FAILING_ANYWHERE)

/* What has no struct page: for user mode and copies, never for GUP. */
CELLS_APART(load, pfn, insert_pfn, STIMULI_NONE)
CELLS_APART(store, pfn, insert_pfn, STIMULI_NONE)
CELLS_APART(pipe_read, pfn, insert_pfn, STIMULI_NONE)
CELLS_APART(pipe_write, pfn, insert_pfn, STIMULI_NONE)
CELLS_APART(copy_from_user, pfn, insert_pfn, STIMULI_NONE)
CELLS_APART(copy_to_user, pfn, insert_pfn, STIMULI_NONE)

/* Only user mode tries until there is memory. */
CELLS_APART(load, oom, oom_passes, STIMULI_NONE)
CELLS_APART(store, oom, oom_passes, STIMULI_NONE)
CELLS_APART(exec_fetch, oom, oom_passes, STIMULI_NONE)

FAULTSIG_MAIN(NULL)
