// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses that wait for mmap_lock behind a writer: a family of lock_fault.c. The wait is
 * killable, and nothing else ends it: not in user mode either. A task that is killed in it
 * leaves no line in the kernel's log.
 *
 * Left out are stimuli for which the leader needs the lock itself, as it does for timers.
 *
 * Deciding kernel code: mm/mmap_lock.c:get_mmap_lock_carefully(): mmap_read_lock_killable(),
 * mm/gup.c:__get_user_pages_locked(), mm/process_vm_access.c:process_vm_rw_single_vec(),
 * mm/mlock.c:do_mlock(), mm/memory.c:__access_remote_vm().
 */
#include <signal.h>

#include "direct_io/families.h"
#include "families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/* A store that no handler of SIGSEGV would hide from the kernel's log. */
static long store_unhandled_run(struct fault_cell *c)
{
	signal(SIGSEGV, SIG_DFL);
	return path_store.run(c);
}

static const char *store_unhandled_check(struct fault_cell *c, long ret)
{
	return path_store.check(c, ret);
}

static const struct fault_path path_store_unhandled = {
	.name = "store_unhandled", .class = PATH_USER, .access = FAULT_STORE,
	.decides = "kernel/signal.c:unhandled_signal(), arch/*/mm/fault.c:bad_area_nosemaphore()",
	.run = store_unhandled_run, .check = store_unhandled_check,
};

static const struct stimulus *const stimuli_patient[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart,
	&stimulus_sigusr1_blocked, &stimulus_sigusr1_ignored, &stimulus_sigrt_queue,
	&stimulus_sigquit, &stimulus_sigstop, &stimulus_sigstop_sigcont, NULL
};

static const struct stimulus *const stimuli_deadly[] = {
	&stimulus_sigterm, &stimulus_sigkill, &stimulus_sigkill_process,
	&stimulus_exit_group, NULL
};

#define WAITS_FOR_LOCK(of_path) \
	.path = of_path, .sources = SOURCES(&source_mmap_lock), .stimuli = stimuli_patient

const struct matrix_row rows_writer[] = {
	{ WAITS_FOR_LOCK(&path_store), .own = stimuli_deadly },
	{ .path = &path_store_unhandled, .sources = SOURCES(&source_mmap_lock),
	  .stimuli = stimuli_none, .own = stimuli_deadly },
	{ WAITS_FOR_LOCK(&path_atomic), .own = stimuli_deadly },
	{ WAITS_FOR_LOCK(&path_sysinfo), .own = stimuli_deadly },
	{ WAITS_FOR_LOCK(&path_pipe_read) },
	{ WAITS_FOR_LOCK(&path_dio_read) },
	{ WAITS_FOR_LOCK(&path_vm_readv) },
	{ WAITS_FOR_LOCK(&path_mlock), .own = stimuli_deadly },
	{ WAITS_FOR_LOCK(&path_mlockall), .own = stimuli_deadly },
	{ WAITS_FOR_LOCK(&path_proc_mem_read), .own = stimuli_deadly },
	/* SIGKILL does not end this one, which costs a fifth of a second. */
	{ WAITS_FOR_LOCK(&path_populate_write), .own = STIMULI(&stimulus_sigkill) },
	{ }
};
