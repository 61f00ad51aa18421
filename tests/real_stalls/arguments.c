// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arguments and the environment of another process, as ps reads them: a family of
 * real_stalls.c. They are wherever the process says. Who reads them may not be made to wait for a
 * page: a userfault fails at once, and a mapping of a file is not read at all, for its server
 * could hold up every ps of the machine (CVE-2018-1120).
 *
 * Deciding kernel code: fs/proc/base.c:get_mm_cmdline(), environ_read(): FOLL_ANON;
 * mm/gup.c:check_vma_flags().
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "families.h"
#include "process_vm/other_side.h"
#include "process_vm/peer.h"
#include "sources.h"

static const struct answer *arguments_probe(void)
{
	/* No address: EINVAL to who may ask. */
	if (prctl(PR_SET_MM, PR_SET_MM_ARG_START, 0, 0, 0) && errno == EPERM)
		return lacks(NEED_SET_MM);
	return peer_probe();
}

/* Move the start first: it lies below the end, wherever that is. */
static int move_to_page(struct fault_cell *c, int start, int end)
{
	uintptr_t from = (uintptr_t)cell_buf(c);

	if (prctl(PR_SET_MM, start, from, 0, 0) ||
	    prctl(PR_SET_MM, end, from + cell_len(c), 0, 0))
		return -errno;
	return 0;
}

static int move_arguments(struct fault_cell *c)
{
	return move_to_page(c, PR_SET_MM_ARG_START, PR_SET_MM_ARG_END);
}

static int cmdline_setup(struct fault_cell *c)
{
	return peer_held_become_setup(c, move_arguments);
}

static int move_environment(struct fault_cell *c)
{
	return move_to_page(c, PR_SET_MM_ENV_START, PR_SET_MM_ENV_END);
}

static int environ_setup(struct fault_cell *c)
{
	return peer_held_become_setup(c, move_environment);
}

/* What can't be read is told as the end of the file. */
static long read_of_peer(struct fault_cell *c, const char *name)
{
	char path[64];
	long ret;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", other_side(c)->peer, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = sysret(read(fd, other_side(c)->buf, cell_len(c)));
	close(fd);
	return ret ?: -EFAULT;
}

static long cmdline_run(struct fault_cell *c)
{
	return read_of_peer(c, "cmdline");
}

static long environ_run(struct fault_cell *c)
{
	return read_of_peer(c, "environ");
}

#define ARGUMENTS(what) \
	.access = FAULT_LOAD, .flags = PATH_REMOTE, .probe = arguments_probe, \
	.setup = what##_setup, .teardown = other_side_teardown, .arm = peer_held_arm, \
	.run = what##_run

#define CMDLINE	.decides = "fs/proc/base.c:get_mm_cmdline()", ARGUMENTS(cmdline)
#define ENVIRON	.decides = "fs/proc/base.c:environ_read()", ARGUMENTS(environ)

static const struct fault_path path_cmdline_peer = {
	.name = "cmdline_peer", .class = PATH_KEEPS_LOCK, .ok = FAULT_LEN, CMDLINE,
};

static const struct fault_path path_cmdline_peer_file = {
	.name = "cmdline_peer_file", .class = PATH_NOFAULT, .ok = -EFAULT, CMDLINE,
};

static const struct fault_path path_environ_peer = {
	.name = "environ_peer", .class = PATH_KEEPS_LOCK, .ok = FAULT_LEN, ENVIRON,
};

static const struct fault_path path_environ_peer_file = {
	.name = "environ_peer_file", .class = PATH_NOFAULT, .ok = -EFAULT, ENVIRON,
};

const struct matrix_row rows_arguments[] = {
	{ .path = &path_cmdline_peer, .sources = sources_anon, .stimuli = stimuli_none,
	  .fails = sources_failing_kernel },
	{ .path = &path_cmdline_peer_file, .sources = sources_fuse, .stimuli = stimuli_none },
	{ .path = &path_environ_peer, .sources = sources_anon, .stimuli = stimuli_none,
	  .fails = sources_failing_kernel },
	{ .path = &path_environ_peer_file, .sources = sources_fuse, .stimuli = stimuli_none },
	{ }
};
