// SPDX-License-Identifier: GPL-2.0-only
/*
 * A read() of 1 GiB of tmpfs, into parts of which the first and the last are watched, is killed
 * when the first has been read. The last one must not be.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define PARTS	1024
#define PART	1048576UL

static void be_reader(int fd, volatile char *marks, char *buf)
{
	struct iovec iov[PARTS];

	for (int i = 0; i < PARTS; i++)
		iov[i] = (struct iovec){ buf, PART };
	iov[0] = (struct iovec){ (char *)marks, 1 };
	iov[PARTS - 1] = (struct iovec){ (char *)marks + 1, 1 };
	readv(fd, iov, PARTS);
	_exit(0);
}

int main(void)
{
	char *buf = mmap(NULL, PART, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	volatile char *marks = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int fd = memfd_create("hole", 0), status;
	pid_t pid;

	alarm(20);
	if (fd < 0 || ftruncate(fd, PARTS * PART) || buf == MAP_FAILED || marks == MAP_FAILED)
		return 2;
	marks[0] = 'x';
	marks[1] = 'x';
	pid = fork();
	if (!pid)
		be_reader(fd, marks, buf);
	while (pid > 0 && marks[0])
		if (waitpid(pid, &status, WNOHANG))
			return 2;
	if (pid < 0 || kill(pid, SIGKILL) || !marks[1])
		return 2;	/* or it was over ahead of the signal */
	waitpid(pid, &status, 0);
	printf("killed, and %s\n", marks[1] ? "ended" : "has read on to its end");
	return !marks[1];
}
