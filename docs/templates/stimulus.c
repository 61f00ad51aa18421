// SPDX-License-Identifier: GPL-2.0-only
/*
 * A template: a stimulus in a file of its own. SIGKILL comes by the process's pidfd, as a
 * service manager sends it. docs/adding-a-stimulus.md explains it line by line.
 *
 * Deciding kernel code: kernel/signal.c:pidfd_send_signal(), complete_signal().
 */
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "stimuli.h"

/* The controller: sends it once, while the fault is held. */
static int send_by_pidfd(struct fault_cell *c)
{
	if (syscall(SYS_pidfd_send_signal, c->victim.pidfd, c->stim->signo, NULL, 0))
		return -errno;
	return 0;
}

const struct stimulus stimulus_sigkill_pidfd = {
	.name = "sigkill_pidfd", .effect = EFFECT_KILL,
	.signo = SIGKILL, .flags = STIM_DEFAULT | STIM_PROCESS,
	.story = "SIGKILL to the process, by its pidfd",
	.send = send_by_pidfd,
};
