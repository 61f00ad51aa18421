// SPDX-License-Identifier: GPL-2.0-only
/* A sibling calls execve() while a thread waits in io_uring_enter(), for a page of a userfaultfd */
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
static struct io_uring_params params;
static int go[2], uffd;

static int submitter(void *ring)
{
	return syscall(SYS_io_uring_enter, (long)ring, 1, 0, 0, NULL, 0);
}

static int process(void *page)
{
	long ring = syscall(SYS_io_uring_setup, 1, &params);
	char *sq = mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	struct io_uring_sqe *sqe = mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);

	if (sq == MAP_FAILED || sqe == MAP_FAILED || close(uffd))
		return 2;
	*sqe = (struct io_uring_sqe){ IORING_OP_TIMEOUT, .addr = (long)page, .len = 1 };
	*(int *)(sq + params.sq_off.tail) = 1;
	if (clone(submitter, stack[1] + 65536, THREAD, (void *)ring) < 0 ||
	    poll(&(struct pollfd){ go[0], POLLIN, 0 }, 1, 5000) != 1)
		return 2;
	return execl("/proc/self/exe", "true", "done", NULL);
}

int main(int argc, char **argv)
{
	struct uffdio_api api = { .api = UFFD_API };
	char *page = mmap(NULL, 4096, PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct uffdio_register held = { { (long)page, 4096 }, UFFDIO_REGISTER_MODE_MISSING, 0 };
	int pid, dead;

	if (argc > 1)
		return !argv[1];
	uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) || pipe(go))
		return 2;
	pid = clone(process, stack[0] + 65536, CLONE_VM | SIGCHLD, page);
	if (poll(&(struct pollfd){ uffd, POLLIN, 0 }, 1, 5000) != 1 || write(go[1], "x", 1) != 1)
		return 2;
	dead = poll(&(struct pollfd){ syscall(SYS_pidfd_open, pid, 0), POLLIN, 0 }, 1, 2000);
	puts(dead ? "execve() succeeds" : "execve() hangs for 2 s");
	return !dead;
}
