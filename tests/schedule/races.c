// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stimulus comes together with the release, each by a thread of its own, in rounds whose
 * moments are drawn from the seed of the run. Nothing may be lost, whichever comes first:
 * neither the wake-up, nor the signal, nor a byte.
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

static const struct fault_source *const kinds_load[] = {
	&source_uffd_missing_anon, &source_uffd_missing_hugetlb, &source_uffd_minor_shmem, NULL
};

static const struct fault_source *const kinds_store[] = {
	&source_uffd_missing_anon, &source_uffd_missing_hugetlb, &source_uffd_minor_shmem,
	&source_uffd_wp_anon, NULL
};

/*
 * A path that counts bytes behind its call must know the result of the call, which a fatal
 * signal in a race hides: such paths have no fatal signal.
 */
static const struct stimulus *const stimuli_counted[] = {
	&stimulus_sigusr1, &stimulus_sigrt_queue, &stimulus_sigstop, NULL
};

static const struct stimulus *const stimuli_any[] = {
	&stimulus_sigusr1, &stimulus_sigstop, &stimulus_sigkill, NULL
};

static const struct stimulus *const stimuli_wake[] = {
	&stimulus_sigusr1, &stimulus_sigkill, NULL
};

#define RACES(kinds, stimuli) \
	((const struct schedule_case []){ \
		{ &schedule_race, kinds, stimuli }, \
		{ &schedule_race_wake, sources_anon, stimuli_wake }, { 0 } })

#define RACES_COUNTED(kinds) \
	((const struct schedule_case []){ { &schedule_race, kinds, stimuli_counted }, { 0 } })

const struct matrix_row rows_races[] = {
	{ .path = &path_load, .schedules = RACES(kinds_load, stimuli_any) },
	{ .path = &path_store, .schedules = RACES(kinds_store, stimuli_any) },
	{ .path = &path_atomic, .schedules = RACES(sources_anon, stimuli_any) },
	{ .path = &path_pipe_read, .schedules = RACES_COUNTED(kinds_store) },
	{ .path = &path_pipe_write, .schedules = RACES_COUNTED(kinds_load) },
	{ .path = &path_sysinfo, .schedules = RACES(sources_anon, stimuli_any) },
	{ .path = &path_getrandom, .schedules = RACES(sources_anon, stimuli_any) },
	{ .path = &path_vm_readv, .schedules = RACES(kinds_load, stimuli_any) },
	{ .path = &path_vm_writev, .schedules = RACES(kinds_store, stimuli_any) },
	{ .path = &path_populate_read, .schedules = RACES(kinds_load, stimuli_any) },
	{ .path = &path_mlock, .schedules = RACES(sources_anon, stimuli_any) },
	{ .path = &path_dio_read, .schedules = RACES_COUNTED(sources_anon) },
	{ .path = &path_uring_read_async, .schedules = RACES_COUNTED(sources_anon) },
	{ .path = &path_uring_populate_write, .schedules = RACES(sources_anon, stimuli_any) },
	{ .path = &path_kvm_load, .schedules = RACES(sources_anon, stimuli_any) },
	{ .path = &path_kvm_load_again, .schedules = RACES(sources_anon, stimuli_any) },
	{ }
};
