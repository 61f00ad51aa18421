// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of another process, by calls whose fault may not drop mmap_lock: a family of
 * real_stalls.c. The lock is the other process's.
 *
 * Deciding kernel code: mm/memory.c:__access_remote_vm(), mm/gup.c:faultin_page() without
 * FOLL_UNLOCKABLE, kernel/ptrace.c:ptrace_access_vm(), ptrace_freeze_traced().
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "families.h"
#include "process_vm/other_side.h"
#include "process_vm/peer.h"
#include "sources.h"
#include "tracer.h"

/* Only a task that is stopped may be read; the tracer is the faulting thread. */
static int seize(pid_t peer)
{
	int status;

	if (ptrace(PTRACE_SEIZE, peer, NULL, NULL) || ptrace(PTRACE_INTERRUPT, peer, NULL, NULL))
		return -errno;
	if (waitpid(peer, &status, __WALL) != peer)
		return -errno;
	return WIFSTOPPED(status) ? 0 : -ECHILD;
}

static const struct answer *tracee_probe(void)
{
	return peer_probe() ?: tracer_probe(NULL);
}

/* glibc's ptrace() returns the word; the system call stores it. */
static long peek_run(struct fault_cell *c)
{
	pid_t peer = other_side(c)->peer;
	long word = 0, err = seize(peer);

	if (err)
		return err;
	err = sysret(syscall(SYS_ptrace, PTRACE_PEEKDATA, peer, cell_buf(c), &word));
	ptrace(PTRACE_DETACH, peer, NULL, NULL);
	memcpy(other_side(c)->buf, &word, sizeof(word));
	return err ?: (long)sizeof(word);
}

static const struct fault_path path_ptrace_peek = {
	.name = "ptrace_peek", .class = PATH_KEEPS_LOCK, .access = FAULT_LOAD,
	.flags = PATH_REMOTE,
	.decides = "kernel/ptrace.c:ptrace_access_vm(), mm/memory.c:__access_remote_vm()",
	.len = sizeof(long), .ok = sizeof(long), .fails = { -EIO },
	.probe = tracee_probe, .setup = peer_held_sink_setup, .teardown = other_side_teardown,
	.arm = peer_held_arm, .run = peek_run,
};

static long poke_run(struct fault_cell *c)
{
	pid_t peer = other_side(c)->peer;
	long word, err = seize(peer);

	if (err)
		return err;
	memcpy(&word, other_side(c)->buf, sizeof(word));
	err = sysret(syscall(SYS_ptrace, PTRACE_POKEDATA, peer, cell_buf(c), word));
	ptrace(PTRACE_DETACH, peer, NULL, NULL);
	return err ?: (long)sizeof(word);
}

static const struct fault_path path_ptrace_poke = {
	.name = "ptrace_poke", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.flags = PATH_REMOTE,
	.decides = "kernel/ptrace.c:ptrace_access_vm(), mm/memory.c:__access_remote_vm()",
	.len = sizeof(long), .ok = sizeof(long), .fails = { -EIO },
	.probe = tracee_probe, .setup = peer_held_origin_setup, .teardown = other_side_teardown,
	.arm = peer_held_arm, .run = poke_run,
};

static long mem_read_run(struct fault_cell *c)
{
	return sysret(pread(other_side(c)->mem, other_side(c)->buf, cell_len(c),
			    (uintptr_t)cell_buf(c)));
}

static const struct fault_path path_mem_read_peer = {
	.name = "mem_read_peer", .class = PATH_KEEPS_LOCK, .access = FAULT_LOAD,
	.flags = PATH_REMOTE,
	.decides = "fs/proc/base.c:mem_rw(), mm/memory.c:__access_remote_vm()",
	.ok = FAULT_LEN, .fails = { -EIO },
	.probe = peer_probe, .setup = peer_held_sink_setup, .teardown = other_side_teardown,
	.arm = peer_held_arm, .run = mem_read_run, .check = peer_held_sink_check,
};

static long mem_write_run(struct fault_cell *c)
{
	return sysret(pwrite(other_side(c)->mem, other_side(c)->buf, cell_len(c),
			     (uintptr_t)cell_buf(c)));
}

static const struct fault_path path_mem_write_peer = {
	.name = "mem_write_peer", .class = PATH_KEEPS_LOCK, .access = FAULT_STORE,
	.flags = PATH_REMOTE,
	.decides = "fs/proc/base.c:mem_rw(), mm/memory.c:__access_remote_vm()",
	.ok = FAULT_LEN, .fails = { -EIO },
	.probe = peer_probe, .setup = peer_held_origin_setup, .teardown = other_side_teardown,
	.arm = peer_held_arm, .run = mem_write_run, .check = peer_held_origin_check,
};

/* Nothing is left to compare with: the peer is dead by then. */
static const struct fault_path path_mem_read_dying = {
	.name = "mem_read_dying", .class = PATH_KEEPS_LOCK, .access = FAULT_LOAD,
	.flags = PATH_REMOTE,
	.decides = "fs/proc/base.c:mem_rw(), mm/memory.c:__access_remote_vm()",
	.ok = FAULT_LEN, .fails = { -EIO },
	.probe = peer_probe, .setup = peer_held_sink_setup, .teardown = other_side_teardown,
	.arm = peer_held_arm, .run = mem_read_run,
};

/* The bystander kills the peer, and waits for its end. */
static void kill_peer(struct fault_cell *c)
{
	struct pollfd pfd = { .events = POLLIN };

	pfd.fd = syscall(SYS_pidfd_open, other_side(c)->peer, 0);
	if (pfd.fd < 0 || kill(other_side(c)->peer, SIGKILL))
		_exit(1);
	poll(&pfd, 1, -1);
}

static const struct bystander by_killer = {
	.call = "SIGKILL of the other process", .prompt = true, .act = kill_peer,
	.looks = 500,	/* to die takes CPU time: beside four busy loops 10 were too few once */
};

#define KILLED_MEANWHILE \
	.apart = "bystander", .bystander = &by_killer, .sources = sources_fuse, \
	.stimuli = stimuli_none

const struct matrix_row rows_locked_peer[] = {
	{ .path = &path_ptrace_peek, .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_few },
	{ .path = &path_ptrace_peek, .sources = SOURCES(&source_fuse_shared),
	  .stimuli = STIMULI_HARMLESS },
	{ .path = &path_ptrace_peek, .apart = "userfault", .sources = sources_held_load,
	  .stimuli = stimuli_none },
	{ .path = &path_ptrace_poke, .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_few },
	{ .path = &path_ptrace_poke, .apart = "userfault", .sources = sources_held_store,
	  .stimuli = stimuli_none },
	{ .path = &path_mem_read_peer, .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_few },
	{ .path = &path_mem_read_peer, .sources = SOURCES(&source_fuse_shared),
	  .stimuli = STIMULI_HARMLESS },
	{ .path = &path_mem_read_peer, .apart = "userfault", .sources = sources_held_load,
	  .stimuli = stimuli_none },
	{ .path = &path_ptrace_peek, KILLED_MEANWHILE },
	{ .path = &path_mem_read_dying, KILLED_MEANWHILE },
	{ .path = &path_mem_write_peer, .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_few },
	{ .path = &path_mem_write_peer, .apart = "userfault", .sources = sources_held_store,
	  .stimuli = stimuli_none },
	{ }
};
