// SPDX-License-Identifier: GPL-2.0-only
/*
 * There is no memory for the page: a memory cgroup that is full, or over its limit for
 * throttling, and a tmpfs that is full.
 *
 *	source		user mode		uaccess		GUP
 *	memcg_oom_*	waits, killably		-		-
 *	memcg_full_*	-			EFAULT, short	EFAULT or ENOMEM
 *	memcg_high_*	all are made to sleep on their way back to user mode, killably
 *	tmpfs_full_*	SIGBUS BUS_ADRERR	EFAULT, short	EFAULT
 *
 * Deciding kernel code: mm/memcontrol-v1.c:mem_cgroup_oom_synchronize(),
 * mm/memcontrol.c:try_charge_memcg(), mm/shmem.c:shmem_fault().
 */
#include "families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/* The others need the leader, which needs memory of the kernel for its answer or its execve(). */
static const struct stimulus *const stimuli_no_memory[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart,
	&stimulus_sigusr1_blocked, &stimulus_sigusr1_ignored,
	&stimulus_sigrt_queue, &stimulus_sigterm,
	&stimulus_sigquit, &stimulus_sigkill, &stimulus_sigkill_process, &stimulus_sigstop,
	&stimulus_sigstop_sigcont, &stimulus_exit_group, NULL
};

static const struct fault_source *const memcg_full_store[] = {
	&source_memcg_full_anon, &source_memcg_full_shmem, NULL
};

static const struct fault_source *const tmpfs_full[] = {
	&source_tmpfs_full_shared, &source_tmpfs_full_private, NULL
};

/* A load from anonymous memory needs no page: it gets the page of zeros. */
static const struct stimulus *const stimuli_deadly[] = {
	&stimulus_sigterm, &stimulus_sigkill, &stimulus_sigkill_process, &stimulus_exit_group, NULL
};

#define THROTTLED(of_path, source) \
	{ .path = of_path, .apart = "throttled", .sources = SOURCES(source), \
	  .stimuli = stimuli_deadly }

const struct matrix_row rows_no_memory[] = {
	{ .path = &path_load, .sources = SOURCES(&source_memcg_oom_shmem),
	  .stimuli = stimuli_no_memory },
	{ .path = &path_store,
	  .sources = SOURCES(&source_memcg_oom_anon, &source_memcg_oom_shmem),
	  .stimuli = stimuli_no_memory },
	{ .path = &path_atomic, .sources = SOURCES(&source_memcg_oom_anon),
	  .stimuli = stimuli_no_memory },
	{ .path = &path_pipe_read, .fails = memcg_full_store, .layouts = LAYOUTS_SHORT },
	{ .path = &path_clock_gettime, .fails = memcg_full_store },
	{ .path = &path_vm_writev_local, .fails = SOURCES(&source_memcg_full_shmem),
	  .layouts = LAYOUTS_SHORT },
	{ .path = &path_vm_readv, .fails = SOURCES(&source_memcg_full_shmem),
	  .layouts = LAYOUTS_SHORT },
	{ .path = &path_vm_writev, .fails = memcg_full_store, .layouts = LAYOUTS_SHORT },
	{ .path = &path_populate_read, .fails = SOURCES(&source_memcg_full_shmem),
	  .layouts = LAYOUTS_PAGES },
	{ .path = &path_populate_write, .fails = memcg_full_store, .layouts = LAYOUTS_PAGES },

	{ .path = &path_load, .fails = tmpfs_full },
	{ .path = &path_store, .fails = tmpfs_full },
	{ .path = &path_pipe_read, .fails = tmpfs_full, .layouts = LAYOUTS_SHORT },
	{ .path = &path_pipe_write, .fails = tmpfs_full, .layouts = LAYOUTS_SHORT },
	{ .path = &path_vm_readv, .fails = tmpfs_full, .layouts = LAYOUTS_SHORT },
	{ .path = &path_vm_writev, .fails = tmpfs_full, .layouts = LAYOUTS_SHORT },
	{ .path = &path_populate_read, .fails = tmpfs_full, .layouts = LAYOUTS_PAGES },
	{ .path = &path_populate_write, .fails = tmpfs_full, .layouts = LAYOUTS_PAGES },

	/* The throttle ends by itself or by death: nothing else shortens it, not even room. */
	THROTTLED(&path_load, &source_memcg_high_shmem),
	THROTTLED(&path_store, &source_memcg_high_anon),
	THROTTLED(&path_sysinfo, &source_memcg_high_anon),
	THROTTLED(&path_clock_gettime, &source_memcg_high_shmem),
	THROTTLED(&path_vm_writev, &source_memcg_high_anon),
	THROTTLED(&path_populate_write, &source_memcg_high_shmem),
	{ }
};
