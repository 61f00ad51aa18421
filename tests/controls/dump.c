// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cores that are not dumped, or are not complete.
 */
#include <errno.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include "families.h"
#include "rig.h"
#include "user_access/core.h"

/* Fewer bytes than the notes and one segment need. */
#define SHORT_CORE	8192	/* not a page */

static long dump_run(struct fault_cell *c)
{
	uint8_t copy[FAULT_LEN];
	struct iovec local = { copy, sizeof(copy) }, remote = { cell_buf(c), cell_len(c) };

	return sysret(process_vm_readv(getpid(), &local, 1, &remote, 1, 0));
}

static const struct fault_path path_dumps = {
	.name = "dumps", GUP_VICTIM, .flags = PATH_DUMPS, .probe = core_probe,
	.setup = dump_setup, .run = dump_run, .conserve = dump_check, .teardown = dump_teardown,
};

static int short_core_arm(struct fault_cell *c)
{
	struct rlimit limit = { SHORT_CORE, RLIM_INFINITY };
	int err = dump_arm(c);

	if (!err && setrlimit(RLIMIT_CORE, &limit))
		err = -errno;
	return err;
}

const struct control controls_dump[] = {
	/* The path does not raise the engine's own limit, so that nothing is dumped. */
	{ .name = "dumps_nothing", CELL(dumps, uffd_missing_anon, sigquit),
	  .observed = OUTCOME_WRONG,
	  .words = HELD ".*; died with code 2, status 3; 0 cores were dumped, expected 1$" },
	{ .name = "dumps_half", CELL(dumps, uffd_missing_anon, sigquit), .arm = short_core_arm,
	  .observed = OUTCOME_WRONG,
	  .words = HELD ".*; the core has [0-9]+ bytes, its segments need [0-9]+$" },
	{ }
};
