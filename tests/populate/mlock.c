// SPDX-License-Identifier: GPL-2.0-only
/*
 * mlock(), mlock2(), mlockall() and mremap() of a locked mapping: one family of
 * populate.c.  All of them end in __mm_populate(), which writes to private pages
 * (to break COW) and only reads shared ones: a write-protected private page is held,
 * a shared one is not.
 */
#include <errno.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"
#include "state.h"
#include "uffd.h"

static const struct fault_source *const sources_mlock[] = {
	&source_uffd_missing_anon, &source_uffd_missing_shmem, &source_uffd_missing_hugetlb,
	&source_uffd_minor_shmem, &source_uffd_minor_hugetlb, &source_uffd_wp_anon, NULL
};

/*
 * Releases without the sibling's munmap() and mremap(): __mm_populate() skips memory that is
 * no longer mapped, and mlock() returns 0.
 */
static const struct release_case releases_mlock[] = {
	{ &source_uffd_missing_anon, &release_zeropage },
	{ &source_uffd_missing_anon, &release_poison },
	{ &source_uffd_missing_anon, &release_wake },
	{ &source_uffd_missing_anon, &release_unregister },
	{ &source_uffd_missing_anon, &release_close },
	{ &source_uffd_minor_shmem, &release_wake },
	{ &source_uffd_minor_shmem, &release_close },
	{ &source_uffd_wp_anon, &release_wake },
	{ &source_uffd_wp_anon, &release_close },
	{ 0 }
};

/* Sort errors: beyond RLIMIT_MEMLOCK it is ENOMEM or EPERM, for a limit of 0 EAGAIN. */
static const struct answer *lock_answer(enum need need, const char *asked, long ret)
{
	struct rlimit limit = { 0 };

	if (ret == -ENOMEM && !getrlimit(RLIMIT_MEMLOCK, &limit) &&
	    limit.rlim_cur != RLIM_INFINITY)
		return lacks(need);
	return answer_to(need, asked, ret);
}

