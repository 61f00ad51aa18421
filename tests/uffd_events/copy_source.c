// SPDX-License-Identifier: GPL-2.0-only
/*
 * UFFDIO_COPY whose source is a page that another userfaultfd holds: the monitor itself is in a
 * fault. The kernel first tries the copy with faults disabled, and then, without any lock, as
 * a copy like any other.
 *
 * Deciding kernel code: mm/userfaultfd.c:mfill_atomic(), mfill_copy_folio_retry(), to 7.0
 * mfill_atomic_pte_copy().
 */
#include <errno.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"
#include "uffd.h"

/* In the victim: the page to fill, and the userfaultfd that it belongs to. */
static uint8_t *target;
static int monitor = -1;

static int copy_arm(struct fault_cell *c)
{
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int err;

	(void)c;
	target = mmap(NULL, small_page(), PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (target == MAP_FAILED)
		return -errno;
	monitor = uffd_open(!uffd_opens(false));
	if (monitor < 0)
		return -errno;
	err = uffd_enable(monitor, 0);
	if (err)
		return err;
	reg.range = (struct uffdio_range){ (uintptr_t)target, small_page() };
	return ioctl(monitor, UFFDIO_REGISTER, &reg) ? -errno : 0;
}

/* All is copied, or nothing, and the errno is in the answer as well. */
static long copy_run(struct fault_cell *c)
{
	struct uffdio_copy copy = {
		.dst = (uintptr_t)target, .src = (uintptr_t)cell_buf(c), .len = small_page(),
	};
	long ret = sysret(ioctl(monitor, UFFDIO_COPY, &copy));

	return copy.copy == (ret ? ret : (long)small_page()) ? ret : -EPROTO;
}

static const char *copy_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_content(c, target, small_page()) ?: check_page_around(c, 0);
}

static const struct fault_path path_uffd_copy_source = {
	.name = "uffd_copy_source", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.decides = "mm/userfaultfd.c:mfill_atomic(): copy_from_user() without a lock",
	.arm = copy_arm, .run = copy_run, .check = copy_check,
};

const struct matrix_row rows_copy_source[] = {
	{ .path = &path_uffd_copy_source, .sources = SOURCES(&source_uffd_missing_anon),
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_uffd_copy_source,
	  .sources = SOURCES(&source_uffd_missing_shmem, &source_uffd_missing_hugetlb,
			     &source_uffd_minor_shmem, &source_uffd_rwp_anon),
	  .stimuli = stimuli_few, .releases = releases_load },
	{ }
};
