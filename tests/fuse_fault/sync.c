// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fault waits for the answer of the server itself, because the READ is synchronous, or
 * because readahead has failed. Until the server has read the request, a fatal signal takes it
 * back. After that only the answer ends the wait: the kernel sends FUSE_INTERRUPT once for the
 * first signal, and what then happens is the server's affair.
 *
 * Deciding kernel code: fs/fuse/dev.c:request_wait_answer(), mm/filemap.c:filemap_fault().
 */
#include "families.h"
#include "io_uring/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/* Each fatal signal costs a deadline, and so they have rows of their own. */
static const struct stimulus *const stimuli_deaf[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart, &stimulus_sigusr1_blocked,
	&stimulus_sigusr1_ignored, &stimulus_sigrt_queue, &stimulus_sigstop,
	&stimulus_sigstop_sigcont, NULL
};

static const struct stimulus *const stimuli_core[] = { &stimulus_sigquit, NULL };
static const struct stimulus *const stimuli_kill[] = { &stimulus_sigkill, NULL };

/* One for each way in which a signal may end the wait, or not. */
static const struct stimulus *const stimuli_ways[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_blocked, &stimulus_sigusr1_ignored,
	&stimulus_sigrt_queue, &stimulus_sigterm, &stimulus_sigquit, &stimulus_sigkill,
	&stimulus_sigstop, &stimulus_sigstop_sigcont, &stimulus_exit_group, NULL
};

/* Not SIGQUIT: how often the kernel tries again before it fails depends on the call. */
static const struct stimulus *const stimuli_obeyed[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart, &stimulus_sigusr1_blocked,
	&stimulus_sigusr1_ignored, &stimulus_sigrt_queue, &stimulus_sigterm, &stimulus_sigkill,
	&stimulus_sigstop, &stimulus_sigstop_sigcont, &stimulus_exit_group, NULL
};

/*
 * Of a worker no stop: the request fails, and whether its caller sees that first or the stop is
 * chance.
 */
static const struct stimulus *const stimuli_obeyed_worker[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart, &stimulus_sigusr1_blocked,
	&stimulus_sigusr1_ignored, &stimulus_sigrt_queue, &stimulus_sigterm, &stimulus_sigkill,
	&stimulus_exit_group, NULL
};

static const struct fault_source *const sources_sync[] = {
	&source_fuse_sync, &source_fuse_sync_shared, &source_fuse_eio_once, NULL
};

static const struct fault_source *const sources_unread[] = {
	&source_fuse_unread, &source_fuse_sync_unread, NULL
};

static const struct fault_source *const sources_obeys[] = { &source_fuse_sync_obeys, NULL };

static const struct fault_source *const sources_eio[] = { &source_fuse_eio, NULL };

static const struct release_case releases[] = {
	{ &source_fuse_private, &release_fuse_abort },
	{ &source_fuse_private, &release_fuse_eio },
	{ &source_fuse_private, &release_fuse_eio_once },
	{ &source_fuse_private, &release_fuse_eintr },
	{ &source_fuse_shared, &release_fuse_abort },
	{ &source_fuse_sync, &release_fuse_abort },
	{ &source_fuse_sync, &release_fuse_eio },
	{ &source_fuse_sync, &release_fuse_eio_once },
	{ &source_fuse_sync, &release_fuse_eintr },
	{ &source_fuse_unread, &release_fuse_abort },
	{ 0 }
};

#define HELD(of_path) \
	{ .path = of_path, .apart = "sync", .sources = sources_sync, .stimuli = stimuli_deaf }, \
	{ .path = of_path, .apart = "unread", .sources = sources_unread, \
	  .stimuli = stimuli_ways }

#define OBEYS(of_path, how) \
	{ .path = of_path, .apart = "obeys", .sources = sources_obeys, .stimuli = how }

#define PATH(of_path)	HELD(of_path), OBEYS(of_path, stimuli_obeyed)

/*
 * Not for workers and pipes: a fatal signal that waits for the answer may fail the access then,
 * or come behind it, and what was moved is told to nobody.
 */
#define DEAF(of_path) \
	{ .path = of_path, .apart = "deaf", .sources = SOURCES(&source_fuse_sync), \
	  .stimuli = stimuli_core, .own = stimuli_kill }

/* Not for workers either: their caller may be back by then. */
#define FAILS(of_path)	{ .path = of_path, .fails = sources_eio, .releases = releases }

const struct matrix_row rows_fuse_sync[] = {
	PATH(&path_load), DEAF(&path_load), FAILS(&path_load),
	PATH(&path_pipe_write), FAILS(&path_pipe_write),
	PATH(&path_vm_readv), DEAF(&path_vm_readv), FAILS(&path_vm_readv),
	PATH(&path_populate_read), FAILS(&path_populate_read),
	HELD(&path_uring_read_async), OBEYS(&path_uring_read_async, stimuli_obeyed_worker),
	DEAF(&path_sysinfo),
	{ .path = &path_load, .apart = "dies", .sources = SOURCES(&source_fuse_eio_once),
	  .stimuli = STIMULI(&stimulus_sigterm) },
	{ }
};
