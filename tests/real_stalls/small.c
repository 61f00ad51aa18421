// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that no other program has: a family of real_stalls.c. vmsplice() both ways, a send
 * whose pages the network takes, and the word that clone() writes for the parent.
 *
 * Deciding kernel code: fs/splice.c:iter_to_pipe(), pipe_to_user(),
 * net/core/datagram.c:zerocopy_fill_skb_from_iter(), kernel/fork.c:kernel_clone().
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"
#include "uaccess/peer.h"

static long splice_memory(struct fault_cell *c, enum pipe_end end)
{
	struct iovec iov = { .iov_base = cell_buf(c), .iov_len = cell_len(c) };

	return sysret(vmsplice(cell_fds(c)[end], &iov, 1, 0));
}

static long vmsplice_to_run(struct fault_cell *c)
{
	return splice_memory(c, WRITE_END);
}

static const char *pipe_arrived_conserve(struct fault_cell *c, long moved)
{
	return check_arrived(c, cell_fds(c)[READ_END], moved);
}

/* The pipe keeps the page, and is read while the page is there: the controller looks last. */
static const struct fault_path path_vmsplice_to = {
	.name = "vmsplice_to", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = "fs/splice.c:iter_to_pipe(): iov_iter_get_pages2()",
	.ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, FAULT_LEN },
	.setup = empty_pipe, .run = vmsplice_to_run, .check = unchanged_check,
	.conserve = pipe_arrived_conserve,
};

#define MORE_PAGES	2

/* The held page fills the pipe; the pages behind it are pinned, and have to be let go. */
static long vmsplice_full_run(struct fault_cell *c)
{
	void *more = mmap(NULL, MORE_PAGES * small_page(), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	struct iovec iov[] = {
		{ cell_buf(c), cell_len(c) }, { more, MORE_PAGES * small_page() },
	};
	long ret;

	if (more == MAP_FAILED)
		return -errno;
	ret = sysret(vmsplice(cell_fds(c)[WRITE_END], iov, ARRAY_LEN(iov), SPLICE_F_NONBLOCK));
	munmap(more, MORE_PAGES * small_page());
	return ret;
}

static const struct fault_path path_vmsplice_full = {
	.name = "vmsplice_full", .class = PATH_GUP, .access = FAULT_LOAD, .ok = FAULT_LEN,
	.decides = "fs/splice.c:iter_to_pipe(): add_to_pipe()",
	.setup = small_pipe, .run = vmsplice_full_run, .check = unchanged_check,
	.conserve = pipe_arrived_conserve,
};

static long vmsplice_from_run(struct fault_cell *c)
{
	return splice_memory(c, READ_END);
}

static const char *pipe_left_conserve(struct fault_cell *c, long moved)
{
	return check_still_queued(c, cell_fds(c)[READ_END], moved);
}

static const struct fault_path path_vmsplice_from = {
	.name = "vmsplice_from", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/splice.c:pipe_to_user(): copy_page_to_iter()",
	.flags = PATH_CHECK_SHORT, .ok = FAULT_LEN, .fails = { -EFAULT, FAILS_PAGE, -EFAULT },
	.setup = pipe_with_payload, .run = vmsplice_from_run,
	.check = payload_check, .conserve = pipe_left_conserve,
};

enum socket_end { VICTIM_END, PEER_END };

static int zerocopy_setup(struct fault_cell *c)
{
	int on = 1, err = tcp_stream(c);

	if (err)
		return err;
	return setsockopt(cell_fds(c)[VICTIM_END], SOL_SOCKET, SO_ZEROCOPY, &on, sizeof(on)) ?
	       -errno : 0;
}

static long zerocopy_run(struct fault_cell *c)
{
	return sysret(send(cell_fds(c)[VICTIM_END], cell_buf(c), cell_len(c),
			   MSG_ZEROCOPY | MSG_NOSIGNAL));
}

/* The kernel gives the pages back, and tells so, when the peer's queue has a copy. */
static const char *zerocopy_check(struct fault_cell *c, long ret)
{
	struct pollfd pfd = { .fd = cell_fds(c)[VICTIM_END] };

	if (poll(&pfd, 1, PEER_DEADLINE_MS) != 1 || !(pfd.revents & POLLERR))
		return complain("no word that the pages are free again");
	return unchanged_check(c, ret);
}

static const char *zerocopy_conserve(struct fault_cell *c, long moved)
{
	return check_arrived(c, cell_fds(c)[PEER_END], moved);
}

static const struct fault_path path_tcp_send_zerocopy = {
	.name = "tcp_send_zerocopy", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = "net/core/datagram.c:zerocopy_fill_skb_from_iter(): iov_iter_get_pages2()",
	.flags = PATH_MESSAGE, .ok = FAULT_LEN, .probe = loopback_probe,
	.setup = zerocopy_setup, .run = zerocopy_run, .check = zerocopy_check,
	.conserve = zerocopy_conserve,
};

/* The child, a copy of the process, only ends. */
static long clone_settid_run(struct fault_cell *c)
{
	long pid = syscall(SYS_clone, CLONE_PARENT_SETTID | SIGCHLD, NULL, cell_buf(c), NULL, NULL);

	if (!pid)
		syscall(SYS_exit_group, 0);
	if (pid < 0)
		return -errno;
	*cell_priv(c) = (void *)pid;
	return waitpid(pid, NULL, 0) == pid ? 0 : -ECHILD;
}

static const char *clone_settid_check(struct fault_cell *c, long ret)
{
	pid_t pid;

	(void)ret;
	memcpy(&pid, cell_buf(c), sizeof(pid));
	if (pid != (long)*cell_priv(c))
		return complain("the word has %d, the child was %ld", pid, (long)*cell_priv(c));
	return check_page_around(c, sizeof(pid));
}

/* The kernel does not tell if the word can't be written: the child is there by then. */
static const struct fault_path path_clone_parent_settid = {
	.name = "clone_parent_settid", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "kernel/fork.c:kernel_clone(): put_user(nr, args->parent_tid)",
	.len = sizeof(pid_t), .fails = { FAILS_UNTOLD },
	.run = clone_settid_run, .check = clone_settid_check,
};

const struct matrix_row rows_small[] = {
	{ .path = &path_vmsplice_to, .sources = sources_held_load, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_vmsplice_to, .apart = "file", .sources = sources_fuse,
	  .stimuli = stimuli_few },
	{ .path = &path_vmsplice_full, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_vmsplice_from, .sources = sources_held_store, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_tcp_send_zerocopy, .sources = sources_held_load, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_tcp_send_zerocopy, .apart = "file", .sources = sources_fuse,
	  .stimuli = stimuli_few },
	{ .path = &path_clone_parent_settid, .sources = sources_held_store,
	  .stimuli = stimuli_few, .fails = sources_failing_kernel },
	{ }
};
