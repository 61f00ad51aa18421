// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls whose fault may not drop mmap_lock: a family of real_stalls.c. They tell the
 * handler neither FAULT_FLAG_ALLOW_RETRY nor FAULT_FLAG_KILLABLE. So a userfault fails at once,
 * and a page of a file is waited for with the lock in hand, by a task that SIGKILL can't end.
 *
 * Deciding kernel code: mm/gup.c:faultin_page() without FOLL_UNLOCKABLE.
 */
#include "families.h"
#include "process_vm/families.h"
#include "sources.h"

/* Each fatal signal costs a deadline. */
static const struct stimulus *const stimuli_one_fatal[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart, &stimulus_sigusr1_blocked,
	&stimulus_sigusr1_ignored, &stimulus_sigusr1_free_thread, &stimulus_sigrt_queue,
	&stimulus_sigquit, &stimulus_sigkill, &stimulus_sigstop, &stimulus_sigstop_sigcont,
	&stimulus_timer_fast, &stimulus_timer_slow, NULL
};

const struct matrix_row rows_locked[] = {
	{ .path = &path_proc_mem_read, .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_one_fatal },
	{ .path = &path_proc_mem_read, .apart = "shared", .sources = SOURCES(&source_fuse_shared),
	  .stimuli = STIMULI_HARMLESS },
	{ .path = &path_proc_mem_write, .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_few },
	{ }
};
