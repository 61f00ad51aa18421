// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes. A reader that fails, or is killed, takes nothing: the kernel copies a
 * pipe buffer before it lets go of it, and a partial copy of one counts as none
 * (fs/pipe.c:anon_pipe_read(), anon_pipe_write(); pipe_read() and pipe_write()
 * before 6.16).
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "families.h"
#include "peer.h"
#include "sources.h"

static const char *pipe_left_conserve(struct fault_cell *c, long moved)
{
	return check_still_queued(c, cell_fds(c)[READ_END], moved);
}

static const char *pipe_arrived_conserve(struct fault_cell *c, long moved)
{
	return check_arrived(c, cell_fds(c)[READ_END], moved);
}

static long pipe_read_run(struct fault_cell *c)
{
	return sysret(read(cell_fds(c)[READ_END], cell_buf(c), cell_len(c)));
}

const struct fault_path path_pipe_read = {
	.name = "pipe_read", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/pipe.c:anon_pipe_read(), lib/iov_iter.c:copy_page_to_iter()",
	.flags = PATH_CHECK_SHORT, .ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, -EFAULT },
	.setup = pipe_with_payload, .run = pipe_read_run,
	.check = payload_check, .conserve = pipe_left_conserve,
};

static long pipe_write_run(struct fault_cell *c)
{
	return sysret(write(cell_fds(c)[WRITE_END], cell_buf(c), cell_len(c)));
}

const struct fault_path path_pipe_write = {
	.name = "pipe_write", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/pipe.c:anon_pipe_write(), lib/iov_iter.c:copy_page_from_iter()",
	.ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, -EFAULT },
	.setup = empty_pipe, .run = pipe_write_run,
	.check = unchanged_check, .conserve = pipe_arrived_conserve,
};

static long pipe_readv_run(struct fault_cell *c)
{
	struct iovec iov[2];

	split_buffer(c, iov);
	return sysret(readv(cell_fds(c)[READ_END], iov, 2));
}

static const struct fault_path path_pipe_readv = {
	.name = "pipe_readv", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/pipe.c:anon_pipe_read(), lib/iov_iter.c:copy_page_to_iter()",
	.flags = PATH_CHECK_SHORT, .ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, -EFAULT },
	.setup = pipe_with_payload, .run = pipe_readv_run,
	.check = payload_check, .conserve = pipe_left_conserve,
};

static long pipe_writev_run(struct fault_cell *c)
{
	struct iovec iov[2];

	split_buffer(c, iov);
	return sysret(writev(cell_fds(c)[WRITE_END], iov, 2));
}

static const struct fault_path path_pipe_writev = {
	.name = "pipe_writev", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/pipe.c:anon_pipe_write(), lib/iov_iter.c:copy_page_from_iter()",
	.ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, -EFAULT },
	.setup = empty_pipe, .run = pipe_writev_run,
	.check = unchanged_check, .conserve = pipe_arrived_conserve,
};

/* FIONREAD: put_user() of an int. */
static long ioctl_fionread_run(struct fault_cell *c)
{
	return sysret(ioctl(cell_fds(c)[READ_END], FIONREAD, cell_buf(c)));
}

static const char *ioctl_fionread_check(struct fault_cell *c, long ret)
{
	int queued, want = cell_len(c) + SPARE;

	(void)ret;
	memcpy(&queued, cell_buf(c), sizeof(queued));
	if (queued != want)
		return complain("FIONREAD says %d, expected %d", queued, want);
	return check_page_around(c, sizeof(queued));
}

static const struct fault_path path_ioctl_fionread = {
	.name = "ioctl_fionread", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/pipe.c:pipe_ioctl(): put_user()",
	.len = sizeof(int),
	.setup = pipe_with_payload, .run = ioctl_fionread_run,
	.check = ioctl_fionread_check, .conserve = pipe_left_conserve,
};

const struct matrix_row rows_pipe[] = {
	{ .path = &path_pipe_read, .sources = sources_thp_store, .stimuli = stimuli_signals,
	  .own = STIMULI(&stimulus_ptrace_interrupt),
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late,
	  .releases = releases_store },
	{ .path = &path_pipe_write, .sources = sources_thp_load, .stimuli = stimuli_signals,
	  .own = STIMULI(&stimulus_ptrace_interrupt),
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late,
	  .releases = releases_load },
	{ .path = &path_pipe_readv, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_pipe_writev, .sources = sources_held_load,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT },
	{ .path = &path_ioctl_fionread, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ }
};