/* Try to lock two pages, as a cell does: far below the usual limit of 8 MiB. */
static const struct answer *mlock_probe(void)
{
	void *pages = mmap(NULL, 2 * small_page(), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long ret;

	if (pages == MAP_FAILED)
		return no_answer("mapping two pages", -errno);
	ret = sysret(mlock(pages, 2 * small_page()));
	munmap(pages, 2 * small_page());
	return lock_answer(NEED_MEMLOCK_PAGES, "mlock()", ret);
}

static const struct answer *mlock2_probe(void)
{
	/* The system call itself, as the C library would fall back on mlock(). */
	return mlock_probe() ?: answer_to(NEED_MLOCK2, "mlock2() of nothing",
					  sysret(syscall(SYS_mlock2, NULL, 0, 0)));
}

static const char *mlock_check(struct fault_cell *c, long ret)
{
	return populated_check(c, ret) ?: check_locked(c, cell_len(c));
}

static long mlock_run(struct fault_cell *c)
{
	return sysret(mlock(cell_buf(c), cell_len(c)));
}

const struct fault_path path_mlock = {
	.name = "mlock", .class = PATH_GUP, .access = FAULT_STORE,
	.decides = "mm/mlock.c:do_mlock(), mm/gup.c:populate_vma_page_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .fails = { -ENOMEM, -ENOMEM, -ENOMEM },
	.probe = mlock_probe, .run = mlock_run, .check = mlock_check,
};

static long mlock2_run(struct fault_cell *c)
{
	return sysret(mlock2(cell_buf(c), cell_len(c), 0));
}

static const struct fault_path path_mlock2 = {
	.name = "mlock2", .class = PATH_GUP, .access = FAULT_STORE,
	.decides = "mm/mlock.c:do_mlock(), mm/gup.c:populate_vma_page_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .fails = { -ENOMEM, -ENOMEM, -ENOMEM },
	.probe = mlock2_probe, .run = mlock2_run, .check = mlock_check,
};

static long mlock2_onfault_run(struct fault_cell *c)
{
	return sysret(mlock2(cell_buf(c), cell_len(c), MLOCK_ONFAULT));
}

static const char *mlock2_onfault_check(struct fault_cell *c, long ret)
{
	return look_check(c, ret) ?: check_locked(c, cell_len(c));
}

static const struct fault_path path_mlock2_onfault = {
	.name = "mlock2_onfault", .class = PATH_NOFAULT, .access = FAULT_STORE,
	.decides = "mm/gup.c:populate_vma_page_range(): VM_LOCKONFAULT",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.probe = mlock2_probe,
	.setup = look_setup, .arm = look_arm, .teardown = look_teardown,
	.run = mlock2_onfault_run, .check = mlock2_onfault_check,
};

/*
 * mlockall() locks the whole victim: two stacks, the libraries, the reserved address space.
 * The probe uses MCL_ONFAULT, so that it populates nothing itself.
 */
static const struct answer *mlockall_probe(void)
{
	size_t size = 64UL << 20;
	void *space = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long ret;

	if (space == MAP_FAILED)
		return no_answer("mapping 64 MiB", -errno);
	ret = sysret(mlockall(MCL_CURRENT | MCL_ONFAULT));
	munlockall();
	munmap(space, size);
	return lock_answer(NEED_MEMLOCK_ALL, "mlockall()", ret);
}

static long mlockall_run(struct fault_cell *c)
{
	(void)c;
	return sysret(mlockall(MCL_CURRENT));
}

static const char *mlockall_check(struct fault_cell *c, long ret)
{
	return check_all_locked(c) ?: populated_check(c, ret);
}

/* mlockall() skips memory that can't be populated, mm/gup.c:__mm_populate(). */
const struct fault_path path_mlockall = {
	.name = "mlockall", .class = PATH_GUP, .access = FAULT_STORE,
	.decides = "mm/mlock.c:mlockall(), mm/gup.c:populate_vma_page_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .fails = { FAILS_UNTOLD },
	.probe = mlockall_probe, .run = mlockall_run, .check = mlockall_check,
};

/*
 * A locked page ahead of the held one, registered like it, with room to grow into its
 * place: what mremap() adds inherits the lock and the registration.
 *
 *	before	[ locked ][ hole         ]
 *	after	[ locked ][ locked, held ]
 */
static int mremap_locked_arm(struct fault_cell *c)
{
	struct fault_region *region = cell_region(c);
	uint8_t *page = cell_page(c), *ahead = page - small_page();
	struct uffdio_register reg = {
		.range = { (uintptr_t)ahead, small_page() }, .mode = uffd_mode(region->source),
	};
	int flags = MAP_FIXED;

	flags |= region->memfd >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
	if (mmap(ahead, small_page(), region->prot, flags, region->memfd, 0) == MAP_FAILED)
		return -errno;
	memset(ahead, GOOD_BYTE, small_page());
	if (munmap(page, small_page()) || ioctl(region->fd, UFFDIO_REGISTER, &reg))
		return -errno;
	return mlock(ahead, small_page()) ? -errno : 0;
}

/* Grow the locked mapping in place. Returns the distance that it moved, or -errno. */
static long mremap_locked_run(struct fault_cell *c)
{
	uint8_t *ahead = cell_page(c) - small_page();
	uint8_t *to = mremap(ahead, small_page(), 2 * small_page(), 0);

	return to == MAP_FAILED ? -errno : to - ahead;
}

static const char *mremap_locked_check(struct fault_cell *c, long ret)
{
	return populated_check(c, ret) ?: check_locked(c, 2 * small_page());
}

/* Sources that can grow: not hugetlb. The new part is neither minor nor write-protected. */
static const struct fault_source *const sources_mremap[] = {
	&source_uffd_missing_anon, &source_uffd_missing_shmem, NULL
};

static const struct fault_path path_mremap_locked = {
	.name = "mremap_locked", .class = PATH_GUP, .access = FAULT_STORE,
	.decides = "mm/mremap.c:mremap(), mm/gup.c:populate_vma_page_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.probe = mlock_probe, .arm = mremap_locked_arm,
	.run = mremap_locked_run, .check = mremap_locked_check,
};

const struct matrix_row rows_mlock[] = {
	{ .path = &path_mlock, .sources = sources_mlock, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_PAGES, .releases = releases_mlock },
	{ .path = &path_mlock2, .sources = sources_mlock, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel },
	{ .path = &path_mlock2_onfault, .sources = sources_held_store, .stimuli = stimuli_none },
	{ .path = &path_mlockall, .sources = sources_mlock, .stimuli = stimuli_ordered,
	  .fails = sources_failing_kernel },
	{ .path = &path_mremap_locked, .sources = sources_mremap, .stimuli = stimuli_ordered },
	{ }
};
