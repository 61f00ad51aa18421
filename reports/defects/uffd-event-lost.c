// SPDX-License-Identifier: GPL-2.0-only
/*
 * read() of a userfaultfd that has an event, into a buffer that is none: it fails with EFAULT. The
 * next read() has to bring the event.
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
static long size;

static void *dropper(void *arg)
{
	return madvise(page, size, MADV_DONTNEED) ? arg : NULL;
}

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), lost;
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_EVENT_REMOVE };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffd_msg msg;
	pthread_t thread;

	alarm(20);
	size = sysconf(_SC_PAGESIZE);
	page = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(page + size, size, PROT_NONE);
	held.range = (struct uffdio_range){ (long)page, size };
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) ||
	    pthread_create(&thread, NULL, dropper, NULL) ||
	    poll(&(struct pollfd){ uffd, POLLIN, 0 }, 1, 5000) != 1)
		return 2;
	if (read(uffd, page + size, sizeof(msg)) >= 0)
		return 2;
	lost = poll(&(struct pollfd){ uffd, POLLIN, 0 }, 1, 1000) != 1;
	puts(lost ? "no event is left" : "the event is there");
	return lost;
}
