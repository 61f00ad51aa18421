// SPDX-License-Identifier: GPL-2.0-only
/*
 * The server has the READ in hand, and nobody waits for the server: the fault waits for the
 * lock of the folio. It drops mmap_lock meanwhile, defers every signal that does not kill, of
 * user mode, too, and ends by one that does. There is no cell for buffers that io_uring is to
 * keep: before 6.12 the kernel waits with mmap_lock, and then refuses memory of a file.
 *
 * Deciding kernel code: mm/filemap.c:filemap_fault(), lock_folio_maybe_drop_mmap().
 */
#include "direct_io/families.h"
#include "families.h"
#include "io_uring/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/* One for each way in which a signal may end the wait, or not. */
static const struct stimulus *const stimuli_ways[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_blocked, &stimulus_sigterm,
	&stimulus_sigquit, &stimulus_sigkill, &stimulus_sigstop, &stimulus_sigstop_sigcont,
	&stimulus_exit_group, &stimulus_execve, NULL
};

#define PRIVATE	SOURCES(&source_fuse_private)

const struct matrix_row rows_fuse_async[] = {
	{ .path = &path_load, .sources = sources_fuse, .stimuli = stimuli_signals },
	{ .path = &path_store, .sources = sources_fuse, .stimuli = stimuli_signals },
	{ .path = &path_exec_fetch, .sources = sources_fuse, .stimuli = stimuli_ways },
	{ .path = &path_pipe_write, .sources = sources_fuse, .stimuli = stimuli_signals },
	{ .path = &path_pipe_read, .sources = sources_fuse, .stimuli = stimuli_ways },
	{ .path = &path_file_write, .sources = PRIVATE, .stimuli = stimuli_ways },
	{ .path = &path_vm_readv, .sources = sources_fuse, .stimuli = stimuli_signals },
	{ .path = &path_vm_writev, .sources = sources_fuse, .stimuli = stimuli_ways },
	{ .path = &path_vm_readv_peer_held, .sources = sources_fuse, .stimuli = stimuli_ways },
	{ .path = &path_dio_read, .sources = PRIVATE, .stimuli = stimuli_ways },
	{ .path = &path_populate_read, .sources = sources_fuse, .stimuli = stimuli_ways },
	{ .path = &path_populate_write, .sources = sources_fuse, .stimuli = stimuli_ways },
	{ .path = &path_mlock, .sources = sources_fuse, .stimuli = stimuli_ways,
	  .fails = SOURCES(&source_fuse_eio) },
	{ .path = &path_uring_read, .sources = PRIVATE, .stimuli = stimuli_ways },
	{ .path = &path_uring_read_async, .sources = sources_fuse, .stimuli = stimuli_ways },
	{ .path = &path_uring_write_async, .sources = PRIVATE, .stimuli = stimuli_ways },
	{ }
};
