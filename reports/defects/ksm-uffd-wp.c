// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two pages of the same content are write-protected by a userfaultfd, and KSM makes one of them.
 * Both have to be protected after that: each write waits for the monitor.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#define KSM	"/sys/kernel/mm/ksm/"

static int done[2];

static void *writer(void *page)
{
	*(char *)page = 'y';
	return write(done[1], "y", 1) == 1 ? page : NULL;
}

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), run = open(KSM "run", O_RDWR);
	int pagemap = open("/proc/self/pagemap", O_RDONLY), written, tries = 2000;
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API, .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_WP };
	struct uffdio_writeprotect protect = { .mode = UFFDIO_WRITEPROTECT_MODE_WP };
	char *pages = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), was;
	uint64_t frames[2] = { 0, 1 };
	pthread_t thread;

	alarm(20);
	memset(pages, 'k', 2 * size);
	held.range = (struct uffdio_range){ (long)pages, 2 * size };
	protect.range = held.range;
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) || pipe(done) ||
	    ioctl(uffd, UFFDIO_WRITEPROTECT, &protect) || pread(run, &was, 1, 0) != 1 ||
	    madvise(pages, 2 * size, MADV_MERGEABLE) || pwrite(run, "1", 1, 0) != 1)
		return 2;
	/* There is no event of a merge: look at the frame numbers. */
	while (frames[0] << 9 != frames[1] << 9 && tries-- && !poll(NULL, 0, 5))
		pread(pagemap, frames, sizeof(frames), (uintptr_t)pages / size * sizeof(*frames));
	pwrite(run, &was, 1, 0);
	if (tries < 0 || pthread_create(&thread, NULL, writer, pages) ||
	    pthread_create(&thread, NULL, writer, pages + size))
		return 2;
	written = poll(&(struct pollfd){ done[0], POLLIN, 0 }, 1, 2000);
	puts(written ? "a write went through" : "both writes wait");
	return written;
}
