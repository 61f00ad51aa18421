// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page is in swap space, and the disk has its READ in hand. A page of the process's own
 * waits as a file's page does: killably where the caller's flags say so, without mmap_lock where
 * they allow it. A page of shared memory waits until the disk answers, whatever comes.
 *
 * Deciding kernel code: mm/memory.c:do_swap_page(), mm/filemap.c:__folio_lock_or_retry(),
 * mm/shmem.c:shmem_swapin_folio().
 */
#include "families.h"
#include "io_uring/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "real_stalls/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

#define SWAPPED(of_path, which) \
	{ .path = of_path, .sources = SOURCES(&source_held_swap_anon), .stimuli = which }, \
	{ .path = of_path, .apart = "shared", .sources = SOURCES(&source_held_swap_shmem), \
	  .stimuli = stimuli_few }

static const struct release_case releases[] = {
	{ &source_held_swap_anon, &release_swap_eio },
	{ &source_held_swap_shmem, &release_swap_eio },
	{ }
};

#define FAILED(of_path)	{ .path = of_path, .releases = releases }

#define STIMULI_EXIT	STIMULI(&stimulus_none, &stimulus_sigkill, &stimulus_sigkill_process)

const struct matrix_row rows_swapped[] = {
	SWAPPED(&path_load, stimuli_signals),
	SWAPPED(&path_store, stimuli_few),
	SWAPPED(&path_atomic, stimuli_few),
	SWAPPED(&path_pipe_read, stimuli_signals),
	SWAPPED(&path_pipe_write, stimuli_few),
	SWAPPED(&path_clock_gettime, stimuli_few),
	SWAPPED(&path_vm_readv, stimuli_signals),
	SWAPPED(&path_vm_writev, stimuli_few),
	SWAPPED(&path_populate_read, stimuli_few),
	SWAPPED(&path_populate_write, stimuli_few),
	SWAPPED(&path_uring_read, stimuli_few),
	{ .path = &path_uring_read_async, .sources = SOURCES(&source_held_swap_anon),
	  .stimuli = stimuli_few },

	/* The disk can't read the page: it is lost. */
	FAILED(&path_load), FAILED(&path_store),
	FAILED(&path_pipe_read), FAILED(&path_pipe_write),
	FAILED(&path_vm_readv), FAILED(&path_vm_writev),

	/* The list of robust locks and the word of clear_child_tid are in swap space. */
	{ .path = &path_exit_robust_list, .sources = SOURCES(&source_held_swap_anon),
	  .stimuli = STIMULI_EXIT },
	{ .path = &path_exit_clear_tid, .sources = SOURCES(&source_held_swap_anon),
	  .stimuli = STIMULI_EXIT },
	{ }
};
