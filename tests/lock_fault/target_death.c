// SPDX-License-Identifier: GPL-2.0-only
/*
 * The process dies whose page another process waits for: a family of lock_fault.c. The caller
 * holds the dead process's memory until its call is done: it waits on, the page can still be
 * brought, and the call succeeds.
 *
 * Deciding kernel code: mm/process_vm_access.c:process_vm_rw_core(): mm_access(),
 * kernel/fork.c:mmput(), mm/userfaultfd.c:mfill_atomic() with mmget_not_zero().
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "families.h"
#include "process_vm/calls.h"
#include "process_vm/other_side.h"
#include "process_vm/peer.h"
#include "sources.h"

#define PEER_END_MS	5000	/* SIGKILL to the end: 0.6 ms */

/* SIGKILL to the peer, and wait until it is dead: nobody has reaped it yet. */
static int kill_peer(struct fault_cell *c)
{
	pid_t peer = other_side(c)->peer;
	struct pollfd pfd = { .fd = syscall(SYS_pidfd_open, peer, 0), .events = POLLIN };
	int dead;

	if (pfd.fd < 0 || kill(peer, SIGKILL))
		return -errno;
	dead = poll(&pfd, 1, PEER_END_MS);
	close(pfd.fd);
	return dead == 1 ? 0 : -ETIMEDOUT;
}

static int kill_peer_and_signal(struct fault_cell *c)
{
	return kill_peer(c) ?: send_to_thread(c);
}

static const struct stimulus stimulus_target_sigkill = {
	.name = "target_sigkill", .effect = EFFECT_NOTHING, .send = kill_peer,
	.story = "the process whose page it is gets SIGKILL, and dies",
};

static const struct stimulus stimulus_target_sigkill_sigusr1 = {
	.name = "target_sigkill_sigusr1", .effect = EFFECT_HANDLER,
	.signo = SIGUSR1, .count = 1, .send = kill_peer_and_signal,
	.story = "the process whose page it is dies, then SIGUSR1 comes to the stalled thread",
};

static const struct stimulus stimulus_target_sigkill_sigkill = {
	.name = "target_sigkill_sigkill", .effect = EFFECT_KILL,
	.signo = SIGKILL, .flags = STIM_DEFAULT, .send = kill_peer_and_signal,
	.story = "the process whose page it is dies, then SIGKILL comes to the stalled thread",
};

/* The dead process's page is gone with the call: the bytes that came of it are left. */
static const char *dead_sink_check(struct fault_cell *c, long ret)
{
	return check_content(c, other_side(c)->buf, ret);
}

static const struct fault_path path_vm_readv_dying = {
	.name = "vm_readv_dying", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = MOVES | PATH_REMOTE,
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()",
	.ok = FAULT_LEN, .probe = peer_probe, .setup = peer_held_sink_setup,
	.teardown = other_side_teardown, .arm = peer_held_arm,
	.run = vm_readv_remote_run, .check = dead_sink_check, .conserve = vm_sink_conserve,
};

static const struct fault_path path_vm_writev_dying = {
	.name = "vm_writev_dying", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = MOVES | PATH_REMOTE,
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()",
	.ok = FAULT_LEN, .probe = peer_probe, .setup = peer_held_origin_setup,
	.teardown = other_side_teardown, .arm = peer_held_arm, .run = vm_writev_remote_run,
};

static const struct stimulus *const stimuli_target[] = {
	&stimulus_target_sigkill, &stimulus_target_sigkill_sigusr1,
	&stimulus_target_sigkill_sigkill, NULL
};

const struct matrix_row rows_target_death[] = {
	{ .path = &path_vm_readv_dying, .stimuli = stimuli_target,
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_missing_shmem,
			     &source_uffd_missing_hugetlb, &source_uffd_minor_shmem,
			     &source_fuse_private, &source_fuse_shared) },
	{ .path = &path_vm_writev_dying, .stimuli = stimuli_target,
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_missing_shmem,
			     &source_uffd_wp_anon, &source_fuse_private) },
	{ }
};
