// SPDX-License-Identifier: GPL-2.0-only
/* A sibling calls execve() while a thread waits in io_uring_enter() for a page of a userfaultfd. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#define THREAD	(CLONE_VM | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)

static char stack[2][65536] __attribute__((aligned(16)));
static int go[2];

static int submitter(void *ring)
{
	return syscall(SYS_io_uring_enter, (long)ring, 1, 0, 0, NULL, 0);
}

static int process(void *ring)
{
	if (clone(submitter, stack[1] + 65536, THREAD, ring) < 0 || read(go[0], stack[1], 1) != 1)
		return 2;
	return execl("/proc/self/exe", "true", "done", NULL);
}

int main(int argc, char **argv)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), data[2], pid, dead;
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct io_uring_params p = { 0 };
	long ring = syscall(SYS_io_uring_setup, 1, &p);
	char *sq = mmap(NULL, size, PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	struct io_uring_sqe *sqe = mmap(NULL, size, PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	char *page = mmap(NULL, size, PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (argc > 1)
		return !argv[1];
	alarm(20);
	held.range = (struct uffdio_range){ (long)page, size };
	if (sq == MAP_FAILED || sqe == MAP_FAILED || pipe(data) || pipe(go) ||
	    ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) ||
	    write(data[1], "x", 1) != 1)
		return 2;
	*sqe = (struct io_uring_sqe){ IORING_OP_READ, .fd = data[0], .addr = (long)page, .len = 1 };
	*(int *)(sq + p.sq_off.tail) = 1;
	pid = clone(process, stack[0] + 65536, CLONE_VM | SIGCHLD, (void *)ring);
	if (poll(&(struct pollfd){ uffd, POLLIN, 0 }, 1, 5000) != 1 || write(go[1], "x", 1) != 1)
		return 2;
	dead = poll(&(struct pollfd){ syscall(SYS_pidfd_open, pid, 0), POLLIN, 0 }, 1, 2000);
	return puts(dead ? "execve() succeeds" : "execve() hangs for 2 s") < 0 ? 2 : !dead;
}
