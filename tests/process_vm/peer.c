// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_vm_readv() and process_vm_writev() between two processes: one family of
 * process_vm.c.  The peer only exists; the victim makes the call and takes the
 * fault, in its own memory or in the peer's:
 *
 *	vm_readv_peer, vm_writev_peer		the local page is held, the memory
 *						at the other side is the peer's
 *	vm_readv_peer_held, vm_writev_peer_held	the remote page is held: the source
 *						serves the peer's mm
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"
#include "families.h"
#include "other_side.h"
#include "peer.h"
#include "sources.h"

/* Time for a fork, and for a page to be mapped and registered: 1 ms idle. */
#define PEER_DEADLINE_MS	5000

#define PEER_LINE	0	/* of cell_fds(): closed, the peer ends */
#define PEER_SOURCE	1	/* the descriptor of the source in the peer */

/** struct peer_word - message of the peer that it is ready. */
struct peer_word {
	int err;
	int line;	/* in the peer: its end of the line */
	int fd;		/* in the peer: its source's descriptor, or -1 */
};

/* The peer: it exists until the line is closed or its parent dies. */
static void __attribute__((noreturn)) peer_main(struct fault_cell *c, int line, bool held)
{
	struct peer_word word = { .line = line, .fd = -1 };
	char byte;

	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);	/* where Yama asks for it */
	if (held) {
		word.err = cell_region(c)->source->ops->arm(cell_region(c));
		word.fd = cell_region(c)->fd;
		if (!word.err && other_side(c)->become)
			word.err = other_side(c)->become(c);
	}
	if (write(line, &word, sizeof(word)) != sizeof(word))
		_exit(EXIT_FAILURE);
	while (read(line, &byte, 1) < 0 && errno == EINTR)
		;
	_exit(0);
}

static pid_t peer_fork(struct fault_cell *c, int *line, bool held)
{
	pid_t parent = getpid(), pid;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return -errno;
	pid = fork();
	if (!pid) {
		/* PR_SET_PDEATHSIG is set by now, see program_start(). */
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
		close(pair[0]);
		peer_main(c, pair[1], held);
	}
	close(pair[1]);
	*line = pair[0];
	return pid < 0 ? -EAGAIN : pid;
}

static int peer_hear(int line, struct peer_word *word)
{
	struct pollfd pfd = { .fd = line, .events = POLLIN };

	if (poll(&pfd, 1, PEER_DEADLINE_MS) != 1)
		return -ETIMEDOUT;
	if (read(line, word, sizeof(*word)) != sizeof(*word))
		return -EPIPE;
	return word->err;
}

static int peer_descriptor(pid_t peer, int fd)
{
	int pidfd = syscall(SYS_pidfd_open, peer, 0), copy;

	if (pidfd < 0)
		return -errno;
	copy = syscall(SYS_pidfd_getfd, pidfd, fd, 0);
	if (copy < 0)
		copy = -errno;
	close(pidfd);
	return copy;
}

static int peer_start(struct fault_cell *c, bool held)
{
	struct other_side *other = other_side(c);
	struct peer_word word;
	int *fds = cell_fds(c);
	char path[64];
	pid_t pid;
	int err;

	pid = peer_fork(c, &fds[PEER_LINE], held);
	if (pid < 0)
		return pid;
	other->peer = pid;
	err = peer_hear(fds[PEER_LINE], &word);
	if (err)
		return err;
	if (word.fd >= 0)
		fds[PEER_SOURCE] = peer_descriptor(pid, word.fd);
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	other->mem = open(path, O_RDWR | O_CLOEXEC);
	return other->mem < 0 ? -errno : 0;
}

static const struct answer *peer_reachable(pid_t peer, int line)
{
	static char from;
	char to;
	struct iovec local = { &to, 1 }, remote = { &from, 1 };
	const struct answer *answer;
	int fd;

	/* Its end of the line stands for any descriptor. */
	fd = peer_descriptor(peer, line);
	answer = answer_to(NEED_PEER, "pidfd_getfd() of a sibling", fd);
	if (answer)
		return answer;
	close(fd);
	return answer_to(NEED_PEER, "process_vm_readv() of a sibling",
			 sysret(process_vm_readv(peer, &local, 1, &remote, 1, 0)));
}

