// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sources that some paths of each class meet: two modes at once, UFFDIO_MOVE, huge pages that are
 * protected against writes, and RWP, which holds reads of pages that are there. And memory of
 * other kinds whose faults fail at once.
 */
#include "families.h"
#include "io_uring/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

#define MORE_LOAD \
	&source_uffd_missing_wp_anon, &source_uffd_moved_anon, &source_uffd_rwp_anon, \
	&source_uffd_rwp_shmem, &source_uffd_rwp_hugetlb, &source_uffd_rwp_thp

static const struct fault_source *const more_load[] = { MORE_LOAD, NULL };
static const struct fault_source *const more_store[] = {
	MORE_LOAD, &source_uffd_missing_wp_shmem, &source_uffd_wp_thp, NULL
};

/* After the release the store, or the kernel for it, copies the page. */
static const struct fault_source *const sources_copied[] = {
	&source_uffd_wp_hugetlb_private, &source_uffd_wp_hugetlb_file,
	&source_uffd_wp_shmem_file, NULL
};

/* One of each new call of handle_userfault(). */
static const struct fault_source *const more_few[] = {
	&source_uffd_moved_anon, &source_uffd_wp_thp, &source_uffd_rwp_anon, NULL
};

/* What is decided by how the fault is held, and not only by how its path waits. */
static const struct stimulus *const stimuli_held[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_blocked, &stimulus_sigstop,
	&stimulus_timer_slow, &stimulus_sigkill, &stimulus_exit_group, NULL
};

/* A page of a GiB takes a minute to fill in an emulated guest: no cell does it. */
static const struct release_case gigantic_releases[] = {
	{ &source_uffd_missing_gigantic, &release_poison },
	{ &source_uffd_missing_gigantic, &release_munmap }, { 0 }
};

#define GIGANTIC(of_path) \
	{ .path = of_path, .sources = SOURCES(&source_uffd_missing_gigantic), \
	  .stimuli = STIMULI(&stimulus_sigkill, &stimulus_exit_group), \
	  .releases = gigantic_releases }

const struct matrix_row rows_sources[] = {
	{ .path = &path_load, .sources = more_load, .stimuli = stimuli_held },
	{ .path = &path_store, .sources = more_store, .stimuli = stimuli_held },
	GIGANTIC(&path_load),
	GIGANTIC(&path_store),
	GIGANTIC(&path_pipe_read),
	GIGANTIC(&path_vm_writev),
	GIGANTIC(&path_populate_write),
	{ .path = &path_exec_fetch,
	  .sources = SOURCES(&source_uffd_moved_anon, &source_uffd_rwp_anon),
	  .stimuli = stimuli_few },
	{ .path = &path_pipe_read, .sources = more_store, .stimuli = stimuli_held },
	{ .path = &path_pipe_write, .sources = more_load, .stimuli = stimuli_few },
	{ .path = &path_vm_readv, .sources = more_load, .stimuli = stimuli_few },
	{ .path = &path_vm_writev, .sources = more_store, .stimuli = stimuli_held },
	{ .path = &path_populate_write, .sources = more_store, .stimuli = stimuli_few },
	/*
	 * A page is moved only between mappings that are both locked, or both not. And mlock()
	 * cuts the mapping in two: 6.1 does not take UFFDIO_WRITEPROTECT for both at once.
	 */
	{ .path = &path_mlock, .sources = SOURCES(&source_uffd_rwp_anon),
	  .stimuli = stimuli_few },
	{ .path = &path_store, .sources = sources_copied, .stimuli = stimuli_few },
	{ .path = &path_pipe_read, .sources = sources_copied, .stimuli = stimuli_few },
	{ .path = &path_vm_writev, .sources = sources_copied, .stimuli = stimuli_few },
	{ .path = &path_populate_write, .sources = sources_copied, .stimuli = stimuli_few },
	{ .path = &path_uring_read_async, .sources = more_few,
	  .stimuli = stimuli_brief },
	{ }
};

/* ---- faults that fail at once ---- */

static const struct fault_source *const failing_small[] = {
	&source_uffd_sigbus_shmem, &source_uffd_poison_shmem, NULL
};

static const struct fault_source *const failing_huge[] = {
	&source_uffd_sigbus_hugetlb, &source_uffd_poison_hugetlb, NULL
};

/* A whole huge page ahead of the failing one is more than most calls take. */
#define LAYOUTS_HUGE	(BIT_OF(LAYOUT_FIRST_BYTE) | BIT_OF(LAYOUT_MID_BUFFER))

#define FAILING(of_path) \
	{ .path = of_path, .fails = failing_small, .layouts = LAYOUTS_SHORT }, \
	{ .path = of_path, .fails = failing_huge, .layouts = LAYOUTS_HUGE }

#define FAILING_PAGE(of_path) \
	{ .path = of_path, .fails = failing_small }, { .path = of_path, .fails = failing_huge }

const struct matrix_row rows_failing[] = {
	FAILING(&path_load),
	FAILING(&path_store),
	FAILING(&path_pipe_read),
	FAILING(&path_pipe_write),
	FAILING(&path_vm_readv),
	FAILING(&path_vm_writev),
	FAILING_PAGE(&path_populate_read),
	FAILING_PAGE(&path_populate_write),
	{ }
};
