// SPDX-License-Identifier: GPL-2.0-only
/* read() of 200 zeros where only 100 bytes are writable: all 100 are written, and are counted. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
	long size = sysconf(_SC_PAGESIZE);
	int zero = open("/dev/zero", O_RDONLY);
	char *pages = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ssize_t count;

	if (zero < 0 || pages == MAP_FAILED || mprotect(pages + size, size, PROT_NONE))
		return 2;
	count = read(zero, pages + size - 100, 200);
	printf("read() returns %zd, expected 100\n", count);
	return count != 100;
}
