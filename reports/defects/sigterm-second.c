// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process waits in process_vm_readv() for a page of a userfaultfd. SIGUSR1 comes, which has a
 * handler, and then SIGTERM, which has none. SIGTERM alone would kill. Does it now?
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
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char stack[65536] __attribute__((aligned(16)));
static char *page;

static void handler(int sig)
{
	(void)sig;
}

static int reader(void *arg)
{
	char byte;
	struct iovec to = { &byte, 1 }, from = { page, 1 };

	(void)arg;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return process_vm_readv(getpid(), &to, 1, &from, 1, 0) != 1;
}

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), pid, dead;
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };

	alarm(20);
	signal(SIGUSR1, handler);
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	held.range = (struct uffdio_range){ (long)page, size };
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held))
		return 2;
	pid = clone(reader, stack + sizeof(stack), CLONE_VM | CLONE_FILES | SIGCHLD, NULL);
	if (poll(&(struct pollfd){ uffd, POLLIN, 0 }, 1, 5000) != 1)
		return 2;
	kill(pid, SIGUSR1);
	kill(pid, SIGTERM);
	dead = poll(&(struct pollfd){ syscall(SYS_pidfd_open, pid, 0), POLLIN, 0 }, 1, 2000);
	puts(dead ? "killed by SIGTERM" : "alive 2 s after SIGTERM");
	kill(pid, SIGKILL);
	return !dead;
}
