// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of io_uring: of requests issued in the submitter's io_uring_enter(), by an
 * io-wq worker or by the SQPOLL thread, of buffer registration, and of system calls
 * and instructions of a thread that task work is due for.
 *
 * Deciding kernel code: io_uring/io_uring.c:io_req_normal_work_add() (task work is a
 * signal_pending()), io_uring/io-wq.c:__io_wq_worker_cancel(), io_uring/sqpoll.c,
 * io_uring/memmap.c:io_pin_pages().
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

#include "io_uring/ring.h"
#include "io_uring/completions.h"
#include "io_uring/pipe.h"
#include "io_uring/inline.h"
#include "io_uring/commands.h"
#include "io_uring/register.h"
#include "io_uring/worker.h"
#include "io_uring/pinned.h"
#include "io_uring/closed.h"
#include "io_uring/sqpoll.h"
#include "io_uring/task_work.h"

FAULTSIG_MAIN(loopfs_mount)
