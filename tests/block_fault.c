// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults on files of real file systems. When the disk is slow, or suspended, the fault waits for
 * the page, and only a fatal signal ends the wait. When the file system is frozen, a store waits in
 * ->page_mkwrite, uninterruptibly: not even SIGKILL ends the wait before the thaw, which is so
 * by design.
 *
 * Deciding kernel code: mm/filemap.c:filemap_fault(), mm/memory.c:fault_dirty_shared_page(),
 * include/linux/fs/super.h:sb_start_pagefault().
 */
#include "io_uring/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "real_stalls/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

static const struct fault_source *const sources_frozen[] = {
	&source_frozen_unmapped, &source_frozen_clean, NULL
};

static const struct fault_source *const sources_held[] = {
	&source_held_ext4_private, &source_held_ext4_shared, &source_held_ext4_random,
	&source_held_xfs_private, &source_held_xfs_shared, &source_held_xfs_random,
	&source_suspended_ext4, NULL
};

/* A disk that fails: readahead's error is none of the fault's, which then reads by itself. */
static const struct release_case releases_held[] = {
	{ &source_held_ext4_private, &release_disk_eio },
	{ &source_held_ext4_private, &release_disk_eio_once },
	{ &source_held_ext4_random, &release_disk_eio },
	{ &source_held_xfs_shared, &release_disk_eio },
	{ &source_held_xfs_shared, &release_disk_eio_once },
	{ }
};

static const struct release_case releases_mlock[] = {
	{ &source_held_ext4_private, &release_disk_eio },
	{ }
};

#define HELD(of_path) \
	{ .path = of_path, .sources = sources_held, .stimuli = stimuli_few }

#define HELD_AND_FAILED(of_path) \
	HELD(of_path), { .path = of_path, .releases = releases_held }

static const struct matrix_row rows_held[] = {
	HELD_AND_FAILED(&path_load),
	HELD_AND_FAILED(&path_store),
	HELD_AND_FAILED(&path_pipe_read),
	HELD_AND_FAILED(&path_pipe_write),
	HELD_AND_FAILED(&path_vm_readv),
	HELD_AND_FAILED(&path_vm_writev),
	HELD(&path_populate_read),
	HELD(&path_mlock),
	{ .path = &path_mlock, .releases = releases_mlock },
	/* With readahead nothing ends the wait: a fatal signal costs a deadline. */
	{ .path = &path_proc_mem_read, .stimuli = stimuli_few,
	  .sources = SOURCES(&source_held_ext4_private, &source_held_ext4_random) },
	HELD(&path_uring_read_async),
	HELD(&path_uring_write_async),
	/* Each populates the rest of the process, too, and takes longer. */
	{ .path = &path_mlockall, .stimuli = stimuli_release,
	  .sources = SOURCES(&source_held_ext4_private, &source_held_ext4_random) },
	{ .path = &path_exec_fetch, .stimuli = stimuli_few,
	  .sources = SOURCES(&source_held_ext4_private, &source_held_xfs_private) },
	{ }
};

/* Each fatal signal costs a deadline, so that few of them are sent. */
#define FROZEN(of_path) \
	{ .path = of_path, .sources = sources_frozen, \
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigusr1, &stimulus_sigstop) }

#define FATAL(of_path, source) \
	{ .path = of_path, .sources = SOURCES(source), .stimuli = STIMULI(&stimulus_sigkill) }

static const struct matrix_row rows_frozen[] = {
	FROZEN(&path_store),
	FROZEN(&path_pipe_read),
	FROZEN(&path_vm_writev),
	FROZEN(&path_populate_write),
	FATAL(&path_store, &source_frozen_clean),
	FATAL(&path_pipe_read, &source_frozen_clean),
	FATAL(&path_vm_writev, &source_frozen_unmapped),
	/* The wait holds mmap_lock for reading, or that of the mapping: other readers go on. */
	{ .path = &path_store, .apart = "bystander", .bystander = &by_maps,
	  .sources = sources_frozen, .stimuli = stimuli_none },
	{ .path = &path_pipe_read, .apart = "bystander", .bystander = &by_cmdline,
	  .sources = sources_frozen, .stimuli = stimuli_none },
	{ .path = &path_vm_writev, .apart = "bystander", .bystander = &by_maps,
	  .sources = sources_frozen, .stimuli = stimuli_none },
	/* Not SIGKILL: what the worker moved until the thaw is told to nobody. */
	{ .path = &path_uring_read_async, .sources = sources_frozen,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigusr1, &stimulus_sigstop) },
	{ }
};

static const struct matrix_row *const families[] = { rows_held, rows_frozen, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
