// SPDX-License-Identifier: GPL-2.0-only
/*
 * io_uring on memory of a driver: the handler is entered by the submitter itself, or by an
 * io-wq worker, which has no signals but those that io_uring makes up for it.
 *
 * Deciding kernel code: io_uring/rw.c:io_read(), io_uring/io-wq.c; see driver_fault.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/openat2.h>
#include <linux/posix_types.h>	/* tools/include/uapi/linux/types.h has none of it */
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

/* Of this and liburing's own copy the first is the only one: liburing's from 2.5 on. */
#if !HAVE_LIBURING || !__has_include("liburing/io_uring_version.h")
#include <linux/io_uring.h>
#endif

#if HAVE_LIBURING
#include <liburing.h>
#else
#include "io_uring/no_liburing.h"
#endif

#include "loopfs.h"
#include "old_matrix.h"
#include "borrow.h"

#include "io_uring/ring.h"
#include "io_uring/completions.h"
#include "io_uring/pipe.h"
#include "io_uring/inline.h"
#include "io_uring/worker.h"

#define DRIVERS(X, path) \
	X(path, filemap_killable) \
	X(path, nopage_refault) \
	X(path, drm_interruptible_nopage) \
	X(path, ttm_retry)

CELLS(uring_read, DRIVERS, STIMULI_SIGNALS)
CELLS(uring_write, DRIVERS, STIMULI_SIGNALS)

/* What a conforming handler does for a worker; others take a CPU until they are let go. */
#define CONFORMING(X, path) \
	X(path, filemap_killable)

CELLS(uring_read_async, CONFORMING, STIMULI_SIGNALS)
CELLS(uring_write_async, CONFORMING, STIMULI_SIGNALS)

FAULTSIG_MAIN(NULL)
