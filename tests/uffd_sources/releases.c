// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways to let go of a held fault, for the sources for which the other programs leave them out:
 * with these each source has each release that is possible for it.
 *
 * UFFDIO_UNREGISTER wakes nobody in a minor or write-protect fault, which costs a cell 200 ms:
 * few cells show it (expectations/).
 */
#include "direct_io/families.h"
#include "families.h"
#include "io_uring/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "require.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

static const struct answer *probe_mremap(bool user_mode)
{
	(void)user_mode;
	return running_version() < KVER(5, 16) ? lacks(NEED_HUGETLB_MREMAP) : NULL;
}

/* Huge pages can be moved since 5.16. */
static const struct fault_release release_mremap_huge = {
	.name = "mremap", .error = FAULT_UNMAPPED, .probe = probe_mremap,
};

#define ANYHOW(of_source, moved) \
	{ of_source, &release_wake }, { of_source, &release_close }, \
	{ of_source, &release_munmap }, { of_source, moved }
#define WOKEN(of_source, moved) \
	{ of_source, &release_close }, { of_source, &release_munmap }, { of_source, moved }

#define LOADS \
	{ &source_uffd_missing_shmem, &release_unregister }, \
	WOKEN(&source_uffd_missing_shmem, &release_mremap), \
	{ &source_uffd_missing_hugetlb, &release_unregister }, \
	WOKEN(&source_uffd_missing_hugetlb, &release_mremap_huge), \
	{ &source_uffd_missing_thp, &release_zeropage }, \
	{ &source_uffd_missing_thp, &release_poison }, \
	{ &source_uffd_missing_thp, &release_unregister }, \
	ANYHOW(&source_uffd_missing_thp, &release_mremap), \
	{ &source_uffd_minor_shmem, &release_munmap }, \
	{ &source_uffd_minor_shmem, &release_mremap }, \
	{ &source_uffd_minor_hugetlb, &release_poison }, \
	ANYHOW(&source_uffd_minor_hugetlb, &release_mremap_huge), \
	{ &source_uffd_moved_anon, &release_zeropage }, \
	{ &source_uffd_rwp_anon, &release_wake }, \
	WOKEN(&source_uffd_rwp_anon, &release_mremap), \
	ANYHOW(&source_uffd_rwp_hugetlb, &release_mremap_huge)

static const struct release_case more_load[] = { LOADS, { 0 } };
static const struct release_case more_store[] = {
	LOADS,
	{ &source_uffd_wp_anon, &release_munmap },
	{ &source_uffd_wp_anon, &release_mremap },
	WOKEN(&source_uffd_wp_shmem, &release_mremap),
	ANYHOW(&source_uffd_wp_hugetlb, &release_mremap_huge),
	ANYHOW(&source_uffd_wp_thp, &release_mremap),
	{ &source_uffd_missing_wp_anon, &release_copy_protected },
	{ &source_uffd_missing_wp_anon, &release_close },
	{ &source_uffd_missing_wp_shmem, &release_copy_protected },
	{ 0 }
};

/* UFFDIO_UNREGISTER where nobody is woken by it. */
static const struct release_case unwoken[] = {
	{ &source_uffd_minor_hugetlb, &release_unregister },
	{ &source_uffd_wp_hugetlb, &release_unregister },
	{ &source_uffd_rwp_anon, &release_unregister },
	{ 0 }
};

/* Ways for the classes of which the other programs have none. */
#define OTHERS \
	{ &source_uffd_missing_anon, &release_zeropage }, \
	{ &source_uffd_missing_anon, &release_wake }, \
	{ &source_uffd_missing_anon, &release_close }, \
	{ &source_uffd_missing_hugetlb, &release_close }, \
	{ &source_uffd_minor_shmem, &release_wake }

/* The submitter's EINTR leaves the worker with its request, which has to succeed. */
static const struct release_case others_async[] = { OTHERS, { 0 } };
static const struct release_case others[] = {
	OTHERS,
	{ &source_uffd_missing_anon, &release_poison },
	{ &source_uffd_missing_anon, &release_munmap },
	{ 0 }
};

/*
 * Zeros are no instructions. And an emulated processor reads ahead of an atomic store: its read
 * gets the page of zeros, and the store takes one more fault.
 */
static const struct release_case not_zeros[] = {
	{ &source_uffd_missing_anon, &release_wake },
	{ &source_uffd_missing_anon, &release_poison },
	{ &source_uffd_missing_anon, &release_munmap },
	{ &source_uffd_minor_shmem, &release_wake },
	{ &source_uffd_minor_shmem, &release_close },
	{ 0 }
};

const struct matrix_row rows_releases[] = {
	{ .path = &path_store, .releases = more_store },
	{ .path = &path_load, .releases = more_load },
	{ .path = &path_pipe_read, .releases = more_store },
	{ .path = &path_vm_writev, .releases = more_store },
	{ .path = &path_populate_read, .releases = more_load },
	{ .path = &path_store, .releases = unwoken },
	{ .path = &path_exec_fetch, .releases = not_zeros },
	{ .path = &path_atomic, .releases = not_zeros },
	{ .path = &path_uring_read_async, .releases = others_async },
	{ .path = &path_uring_register_buffers, .releases = others },
	{ }
};
