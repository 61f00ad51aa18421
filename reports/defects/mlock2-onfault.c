// SPDX-License-Identifier: GPL-2.0-only
/* mlock2(MLOCK_ONFAULT) of a huge page that nobody has touched: it must not bring the page in. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE	(2UL << 20)
#define POOL	"/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"

int main(void)
{
	char was[32] = "", *page;
	unsigned char there = 0;
	int pool = open(POOL, O_RDWR), err;

	if (pread(pool, was, sizeof(was) - 1, 0) <= 0 || dprintf(pool, "%d", atoi(was) + 1) <= 0)
		return 2;
	page = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	err = page == MAP_FAILED || mlock2(page, SIZE, MLOCK_ONFAULT) ||
	      mincore(page, sysconf(_SC_PAGESIZE), &there);
	if (page != MAP_FAILED)
		munmap(page, SIZE);
	dprintf(pool, "%s", was);
	if (err)
		return 2;
	puts(there ? "the page is there" : "no page is there");
	return there;
}
