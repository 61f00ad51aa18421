// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stimulus comes together with the release, each by a thread of its own, in rounds whose
 * moments are drawn from the seed of the run. Nothing may be lost, whichever comes first:
 * neither the wake-up, nor the signal, nor a byte.
 */
#include <errno.h>

#include "direct_io/families.h"
#include "families.h"
#include "io_uring/families.h"
#include "kvm/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "uffd.h"
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

/* A userfaultfd that is closed or unregistered lets the fault through to the memory below. */
static int act_close(struct fault_cell *c)
{
	return release_close.apply(cell_region(c));
}

static int act_unregister(struct fault_cell *c)
{
	return release_unregister.apply(cell_region(c));
}

static const struct schedule schedule_race_close = {
	.name = "race_close", .rounds = RACE_ROUNDS, .lets_through = true,
	.acts = { ACT_STIMULUS, { "the release", act_release, -EBADF },
		  { "close()", act_close, 0 } },
	.story = "the release comes together with the stimulus, and with the close of the userfaultfd",
};

static const struct schedule schedule_race_unregister = {
	.name = "race_unregister", .rounds = RACE_ROUNDS, .lets_through = true,
	.acts = { ACT_STIMULUS, { "the release", act_release, -ENOENT },
		  { "UFFDIO_UNREGISTER", act_unregister, 0 } },
	.story = "the release comes together with the stimulus, and with UFFDIO_UNREGISTER",
};

/* The page is there, but the task that waits for it has not been woken when the signal comes. */
static int act_between(struct fault_cell *c)
{
	int err = uffd_place(cell_region(c));

	if (!err)
		err = act_stimulus(c);
	return err ?: act_wake(c);
}

static const struct schedule schedule_between = {
	.name = "between", .rounds = 2, .acts = { { "page, stimulus, wake-up", act_between, 0 } },
	.story = "the page comes first, then the stimulus, then the wake-up",
};

/* Faults that only one resolver can resolve. UFFDIO_WRITEPROTECT of a page may come twice. */
static const struct fault_source *const kinds_once[] = {
	&source_uffd_missing_anon, &source_uffd_missing_shmem, &source_uffd_missing_hugetlb,
	&source_uffd_minor_shmem, NULL
};

static const struct fault_source *const kinds_missing[] = {
	&source_uffd_missing_anon, &source_uffd_missing_hugetlb, NULL
};

static const struct stimulus *const stimuli_resolvers[] = {
	&stimulus_none, &stimulus_sigusr1, NULL
};

#define TWO_RESOLVERS \
	((const struct schedule_case []){ \
		{ &schedule_two_resolvers, kinds_once, stimuli_resolvers }, { 0 } })

#define RESOLVERS \
	((const struct schedule_case []){ \
		{ &schedule_two_resolvers, kinds_once, stimuli_resolvers }, \
		{ &schedule_race_munmap, kinds_missing, stimuli_resolvers }, \
		{ &schedule_race_close, kinds_missing, stimuli_resolvers }, \
		{ &schedule_race_unregister, kinds_missing, stimuli_resolvers }, { 0 } })

/* Those that say that a fault waits, to a reader, ahead of the wait */
static const struct fault_source *const kinds_told[] = {
	&source_uffd_missing_anon, &source_uffd_missing_shmem, &source_uffd_missing_hugetlb,
	&source_uffd_minor_shmem, NULL
};

static const struct fault_source *const kinds_told_store[] = {
	&source_uffd_missing_anon, &source_uffd_minor_shmem, &source_uffd_wp_anon, NULL
};

#define AT_ONCE(kinds) \
	((const struct schedule_case []){ { &schedule_at_once, kinds, stimuli_none }, { 0 } })

/*
 * The answer of a FUSE server comes together with a signal, which may send a FUSE_INTERRUPT: of
 * kinds_fuse, fuse_sync waits for the server itself.
 */
static const struct fault_source *const kinds_fuse[] = {
	&source_fuse_private, &source_fuse_shared, &source_fuse_sync, NULL
};

#define RACES_FUSE(stimuli) \
	((const struct schedule_case []){ { &schedule_race, kinds_fuse, stimuli }, { 0 } })

#define RACES(kinds, stimuli) \
	((const struct schedule_case []){ \
		{ &schedule_race, kinds, stimuli }, \
		{ &schedule_between, kinds, stimuli }, \
		{ &schedule_race_wake, sources_anon, stimuli_wake }, { 0 } })

#define RACES_COUNTED(kinds) \
	((const struct schedule_case []){ \
		{ &schedule_race, kinds, stimuli_counted }, \
		{ &schedule_between, kinds, stimuli_counted }, { 0 } })

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
	{ .path = &path_kvm_load, .schedules = RACES_COUNTED(sources_anon) },
	{ .path = &path_kvm_load_again, .schedules = RACES_COUNTED(sources_anon) },
	{ .path = &path_load, .schedules = RACES_FUSE(stimuli_any) },
	{ .path = &path_pipe_write, .schedules = RACES_FUSE(stimuli_counted) },
	{ .path = &path_vm_readv, .schedules = RACES_FUSE(stimuli_any) },
	/* A store is lost if a second page takes the place of the first. */
	{ .path = &path_store, .schedules = RESOLVERS },
	{ .path = &path_load, .schedules = RESOLVERS },
	{ .path = &path_pipe_read, .schedules = RESOLVERS },
	{ .path = &path_vm_writev, .schedules = RESOLVERS },
	{ .path = &path_populate_read, .schedules = RESOLVERS },
	{ .path = &path_uring_populate_write, .schedules = TWO_RESOLVERS },
	{ .path = &path_load, .schedules = AT_ONCE(kinds_told) },
	{ .path = &path_store, .schedules = AT_ONCE(kinds_told_store) },
	{ .path = &path_pipe_read, .schedules = AT_ONCE(kinds_told_store) },
	{ .path = &path_vm_readv, .schedules = AT_ONCE(kinds_told) },
	{ .path = &path_populate_read, .schedules = AT_ONCE(kinds_told) },
	{ .path = &path_uring_read_async, .schedules = AT_ONCE(sources_anon) },
	{ }
};
