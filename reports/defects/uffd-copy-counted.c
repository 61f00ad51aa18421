// SPDX-License-Identifier: GPL-2.0-only
/*
 * UFFDIO_COPY into a huge page from memory that nobody has touched yet: the kernel has to fault
 * it in, and so copies twice. Afterwards one huge page is in use, and nr_hugetlb has to say so.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The number behind a name in a file of /proc, or -1. */
static long figure(const char *path, const char *name)
{
	char line[256];
	long value = -1;
	FILE *file = fopen(path, "r");

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)))
			sscanf(line + strlen(name), "%ld", &value);
	return value;
}

int main(void)
{
	long size = figure("/proc/meminfo", "Hugepagesize:") * 1024, counted, used;
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_copy copy = { .len = size };
	FILE *pool = fopen("/proc/sys/vm/nr_hugepages", "w");
	char *from, *to;

	alarm(20);
	if (!pool || fprintf(pool, "2\n") < 0 || fclose(pool) ||
	    figure("/proc/vmstat", "nr_hugetlb ") < 0)
		return 2;
	from = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	to = mmap(NULL, size, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	held.range = (struct uffdio_range){ (long)to, size };
	copy.src = (long)from;
	copy.dst = (long)to;
	if (from == MAP_FAILED || to == MAP_FAILED || ioctl(uffd, UFFDIO_API, &api) ||
	    ioctl(uffd, UFFDIO_REGISTER, &held) || ioctl(uffd, UFFDIO_COPY, &copy))
		return 2;
	counted = figure("/proc/vmstat", "nr_hugetlb ") * sysconf(_SC_PAGESIZE) / size;
	used = figure("/proc/meminfo", "HugePages_Total:") -
	       figure("/proc/meminfo", "HugePages_Free:");
	printf("nr_hugetlb: %ld huge pages, in use: %ld\n", counted, used);
	return counted != used;
}
