// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several tasks wait for one page, each by another part of the kernel, and one of them gets the
 * stimulus or is killed: to the others it is nothing.
 */
#include "families.h"
#include "io_uring/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/* A load is held by each of them: a crowd does not write. */
static const struct fault_source *const kinds[] = {
	&source_uffd_missing_anon, &source_uffd_missing_shmem, &source_uffd_missing_hugetlb,
	&source_uffd_minor_shmem, &source_uffd_missing_thp, NULL
};

static const struct stimulus *const stimuli_one[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigstop, &stimulus_sigkill, NULL
};

static const struct stimulus *const stimuli_killed[] = {
	&stimulus_none, &stimulus_sigusr1, NULL
};

#define CROWDS \
	((const struct schedule_case []){ \
		{ &schedule_crowd, kinds, stimuli_one }, \
		{ &schedule_neighbour, sources_anon, stimuli_one }, \
		{ &schedule_crowd_killed, sources_anon, stimuli_killed }, { 0 } })

const struct matrix_row rows_crowds[] = {
	{ .path = &path_load, .schedules = CROWDS },
	{ .path = &path_store, .schedules = CROWDS },
	{ .path = &path_pipe_read, .schedules = CROWDS },
	{ .path = &path_vm_readv, .schedules = CROWDS },
	{ .path = &path_populate_write, .schedules = CROWDS },
	{ .path = &path_uring_populate_write, .schedules = CROWDS },
	{ }
};
