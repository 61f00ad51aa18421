// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread waits for a write-protected page of a userfaultfd, and the range is unregistered. So
 * nobody can end the wait any more; UFFDIO_UNREGISTER has to wake the thread.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *page;
static int done[2];

static void *writer(void *arg)
{
	*page = 'y';
	return write(done[1], "y", 1) == 1 ? arg : NULL;
}

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), woken;
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect protect = { .mode = UFFDIO_WRITEPROTECT_MODE_WP };
	pthread_t thread;

	alarm(20);
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*page = 'x';
	held.range = (struct uffdio_range){ (long)page, size };
	protect.range = held.range;
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) ||
	    ioctl(uffd, UFFDIO_WRITEPROTECT, &protect) || pipe(done) ||
	    pthread_create(&thread, NULL, writer, NULL) ||
	    poll(&(struct pollfd){ uffd, POLLIN, 0 }, 1, 5000) != 1 ||
	    ioctl(uffd, UFFDIO_UNREGISTER, &held.range))
		return 2;
	woken = poll(&(struct pollfd){ done[0], POLLIN, 0 }, 1, 2000);
	puts(woken ? "the thread goes on" : "the thread sleeps 2 s after UFFDIO_UNREGISTER");
	return !woken;
}
