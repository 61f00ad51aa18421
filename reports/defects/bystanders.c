// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread waits in read() of a pipe for a page. Another process asks how many bytes are in the
 * pipe. It has nothing to do with the page; it must not wait, and at least SIGKILL has to end it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int data[2];
static char *page;

static void *reader(void *arg)
{
	return read(data[0], page, 1) == 1 ? arg : NULL;
}

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), pid, bytes, dead;
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct pollfd end = { .events = POLLIN };
	pthread_t thread;

	alarm(20);
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	held.range = (struct uffdio_range){ (long)page, size };
	if (ioctl(uffd, UFFDIO_API, &api) ||
	    ioctl(uffd, UFFDIO_REGISTER, &held) || pipe(data) || write(data[1], "x", 1) != 1 ||
	    pthread_create(&thread, NULL, reader, NULL) ||
	    poll(&(struct pollfd){ uffd, POLLIN, 0 }, 1, 5000) != 1)
		return 2;
	pid = fork();
	if (!pid) {
		close(uffd);	/* the last close, in the parent, brings the page */
		_exit(ioctl(data[0], FIONREAD, &bytes));
	}
	end.fd = syscall(SYS_pidfd_open, pid, 0);
	if (poll(&end, 1, 1000) == 1)
		return puts("the bystander does not wait") < 0;
	kill(pid, SIGKILL);
	dead = poll(&end, 1, 2000);
	puts(dead ? "the bystander waits, and is killed" : "alive 2 s after SIGKILL");
	return !dead;
}
