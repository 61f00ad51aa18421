// SPDX-License-Identifier: GPL-2.0-only
/* write() of 200 bytes of which 100 are readable, to a file: 100 are written. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
	long size = sysconf(_SC_PAGESIZE);
	int file = memfd_create("file", MFD_CLOEXEC);
	char *pages = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ssize_t count;

	if (file < 0 || pages == MAP_FAILED || mprotect(pages + size, size, PROT_NONE))
		return 2;
	count = write(file, pages + size - 100, 200);
	printf("write() returns %zd (errno %d), expected 100\n", count, count < 0 ? errno : 0);
	return count != 100;
}
