// SPDX-License-Identifier: GPL-2.0-only
/*
 * fork() with registered memory: it sends UFFD_EVENT_FORK, and waits until that is read, before
 * the child is there. Killed, it takes the event back, with the userfaultfd for the child.
 *
 * Deciding kernel code: kernel/fork.c or mm/mmap.c:dup_mmap(), mm/userfaultfd.c:
 * dup_userfaultfd_complete(), resolve_userfault_fork().
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"

#define CHILD_STATUS	7

/* Not fork(): it takes locks of the C library, with which the leader could not do its part. */
static long fork_run(struct fault_cell *c)
{
	int status = 0;
	pid_t child;

	(void)c;
	child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	if (!child)
		syscall(SYS_exit_group, CHILD_STATUS);
	if (child < 0)
		return -errno;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -ECHILD;
}

static const struct fault_path path_fork = {
	.name = "fork", .class = PATH_EVENT, .access = FAULT_LOAD, .ok = CHILD_STATUS,
	.decides = "kernel/fork.c:dup_mm(), mm/userfaultfd.c:dup_userfaultfd_complete()",
	.run = fork_run,
};

const struct matrix_row rows_fork[] = {
	{ .path = &path_fork, .sources = SOURCES(&source_event_fork_anon),
	  .stimuli = stimuli_ordered, .own = STIMULI(&stimulus_ptrace_interrupt) },
	{ .path = &path_fork, .sources = SOURCES(&source_event_fork_shmem),
	  .stimuli = stimuli_few, .releases = RELEASED_BY_CLOSE(&source_event_fork_anon) },
	{ }
};
