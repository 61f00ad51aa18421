// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stimulus comes in the second or third try of one fault. The kernel has the logic of
 * signals and retries twice for user memory: under the lock of the VMA, and, from the second
 * try on, under mmap_lock. The third try is the first one with FAULT_FLAG_TRIED there;
 * get_user_pages() sets it for the second.
 */
#include "direct_io/families.h"
#include "families.h"
#include "io_uring/families.h"
#include "kvm/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

static const struct stimulus *const stimuli_second[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigstop, &stimulus_sigkill, NULL
};

static const struct stimulus *const stimuli_third[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigkill, NULL
};

/* One source for each lock and each call of handle_userfault(). */
static const struct fault_source *const kinds_load[] = {
	&source_uffd_missing_anon, &source_uffd_missing_hugetlb, &source_uffd_minor_shmem, NULL
};

/* The third try takes the way of the second: one source for each kind of message. */
static const struct fault_source *const kinds_third[] = {
	&source_uffd_missing_anon, &source_uffd_wp_anon, NULL
};

#define TRIES(sources_second, sources_third) \
	((const struct schedule_case []){ \
		{ &schedule_second_try, sources_second, stimuli_second }, \
		{ &schedule_third_try, sources_third, stimuli_third }, { 0 } })

#define TRIES_MANY \
	((const struct schedule_case []){ \
		{ &schedule_hundredth_try, sources_anon, stimuli_third }, { 0 } })

#define TRIES_LOAD	TRIES(sources_thp_load, sources_anon)
#define TRIES_STORE	TRIES(sources_thp_store, kinds_third)
#define TRIES_FEW	TRIES(kinds_load, sources_anon)

const struct matrix_row rows_tries[] = {
	{ .path = &path_load, .schedules = TRIES_LOAD },
	{ .path = &path_store, .schedules = TRIES_STORE },
	{ .path = &path_load, .schedules = TRIES_MANY },
	{ .path = &path_pipe_read, .schedules = TRIES_MANY },
	{ .path = &path_vm_readv, .schedules = TRIES_MANY },
	{ .path = &path_atomic, .schedules = TRIES_FEW },
	{ .path = &path_exec_fetch, .schedules = TRIES_FEW },
	{ .path = &path_pipe_read, .schedules = TRIES_STORE },
	{ .path = &path_pipe_write, .schedules = TRIES_LOAD },
	{ .path = &path_sysinfo, .schedules = TRIES_FEW },
	{ .path = &path_vm_readv, .schedules = TRIES_LOAD },
	{ .path = &path_vm_writev, .schedules = TRIES_STORE },
	{ .path = &path_vm_readv_peer_held, .schedules = TRIES_FEW },
	{ .path = &path_populate_write, .schedules = TRIES_STORE },
	{ .path = &path_mlock, .schedules = TRIES_FEW },
	{ .path = &path_dio_read, .schedules = TRIES_FEW },
	{ .path = &path_uring_read_async, .schedules = TRIES_FEW },
	{ .path = &path_uring_populate_write, .schedules = TRIES_FEW },
	{ .path = &path_uring_sqpoll_read, .schedules = TRIES_FEW },
	{ .path = &path_uring_register_buffers, .schedules = TRIES_FEW },
	{ .path = &path_kvm_load, .schedules = TRIES_LOAD },
	{ .path = &path_kvm_load_again, .schedules = TRIES_FEW },
	{ }
};
