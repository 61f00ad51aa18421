// SPDX-License-Identifier: GPL-2.0-only
/*
 * UFFDIO_COPY whose source is a page that another userfaultfd holds: the monitor itself is in a
 * fault. The kernel first tries the copy with faults disabled, and then, without any lock, as
 * a copy like any other. The page to fill is private, shared or huge, each by its own code.
 *
 * Deciding kernel code: mm/userfaultfd.c:mfill_atomic(), mfill_copy_folio_retry(), to 7.0
 * mfill_atomic_pte_copy(), mm/shmem.c:shmem_mfill_atomic_pte(); mfill_atomic_hugetlb().
 */
#include <errno.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "alone.h"
#include "environment.h"
#include "families.h"
#include "sources.h"
#include "uffd.h"

/* In the victim: the page to fill, and the userfaultfd that it belongs to. */
static uint8_t *target;
static int monitor = -1;

static size_t target_len(struct fault_cell *c)
{
	const int *flags = cell_args(c);

	return *flags & MAP_HUGETLB ? hugepool_page_size() : small_page();
}

static int copy_arm(struct fault_cell *c)
{
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	const int *flags = cell_args(c);
	int err;

	target = mmap(NULL, target_len(c), PROT_READ | PROT_WRITE, MAP_ANONYMOUS | *flags, -1, 0);
	if (target == MAP_FAILED)
		return -errno;
	monitor = uffd_open(!uffd_opens(false));
	if (monitor < 0)
		return -errno;
	err = uffd_enable(monitor, 0);
	if (err)
		return err;
	reg.range = (struct uffdio_range){ (uintptr_t)target, target_len(c) };
	return ioctl(monitor, UFFDIO_REGISTER, &reg) ? -errno : 0;
}

/* All is copied, or nothing, and the errno is in the answer as well. */
static long copy_run(struct fault_cell *c)
{
	struct uffdio_copy copy = {
		.dst = (uintptr_t)target, .src = (uintptr_t)cell_buf(c), .len = target_len(c),
	};
	long ret = sysret(ioctl(monitor, UFFDIO_COPY, &copy));

	return copy.copy == (ret ? ret : (long)target_len(c)) ? ret : -EPROTO;
}

static const char *copy_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_content(c, target, small_page()) ?: check_page_around(c, 0);
}

/*
 * From 6.16 to 7.2 the huge page that the copy goes through is not counted when it is allocated,
 * and is taken off the counter when it is freed. The counter stays wrong until the kernel is booted
 * again: so this is for guests, where no other cell runs meanwhile.
 */
static const char *check_counted(void)
{
	long counted = vmstat_figure("nr_hugetlb");
	long used = hugepool_used() * (hugepool_page_size() / small_page());

	if (counted < 0 || counted == used)
		return NULL;
	return complain("nr_hugetlb is %ld, and %ld small pages are in huge ones", counted, used);
}

/* The source is a huge page, too. Behind its first small page it is zeros. */
static const char *copy_huge_check(struct fault_cell *c, long ret)
{
	if (memcmp(target, cell_buf(c), target_len(c)))
		return "the copy is not like its source";
	return copy_check(c, ret) ?: check_counted();
}

#define COPY(map_flags) \
	.class = PATH_UACCESS, .access = FAULT_LOAD, .len = PATH_WHOLE_PAGE, \
	.offset = PATH_AT_START, .arm = copy_arm, .run = copy_run, \
	.args = &(const int){ map_flags }

static const struct fault_path path_uffd_copy_source = {
	COPY(MAP_PRIVATE), .name = "uffd_copy_source", .check = copy_check,
	.decides = "mm/userfaultfd.c:mfill_atomic(): copy_from_user() without a lock",
};

static const struct fault_path path_uffd_copy_to_shared = {
	COPY(MAP_SHARED), .name = "uffd_copy_to_shared", .check = copy_check,
	.decides = "mm/userfaultfd.c:mfill_atomic(), to 7.0 mm/shmem.c:shmem_mfill_atomic_pte()",
};

static const struct fault_path path_uffd_copy_to_huge = {
	COPY(MAP_PRIVATE | MAP_HUGETLB), .name = "uffd_copy_to_huge", .probe = alone_probe,
	.check = copy_huge_check,
	.decides = "mm/userfaultfd.c:mfill_atomic_hugetlb(): copy_folio_from_user()",
};

const struct matrix_row rows_copy_source[] = {
	{ .path = &path_uffd_copy_source, .sources = SOURCES(&source_uffd_missing_anon),
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_uffd_copy_source,
	  .sources = SOURCES(&source_uffd_missing_shmem, &source_uffd_missing_hugetlb,
			     &source_uffd_minor_shmem, &source_uffd_rwp_anon),
	  .stimuli = stimuli_few, .releases = releases_load },
	{ .path = &path_uffd_copy_to_shared, .sources = sources_anon, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel },
	{ .path = &path_uffd_copy_to_huge, .sources = SOURCES(&source_uffd_missing_hugetlb),
	  .stimuli = stimuli_few },
	{ }
};
