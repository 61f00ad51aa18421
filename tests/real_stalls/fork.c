// SPDX-License-Identifier: GPL-2.0-only
/*
 * A sibling forks while a fault is held: a family of real_stalls.c. The copy of the memory is
 * made with mmap_lock for writing and with every VMA for itself, so that a fault which waits
 * with either of them would hold up the sibling.
 *
 * Deciding kernel code: mm/mmap.c:dup_mmap(), mm/filemap.c:lock_folio_maybe_drop_mmap(),
 * mm/userfaultfd.c:handle_userfault(): release_fault_lock().
 */
#include <errno.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/*
 * The child sends no SIGCHLD at its end: the leader blocks it, and so the stalled thread would
 * be woken for it.
 */
static int fork_and_wait(struct fault_cell *c)
{
	pid_t pid = syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);

	(void)c;
	if (!pid)
		syscall(SYS_exit_group, 0);
	return pid > 0 && waitpid(pid, NULL, __WALL) == pid ? 0 : -errno;
}

/* Afterwards the process shares all its pages with the child, and has to fault for its copies. */
static const struct stimulus stimulus_fork = {
	.name = "fork", .effect = EFFECT_NOTHING, .flags = STIM_TAKES_PAGE,
	.story = "a sibling forks, and waits for the child: nothing to this thread",
	.send = have_leader_act, .act = fork_and_wait,
};

#define FORKS .apart = "sibling", .stimuli = STIMULI(&stimulus_fork), \
	.sources = SOURCES(&source_uffd_missing_anon, &source_uffd_missing_shmem, \
			   &source_fuse_private, &source_fuse_shared)

const struct matrix_row rows_sibling_fork[] = {
	{ .path = &path_load, FORKS },
	{ .path = &path_pipe_write, FORKS },
	{ .path = &path_vm_readv, FORKS },
	{ }
};
