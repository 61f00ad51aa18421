// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread has a poll request at io_uring, and waits in read() for a page of a userfaultfd. The
 * request completes; no signal is sent. Does the thread take its fault again and again?
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#define SHARED	(PROT_READ | PROT_WRITE), MAP_SHARED

static int data[2], polled[2];
static char *page;

static void *reader(void *arg)
{
	struct io_uring_params p = { 0 };
	int ring = syscall(SYS_io_uring_setup, 1, &p);
	char *sq = mmap(NULL, p.sq_off.array + 4, SHARED, ring, IORING_OFF_SQ_RING);
	struct io_uring_sqe *sqe = mmap(NULL, sizeof(*sqe), SHARED, ring, IORING_OFF_SQES);

	if (sq == MAP_FAILED || sqe == MAP_FAILED)
		_exit(2);
	*sqe = (struct io_uring_sqe){ .opcode = IORING_OP_POLL_ADD, .fd = polled[0] };
	sqe->poll_events = POLLIN;
	*(int *)(sq + p.sq_off.tail) = 1;
	if (syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0) != 1)
		_exit(2);
	return read(data[0], page, 1) == 1 ? arg : NULL;
}

int main(void)
{
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK), laps = 0;
	long size = sysconf(_SC_PAGESIZE);
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register held = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct pollfd fault = { .fd = uffd, .events = POLLIN };
	struct uffd_msg msg;

	alarm(20);
	page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	held.range = (struct uffdio_range){ (long)page, size };
	if (ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &held) || pipe(data) ||
	    pipe(polled) || write(data[1], "x", 1) != 1 ||
	    pthread_create(&(pthread_t){ 0 }, NULL, reader, NULL) || poll(&fault, 1, 5000) != 1 ||
	    read(uffd, &msg, sizeof(msg)) != sizeof(msg) || write(polled[1], "x", 1) != 1)
		return 2;
	while (laps < 100 && poll(&fault, 1, 1000) == 1)
		laps += read(uffd, &msg, sizeof(msg)) == sizeof(msg);
	printf("%d faults after the completion\n", laps);
	return laps == 100;
}
