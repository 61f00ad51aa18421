// SPDX-License-Identifier: GPL-2.0-only
/*
 * The SQPOLL thread of a ring has a poll request, and reads the time of a timeout request from a
 * page of a userfaultfd. The pipe becomes readable: the thread has task work to do, no signal.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SHARED	(PROT_READ | PROT_WRITE), MAP_SHARED
#define PRIVATE	(PROT_READ | PROT_WRITE), (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), laps = 0, polled[2];
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct pollfd fault = { .fd = uffd, .events = POLLIN };
	struct io_uring_params p = { .flags = IORING_SETUP_SQPOLL, .sq_thread_idle = 60000 };
	int ring = syscall(SYS_io_uring_setup, 2, &p);
	char *sq = mmap(NULL, p.sq_off.array + 8, SHARED, ring, IORING_OFF_SQ_RING);
	struct io_uring_sqe *sqes = mmap(NULL, 2 * sizeof(*sqes), SHARED, ring, IORING_OFF_SQES);
	char *page = mmap(NULL, size, PRIVATE, -1, 0);
	struct uffd_msg msg;

	alarm(20);
	held.range = (struct uffdio_range){ (long)page, size };
	if (sq == MAP_FAILED || sqes == MAP_FAILED || pipe(polled) ||
	    ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held))
		return 2;
	sqes[0] = (struct io_uring_sqe){
		.opcode = IORING_OP_POLL_ADD, .fd = polled[0], .poll_events = POLLIN,
	};
	sqes[1] = (struct io_uring_sqe){ IORING_OP_TIMEOUT, .addr = (long)page, .len = 1 };
	*(unsigned int *)(sq + p.sq_off.array + 4) = 1;
	__atomic_store_n((unsigned int *)(sq + p.sq_off.tail), 2, __ATOMIC_RELEASE);
	syscall(SYS_io_uring_enter, ring, 2, 0, IORING_ENTER_SQ_WAKEUP, NULL, 0);
	if (poll(&fault, 1, 5000) != 1 || read(uffd, &msg, sizeof(msg)) != sizeof(msg) ||
	    write(polled[1], "x", 1) != 1)
		return 2;
	while (laps < 100 && poll(&fault, 1, 1000) == 1)
		laps += read(uffd, &msg, sizeof(msg)) == sizeof(msg);
	printf("%d faults after the completion\n", laps);
	return laps == 100;
}
