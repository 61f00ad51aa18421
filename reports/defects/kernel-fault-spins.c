// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread waits in read() of a pipe for a page of a userfaultfd. SIGUSR1 comes, which has a
 * handler. The thread has to sleep on; does it take its fault again and again?
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

#define LAPS	100	/* so many faults are no accident */

static int data[2];
static char *page;

static void handler(int sig)
{
	(void)sig;
}

static void *reader(void *arg)
{
	return read(data[0], page, 1) == 1 ? arg : NULL;
}

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), laps = 0;
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct pollfd fault = { .fd = uffd, .events = POLLIN };
	struct uffd_msg msg;
	pthread_t thread;

	alarm(20);
	signal(SIGUSR1, handler);
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	held.range = (struct uffdio_range){ (long)page, size };
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) || pipe(data) ||
	    write(data[1], "x", 1) != 1 || pthread_create(&thread, NULL, reader, NULL))
		return 2;
	if (poll(&fault, 1, 5000) != 1 || read(uffd, &msg, sizeof(msg)) != sizeof(msg))
		return 2;
	pthread_kill(thread, SIGUSR1);
	while (laps < LAPS && poll(&fault, 1, 1000) == 1)
		laps += read(uffd, &msg, sizeof(msg)) == sizeof(msg);
	printf("%d faults after the signal\n", laps);
	return laps == LAPS;
}
