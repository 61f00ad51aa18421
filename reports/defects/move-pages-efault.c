// SPDX-License-Identifier: GPL-2.0-only
/*
 * move_pages() is asked where an anonymous page is that nobody has touched. The manual page says:
 * status -ENOENT.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROOM	(64UL << 20)	/* the middle has no page table */

int main(void)
{
	char *room = mmap(NULL, ROOM, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *page = room + ROOM / 2;
	int status = 0;

	if (room == MAP_FAILED || syscall(SYS_move_pages, 0, 1UL, &page, NULL, &status, 0))
		return 2;
	printf("status %d, expected %d\n", status, -ENOENT);
	return status != -ENOENT;
}
