/* SPDX-License-Identifier: GPL-2.0-only */
/* A cell's ring, and the requests on it: ring.c. */
#ifndef FAULTSIG_IO_URING_RING_H
#define FAULTSIG_IO_URING_RING_H

#include <stdatomic.h>
#include <sys/uio.h>

#include <linux/posix_types.h>	/* tools/include/uapi/linux/types.h lacks it */

/* liburing has a copy of <linux/io_uring.h>; since 2.5 the first of the two counts. */
#if !HAVE_LIBURING || !__has_include("liburing/io_uring_version.h")
#include <linux/io_uring.h>
#endif

#if HAVE_LIBURING
#include <liburing.h>
#else
#include "no_liburing.h"
#endif

#include "faultsig.h"
#include "loopfs.h"

#define RING_ENTRIES	8

/* The submitter waits interruptibly while another task is in the fault. */
#define PATH_WORKER	(PATH_ASYNC | PATH_EINTR_AFTER | PATH_EINTR_STOP)

/* enum request - the requests of a cell: their user_data. */
enum request {
	REQUEST_HELD,		/* the one that faults */
	REQUEST_NOTIFY,		/* the notification of a zero-copy send */
	REQUEST_OTHER,		/* a request before or after REQUEST_HELD */
	REQUEST_POLL,		/* the request that waits for the eventfd */
	REQUEST_CANCEL,
	REQUEST_SHOT,		/* REQUEST_HELD, if more completions of it will come */
	REQUEST_NR,
	REQUEST_FILLER,		/* any number of requests that do nothing */
};

/* enum fd - the descriptors of a cell. */
enum fd {
	FD_POLLED,		/* eventfd: REQUEST_POLL waits for it */
	FD_DONE,		/* eventfd: the ring has a new completion */
	FD_IN,			/* file, or read end */
	FD_OUT,			/* write end */
};

/**
 * struct uring - state of a cell, shared by the controller and the victim.
 * @data: a buffer that nothing holds, at the start of a page.
 * @ring: the ring, in the victim.
 * @owner: the ring that owns the thread that serves @ring, if it is another one.
 * @closed: the leader has closed the ring.
 * @wakes: completions that FD_DONE has announced to the submitter.
 * @due: set of requests that are to complete.
 * @seen: number of completions of each request.
 * @res: result of each request.
 * @flags: flags of each completion.
 * @chosen: flags by which a completion is to name the buffer that was chosen for it.
 * @receives: requests, a bit each, whose completion may say that the socket has more.
 * @fillers: number of completions of REQUEST_FILLER.
 * @place: order of each completion, from 1.
 * @completions: number of all completions.
 * @unknown: number of completions whose user_data is none of ours.
 * @iov: address and length of @data.
 * @soon: a timeout that is over at once.
 */
struct uring {
	uint8_t data[LOOPFS_BLOCK] __attribute__((aligned(LOOPFS_BLOCK)));
	struct io_uring ring;
	struct io_uring owner;
	atomic_bool closed;
	atomic_uint wakes;
	atomic_uint due;
	uint32_t seen[REQUEST_NR];
	int res[REQUEST_NR];
	uint32_t flags[REQUEST_NR];
	uint32_t chosen[REQUEST_NR];
	uint32_t receives;
	uint32_t fillers;
	uint32_t place[REQUEST_NR];
	uint32_t completions;
	uint32_t unknown;
	struct iovec iov;
	struct __kernel_timespec soon;
};

struct uring *uring_of(struct fault_cell *c);
int uring_create(struct io_uring *ring, struct io_uring_params *params);

/* Functions for fault_path.setup, .teardown and .arm. */
int uring_setup(struct fault_cell *c);
void uring_teardown(struct fault_cell *c);
int uring_arm(struct fault_cell *c);
int uring_arm_coop(struct fault_cell *c);
int uring_arm_defer(struct fault_cell *c);
int uring_arm_sqpoll(struct fault_cell *c);

long uring_register(struct fault_cell *c, unsigned int opcode, const void *arg,
		    unsigned int nr);
long uring_enable(struct fault_cell *c);

struct io_uring_sqe *uring_add(struct fault_cell *c, enum request which, uint8_t opcode,
			       int fd, const void *addr, size_t len);
struct io_uring_sqe *uring_add_held(struct fault_cell *c, uint8_t opcode, int fd);
void uring_add_poll(struct fault_cell *c);

void uring_note_completion(struct uring *u, const struct io_uring_cqe *cqe);
void uring_reap(struct uring *u);
int uring_await(struct uring *u, enum request which, unsigned int nr);

/* Functions for the end of fault_path.run. */
long uring_submit_inline(struct fault_cell *c);
long uring_submit_async(struct fault_cell *c);
long uring_finish_inline(struct fault_cell *c);

#endif /* FAULTSIG_IO_URING_RING_H */
