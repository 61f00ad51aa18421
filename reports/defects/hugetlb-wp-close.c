// SPDX-License-Identifier: GPL-2.0-only
/*
 * A huge page is write-protected by a userfaultfd, and the userfaultfd is closed: its protections
 * have to go. A thread writes to the page.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SIZE	(2UL << 20)
#define POOL	"/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"
#define HUGE	(MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB)

static char *page;
static int done[2];

static void *writer(void *arg)
{
	*page = 'y';
	return write(done[1], "y", 1) == 1 ? arg : NULL;
}

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), pool = open(POOL, O_RDWR);
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_WP_HUGETLBFS_SHMEM };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect protect = { .mode = UFFDIO_WRITEPROTECT_MODE_WP };
	char was[32] = "";
	int written;

	alarm(20);
	if (pread(pool, was, sizeof(was) - 1, 0) <= 0 || dprintf(pool, "%d", atoi(was) + 1) <= 0)
		return 2;
	page = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, HUGE, -1, 0);
	dprintf(pool, "%s", was);
	if (page == MAP_FAILED || ioctl(uffd, UFFDIO_API, &api))
		return 2;
	*page = 'x';
	held.range = (struct uffdio_range){ (long)page, SIZE };
	protect.range = held.range;
	if (ioctl(uffd, UFFDIO_REGISTER, &held) || ioctl(uffd, UFFDIO_WRITEPROTECT, &protect) ||
	    close(uffd) || pipe(done) || pthread_create(&(pthread_t){ 0 }, NULL, writer, NULL))
		return 2;
	written = poll(&(struct pollfd){ done[0], POLLIN, 0 }, 1, 2000);
	puts(written ? "written" : "not written after 2 s");
	return !written;
}
