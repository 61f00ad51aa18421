// SPDX-License-Identifier: GPL-2.0-only
/*
 * The results that each origin of a fault sees for each return value of a handler, without any
 * signal:
 *
 *			user mode		uaccess		GUP
 *	VM_FAULT_SIGBUS		SIGBUS BUS_ADRERR	EFAULT, short	EFAULT
 *	VM_FAULT_SIGSEGV	SIGSEGV SEGV_MAPERR	EFAULT, short	EFAULT
 *	VM_FAULT_HWPOISON	SIGBUS BUS_MCEERR_AR	EFAULT, short	EFAULT, or EHWPOISON
 *				or BUS_ADRERR				if asked for
 *	VM_FAULT_OOM		faults again		EFAULT, short	ENOMEM
 *	PROT_NONE		SIGSEGV SEGV_ACCERR	EFAULT		EFAULT
 *	protection key		SIGSEGV SEGV_PKUERR	EFAULT		EFAULT; not for others'
 *	beyond the file's end	SIGBUS BUS_ADRERR	EFAULT		EFAULT
 *	VM_FAULT_RETRY, VM_FAULT_NOPAGE, any number of times: as if it had never been returned
 *	VM_FAULT_SIGBUS once: the second try of the same access gets the page
 *
 * si_addr is the exact byte. VM_FAULT_OOM of a user access skips before 5.16: it called the OOM
 * killer, which takes any process.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_user_addr_fault(), mm/internal.h or
 * include/linux/mm.h:vm_fault_to_errno(), mm/gup.c:check_vma_flags().
 */
#include "kernel_gup/families.h"
#include "matrix.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

#define FAILING_ANYWHERE \
	&source_driver_sigbus, &source_driver_sigsegv, &source_driver_hwpoison, \
	&source_prot_none, &source_beyond_eof, &source_uffd_poison

static const struct fault_source *const failing_anywhere[] = { FAILING_ANYWHERE, NULL };
static const struct fault_source *const failing_user[] = {
	FAILING_ANYWHERE, &source_pkey, NULL
};

static const struct fault_source *const failing_kernel[] = {
	FAILING_ANYWHERE, &source_driver_oom, &source_pkey, NULL
};

/* Sources whose handlers return the page after some tries. */
static const struct fault_source *const trying[] = {
	&source_retry_storm, &source_nopage_refault, &source_insert_page, NULL
};

#define ONE_SOURCE(of_path, suffix, source) \
	{ .path = of_path, .apart = suffix, .sources = SOURCES(source), .stimuli = stimuli_none }

#define OUTCOMES(of_path, failing) \
	{ .path = of_path, .fails = failing }, \
	ONE_SOURCE(of_path, "once", &source_driver_sigbus_once), \
	{ .path = of_path, .sources = trying, .stimuli = stimuli_none }

static const struct matrix_row rows_outcomes[] = {
	OUTCOMES(&path_load, failing_user),
	OUTCOMES(&path_store, failing_user),
	OUTCOMES(&path_exec_fetch, failing_anywhere),
	OUTCOMES(&path_pipe_read, failing_kernel),
	OUTCOMES(&path_pipe_write, failing_kernel),
	OUTCOMES(&path_copy_from_user, failing_kernel),
	OUTCOMES(&path_copy_to_user, failing_kernel),
	OUTCOMES(&path_get_user, failing_kernel),
	OUTCOMES(&path_put_user, failing_kernel),
	{ .path = &path_fault_in_readable, .fails = failing_kernel },
	{ .path = &path_fault_in_writeable, .fails = failing_kernel },
	{ .path = &path_fault_in_safe_writeable, .fails = failing_kernel },
	/* What was faulted in ahead of the failure is no success. */
	{ .path = &path_fault_in_safe_writeable, .fails = SOURCES(&source_prot_none),
	  .layouts = BIT_OF(LAYOUT_SECOND_PAGE) | BIT_OF(LAYOUT_MID_BUFFER) },
	OUTCOMES(&path_gup_unlocked, failing_kernel),
	OUTCOMES(&path_gup_hwpoison, failing_kernel),
	OUTCOMES(&path_pup_fast_write, failing_kernel),
	OUTCOMES(&path_gup_remote_locked, failing_kernel),
	OUTCOMES(&path_fixup, failing_kernel),
	OUTCOMES(&path_populate_read, failing_kernel),
	OUTCOMES(&path_vm_readv, failing_anywhere),
	OUTCOMES(&path_vm_writev, failing_anywhere),

	/* Memory without a struct page works for user mode and copies, never for GUP. */
	ONE_SOURCE(&path_load, "pfn", &source_insert_pfn),
	ONE_SOURCE(&path_store, "pfn", &source_insert_pfn),
	ONE_SOURCE(&path_pipe_read, "pfn", &source_insert_pfn),
	ONE_SOURCE(&path_pipe_write, "pfn", &source_insert_pfn),
	ONE_SOURCE(&path_copy_from_user, "pfn", &source_insert_pfn),
	ONE_SOURCE(&path_copy_to_user, "pfn", &source_insert_pfn),

	/* Only user mode tries again until there is memory. */
	ONE_SOURCE(&path_load, "oom", &source_oom_passes),
	ONE_SOURCE(&path_store, "oom", &source_oom_passes),
	ONE_SOURCE(&path_exec_fetch, "oom", &source_oom_passes),
	{ }
};

static const struct matrix_row *const families[] = { rows_outcomes, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
