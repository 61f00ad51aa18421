// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process waits in read() of a pipe for a page of a userfaultfd. Its tracer, which has its
 * memory as well, calls PTRACE_INTERRUPT. Does the process take its fault again and again?
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LAPS	100	/* so many faults are no accident */

static char stack[65536] __attribute__((aligned(16)));
static int data[2];
static char *page;

static int reader(void *arg)
{
	(void)arg;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return read(data[0], page, 1) != 1;
}

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), laps = 0, pid;
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct pollfd fault = { .fd = uffd, .events = POLLIN };
	struct uffd_msg msg;

	alarm(20);
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	held.range = (struct uffdio_range){ (long)page, size };
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) || pipe(data) ||
	    write(data[1], "x", 1) != 1)
		return 2;
	pid = clone(reader, stack + sizeof(stack), CLONE_VM | CLONE_FILES | SIGCHLD, NULL);
	if (poll(&fault, 1, 5000) != 1 || read(uffd, &msg, sizeof(msg)) != sizeof(msg) ||
	    ptrace(PTRACE_SEIZE, pid, NULL, NULL) || ptrace(PTRACE_INTERRUPT, pid, NULL, NULL))
		return 2;
	while (laps < LAPS && poll(&fault, 1, 1000) == 1)
		laps += read(uffd, &msg, sizeof(msg)) == sizeof(msg);
	printf("%d faults after PTRACE_INTERRUPT\n", laps);
	kill(pid, SIGKILL);
	return laps == LAPS;
}
