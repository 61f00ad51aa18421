// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bystanders that the stalled call does nothing to: one that waits by itself, and one that is
 * behind another stall, which SIGKILL does not end.
 */
#include <sys/ioctl.h>
#include <unistd.h>

#include "families.h"
#include "rig.h"
#include "uaccess/families.h"

static void wait_for_nobody(struct fault_cell *c)
{
	(void)c;
	pause();
}

static const struct bystander by_itself = {
	.call = "pause()", .prompt = true, .act = wait_for_nobody,
};

/* The reader of the pipe stalls, with its lock in hand. */
static void ask_pipe(struct fault_cell *c)
{
	int bytes;

	ioctl(cell_fds(c)[0], FIONREAD, &bytes);
}

static const struct bystander by_lock = { .call = "ioctl()", .act = ask_pipe };

const struct control controls_bystander[] = {
	{ .name = "bystander_waits", CELL(pipe_read, uffd_missing_anon, none),
	  .cell.bystander = &by_itself, .observed = OUTCOME_WRONG,
	  .words = HELD "; a bystander's pause\\(\\) waits, in [a-z_0-9]+$" },
	{ .name = "bystander_deaf", CELL(pipe_read, uffd_missing_anon, none),
	  .cell.bystander = &by_lock, .observed = OUTCOME_WRONG,
	  .words = HELD "; a bystander's ioctl\\(\\) can't be killed$" },
	{ }
};