/* Ask in a child of ours, which is a sibling of the peer as the victim is. */
static const struct answer *peer_reachable_by_sibling(pid_t peer, int line)
{
	struct answer *found = mmap(NULL, sizeof(*found), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	static struct answer kept;
	pid_t sibling;

	if (found == MAP_FAILED)
		return no_answer("mapping a page", -errno);
	keep_answer(found, no_answer("a sibling that looks did not come back", 0));
	sibling = fork();
	if (!sibling) {
		keep_answer(found, peer_reachable(peer, line));
		_exit(0);
	}
	if (sibling > 0)
		waitpid(sibling, NULL, 0);
	kept = *found;
	munmap(found, sizeof(*found));
	return kept_answer(&kept);
}

/**
 * peer_probe() - tell whether a victim can reach the memory of a peer.
 * Return: NULL, or the answer.
 */
const struct answer *peer_probe(void)
{
	const struct answer *answer = process_vm_probe();
	struct peer_word word;
	int line = -1, err;
	pid_t peer;

	if (answer)
		return answer;
	peer = peer_fork(NULL, &line, false);
	if (peer < 0)
		return no_answer("forking a peer", peer);
	err = peer_hear(line, &word);
	answer = err ? no_answer("a peer did not say a word", err) :
		       peer_reachable_by_sibling(peer, word.line);
	close(line);
	kill(peer, SIGKILL);
	waitpid(peer, NULL, 0);
	return answer;
}

static int peer_origin_setup(struct fault_cell *c)
{
	int err = other_side_map(c, true);

	if (err)
		return err;
	payload_fill(other_side(c)->buf, OTHER_LEN);
	err = peer_start(c, false);
	/* The payload is in the peer: a call that reads the victim's memory instead must show. */
	memset(other_side(c)->buf, UNTOUCHED, OTHER_LEN);
	return err;
}

static const struct fault_path path_vm_readv_peer = {
	.name = "vm_readv_peer", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = MOVES,
	.decides = "mm/process_vm_access.c:process_vm_rw_pages(), copy_page_to_iter()",
	.ok = FAULT_LEN, .fails = SHORT_COUNTS,
	.probe = peer_probe, .setup = peer_origin_setup, .teardown = other_side_teardown,
	.run = vm_readv_local_run, .check = vm_origin_check,
};

static int peer_sink_setup(struct fault_cell *c)
{
	int err = other_side_map(c, true);

	if (err)
		return err;
	memset(other_side(c)->buf, UNTOUCHED, OTHER_LEN);
	return peer_start(c, false);
}

static const struct fault_path path_vm_writev_peer = {
	.name = "vm_writev_peer", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = MOVES,
	.decides = "mm/process_vm_access.c:process_vm_rw_pages(), copy_page_from_iter()",
	.ok = FAULT_LEN, .fails = SHORT_LOADS,
	.probe = peer_probe, .setup = peer_sink_setup, .teardown = other_side_teardown,
	.run = vm_writev_local_run, .check = vm_sink_check, .conserve = vm_sink_conserve,
};

/**
 * peer_held_arm() - victim: use the region that is armed in the peer, at the same address.
 * @c: the cell.
 *
 * The peer's source descriptor replaces the victim's, whose own region then is plain memory.
 *
 * Return: 0.
 */
int peer_held_arm(struct fault_cell *c)
{
	struct fault_region *region = cell_region(c);

	if (region->fd >= 0)
		close(region->fd);
	region->fd = cell_fds(c)[PEER_SOURCE];
	return 0;
}

/**
 * peer_held_sink_setup() - controller: start a peer whose page is held, and a memory for a copy.
 * @c: the cell; other_side_teardown() ends the peer.
 * Return: 0 or -errno.
 */
int peer_held_sink_setup(struct fault_cell *c)
{
	return vm_sink_setup(c) ?: peer_start(c, true);
}

/**
 * peer_held_become_setup() - controller: the same, and the peer does one thing more.
 * @c: the cell; other_side_teardown() ends the peer.
 * @become: what it does, its source armed; 0 or -errno.
 * Return: 0 or -errno.
 */
int peer_held_become_setup(struct fault_cell *c, int (*become)(struct fault_cell *c))
{
	int err = vm_sink_setup(c);

	if (err)
		return err;
	other_side(c)->become = become;
	return peer_start(c, true);
}

/**
 * peer_held_origin_setup() - controller: the same for a copy into the page.
 * @c: the cell; other_side_teardown() ends the peer.
 * Return: 0 or -errno.
 */
int peer_held_origin_setup(struct fault_cell *c)
{
	return vm_origin_setup(c) ?: peer_start(c, true);
}

/* Copy the peer's bytes to where the checks look for them. */
static const char *fetch_page(struct fault_cell *c, size_t moved)
{
	bool whole = cell_layout(c) == LAYOUT_HELD;
	uint8_t *to = whole ? cell_page(c) : cell_buf(c);
	ssize_t len = whole ? small_page() : vm_known_part(c, moved);

	if (pread(other_side(c)->mem, to, len, (uintptr_t)to) != len)
		return complain("the peer's page can't be read: %s", strerror(errno));
	return NULL;
}

/**
 * peer_held_sink_check() - is every byte that came from the peer right?
 * @c: the cell.
 * @ret: number of bytes that the call moved.
 * Return: NULL, or a complaint.
 */
const char *peer_held_sink_check(struct fault_cell *c, long ret)
{
	return fetch_page(c, ret) ?: vm_sink_check(c, ret);
}

/**
 * peer_held_origin_check() - did every byte reach the peer?
 * @c: the cell.
 * @ret: number of bytes that the call moved.
 * Return: NULL, or a complaint.
 */
const char *peer_held_origin_check(struct fault_cell *c, long ret)
{
	return fetch_page(c, ret) ?: vm_origin_check(c, ret);
}

const struct fault_path path_vm_readv_peer_held = {
	.name = "vm_readv_peer_held", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = MOVES | PATH_REMOTE,
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()",
	.ok = FAULT_LEN, .fails = SHORT_COUNTS,
	.probe = peer_probe, .setup = peer_held_sink_setup,
	.teardown = other_side_teardown, .arm = peer_held_arm,
	.run = vm_readv_remote_run, .check = peer_held_sink_check, .conserve = vm_sink_conserve,
};

static const struct fault_path path_vm_writev_peer_held = {
	.name = "vm_writev_peer_held", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = MOVES | PATH_REMOTE,
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()",
	.ok = FAULT_LEN, .fails = SHORT_COUNTS,
	.probe = peer_probe, .setup = peer_held_origin_setup,
	.teardown = other_side_teardown, .arm = peer_held_arm,
	.run = vm_writev_remote_run, .check = peer_held_origin_check,
};

const struct matrix_row rows_process_vm_peer[] = {
	{ .path = &path_vm_readv_peer, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_vm_writev_peer, .sources = sources_held_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT, .late = sources_late },
	{ .path = &path_vm_readv_peer_held, .sources = sources_held_load,
	  .stimuli = stimuli_ordered, .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT,
	  .late = sources_late },
	{ .path = &path_vm_writev_peer_held, .sources = sources_held_store,
	  .stimuli = stimuli_ordered, .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ }
};
