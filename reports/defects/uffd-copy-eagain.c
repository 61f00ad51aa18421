// SPDX-License-Identifier: GPL-2.0-only
/*
 * UFFDIO_COPY, while an event of the userfaultfd is unread: it fails with EAGAIN, and its field
 * "copy" has to say so, too.
 */
#define _GNU_SOURCE
#include <errno.h>
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
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_EVENT_REMOVE };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_copy copy = { .copy = 1 };
	pthread_t thread;

	alarm(20);
	size = sysconf(_SC_PAGESIZE);
	page = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	page[size] = 'x';
	held.range = (struct uffdio_range){ (long)page, size };
	copy.dst = (long)page;
	copy.src = (long)page + size;
	copy.len = size;
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) ||
	    pthread_create(&thread, NULL, dropper, NULL) ||
	    poll(&(struct pollfd){ uffd, POLLIN, 0 }, 1, 5000) != 1)
		return 2;
	if (!ioctl(uffd, UFFDIO_COPY, &copy) || errno != EAGAIN)
		return 2;
	printf("EAGAIN, and copy is %lld\n", (long long)copy.copy);
	return copy.copy != -EAGAIN;
}
