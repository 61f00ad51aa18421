// SPDX-License-Identifier: GPL-2.0-only
/* A process waits in read() for a page of a userfaultfd, and its cgroup is frozen. Does it spin? */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

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
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), laps = -1, pid, procs, freeze;
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register held = { .range.len = size, .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct pollfd fault = { .fd = uffd, .events = POLLIN };
	struct uffd_msg msg;

	alarm(20);
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	held.range.start = (long)page;
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) || pipe(data) ||
	    write(data[1], "x", 1) != 1 || unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/tmp", "cgroup2", 0, NULL) || mkdir("/tmp/freezer-spins", 0700))
		return 2;
	procs = open("/tmp/freezer-spins/cgroup.procs", O_WRONLY);
	freeze = open("/tmp/freezer-spins/cgroup.freeze", O_WRONLY);
	pid = clone(reader, stack + sizeof(stack), CLONE_VM | CLONE_FILES | SIGCHLD, NULL);
	if (dprintf(procs, "%d", pid) > 0 && poll(&fault, 1, 5000) == 1 &&
	    read(uffd, &msg, sizeof(msg)) == sizeof(msg) && write(freeze, "1", 1) == 1)
		for (laps = 0; laps < 100 && poll(&fault, 1, 1000) == 1;)
			laps += read(uffd, &msg, sizeof(msg)) == sizeof(msg);
	printf("%d faults after the freeze\n", laps);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return rmdir("/tmp/freezer-spins") || laps < 0 ? 2 : laps == 100;
}
