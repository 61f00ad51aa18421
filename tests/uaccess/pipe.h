/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pipes.  A reader that fails, or is killed, takes nothing: the kernel copies a
 * pipe buffer before it lets go of it, and a partial copy of one counts as none
 * (fs/pipe.c:anon_pipe_read(), anon_pipe_write(); pipe_read() and pipe_write()
 * before 6.16).
 */
#ifndef UACCESS_PIPE_H
#define UACCESS_PIPE_H

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

FAULT_PATH(pipe_read, SOURCES_THP_STORE, STIMULI_SIGNALS) = {
	.name = "pipe_read", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/pipe.c:anon_pipe_read(), lib/iov_iter.c:copy_page_to_iter()",
	.flags = PATH_CHECK_SHORT, .ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, -EFAULT },
	.setup = pipe_with_payload, .run = pipe_read_run,
	.check = payload_check, .conserve = pipe_left_conserve,
};

FAULT_PATH_SHORT(pipe_read, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(pipe_read)
FAULT_PATH_RELEASES(pipe_read, RELEASES_STORE)

static long pipe_write_run(struct fault_cell *c)
{
	return sysret(write(cell_fds(c)[WRITE_END], cell_buf(c), cell_len(c)));
}

FAULT_PATH(pipe_write, SOURCES_THP_LOAD, STIMULI_SIGNALS) = {
	.name = "pipe_write", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/pipe.c:anon_pipe_write(), lib/iov_iter.c:copy_page_from_iter()",
	.ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, -EFAULT },
	.setup = empty_pipe, .run = pipe_write_run,
	.check = unchanged_check, .conserve = pipe_arrived_conserve,
};

FAULT_PATH_SHORT(pipe_write, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(pipe_write)
FAULT_PATH_RELEASES(pipe_write, RELEASES_LOAD)

static long pipe_readv_run(struct fault_cell *c)
{
	struct iovec iov[2];

	split_buffer(c, iov);
	return sysret(readv(cell_fds(c)[READ_END], iov, 2));
}

FAULT_PATH(pipe_readv, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "pipe_readv", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/pipe.c:anon_pipe_read(), lib/iov_iter.c:copy_page_to_iter()",
	.flags = PATH_CHECK_SHORT, .ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, -EFAULT },
	.setup = pipe_with_payload, .run = pipe_readv_run,
	.check = payload_check, .conserve = pipe_left_conserve,
};

FAULT_PATH_SHORT(pipe_readv, SOURCES_FAILING_KERNEL)
FAULT_PATH_FAILS_LATE(pipe_readv)

static long pipe_writev_run(struct fault_cell *c)
{
	struct iovec iov[2];

	split_buffer(c, iov);
	return sysret(writev(cell_fds(c)[WRITE_END], iov, 2));
}

FAULT_PATH(pipe_writev, SOURCES_HELD_LOAD, STIMULI_SIGNALS) = {
	.name = "pipe_writev", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/pipe.c:anon_pipe_write(), lib/iov_iter.c:copy_page_from_iter()",
	.ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, -EFAULT },
	.setup = empty_pipe, .run = pipe_writev_run,
	.check = unchanged_check, .conserve = pipe_arrived_conserve,
};

FAULT_PATH_SHORT(pipe_writev, SOURCES_FAILING_KERNEL)

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

FAULT_PATH(ioctl_fionread, SOURCES_HELD_STORE, STIMULI_SIGNALS) = {
	.name = "ioctl_fionread", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/pipe.c:pipe_ioctl(): put_user()",
	.len = sizeof(int),
	.setup = pipe_with_payload, .run = ioctl_fionread_run,
	.check = ioctl_fionread_check, .conserve = pipe_left_conserve,
};

FAULT_PATH_FAILS(ioctl_fionread, SOURCES_FAILING_KERNEL)

#endif /* UACCESS_PIPE_H */
