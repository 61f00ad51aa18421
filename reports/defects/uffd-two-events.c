// SPDX-License-Identifier: GPL-2.0-only
/*
 * mremap() onto another mapping of a userfaultfd sends two events. While one of them is unread,
 * UFFDIO_COPY has to fail with EAGAIN: what it is told may be old.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EVENTS	(UFFD_FEATURE_EVENT_REMAP | UFFD_FEATURE_EVENT_UNMAP)

static char *pages;
static long size;

static void *mover(void *arg)
{
	void *to = mremap(pages, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, pages + 2 * size);

	return to == MAP_FAILED ? arg : NULL;
}

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	struct uffdio_api api = { .api = UFFD_API, .features = EVENTS };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct pollfd event = { .fd = uffd, .events = POLLIN };
	struct uffdio_copy copy = { 0 };
	struct uffd_msg msg;
	pthread_t thread;

	alarm(20);
	size = sysconf(_SC_PAGESIZE);
	pages = mmap(NULL, 4 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	held.range = (struct uffdio_range){ (long)pages, 3 * size };
	copy.dst = (long)pages + size;
	copy.src = (long)pages + 3 * size;
	copy.len = size;
	memset(pages + 3 * size, 'x', size);
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) ||
	    pthread_create(&thread, NULL, mover, NULL) || poll(&event, 1, 5000) != 1 ||
	    read(uffd, &msg, sizeof(msg)) != sizeof(msg) || poll(&event, 1, 5000) != 1)
		return 2;
	errno = 0;
	ioctl(uffd, UFFDIO_COPY, &copy);
	printf("UFFDIO_COPY with an event unread: %s\n", strerror(errno));
	return errno != EAGAIN;
}
