/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of liburing that are used, for a build without it.  They are never called:
 * each path's probe makes its cells skip.
 */
#ifndef FAULTSIG_IO_URING_NO_LIBURING_H
#define FAULTSIG_IO_URING_NO_LIBURING_H

#include <errno.h>
#include <linux/posix_types.h>	/* the tools' <linux/types.h> does not include it */
#include <linux/io_uring.h>
#include <stddef.h>

struct io_uring {
	int ring_fd;
	struct io_uring_sqe sqe;
	struct { unsigned int *khead, *kflags, *kdropped; } sq;
	struct { unsigned int *koverflow; } cq;
};

static inline int io_uring_queue_init_params(unsigned int entries, struct io_uring *ring,
					     struct io_uring_params *params)
{
	return entries && ring && params ? -ENOSYS : -EINVAL;
}

static inline void io_uring_queue_exit(struct io_uring *ring)
{
	ring->ring_fd = -1;
}

static inline struct io_uring_sqe *io_uring_get_sqe(struct io_uring *ring)
{
	return &ring->sqe;
}

static inline int io_uring_submit(struct io_uring *ring)
{
	return ring ? -ENOSYS : -EINVAL;
}

static inline int io_uring_submit_and_wait(struct io_uring *ring, unsigned int nr)
{
	return ring && nr ? -ENOSYS : -EINVAL;
}

static inline int io_uring_peek_cqe(struct io_uring *ring, struct io_uring_cqe **cqe)
{
	*cqe = NULL;
	return ring ? -ENOSYS : -EINVAL;
}

static inline int io_uring_wait_cqe_nr(struct io_uring *ring, struct io_uring_cqe **cqe,
				       unsigned int nr)
{
	return nr ? io_uring_peek_cqe(ring, cqe) : -EINVAL;
}

static inline int io_uring_wait_cqe_timeout(struct io_uring *ring, struct io_uring_cqe **cqe,
					    struct __kernel_timespec *ts)
{
	return ts ? io_uring_peek_cqe(ring, cqe) : -EINVAL;
}

static inline void io_uring_cqe_seen(struct io_uring *ring, struct io_uring_cqe *cqe)
{
	(void)ring;
	(void)cqe;
}

#endif /* FAULTSIG_IO_URING_NO_LIBURING_H */
