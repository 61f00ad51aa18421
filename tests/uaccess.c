// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of kernel-mode accesses to user memory: copy_to_user(), get_user() and
 * their kin, below the system calls of the rooms included here.  A load path has
 * the kernel read the page, a store path has it write to it.  A signal that does
 * not kill waits, asleep, for the release; the call then completes in full.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_user_addr_fault(),
 * include/linux/sched/signal.h:fault_signal_pending(), lib/iov_iter.c.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "old_matrix.h"

#include "uaccess/peer.h"
#include "uaccess/pipe.h"
#include "uaccess/file.h"
#include "uaccess/socket.h"
#include "uaccess/event.h"
#include "uaccess/name.h"
#include "uaccess/task.h"
#include "uaccess/rseq.h"
#include "uaccess/clock.h"
#include "uaccess/sigreturn.h"
#include "uaccess/descriptor.h"

FAULTSIG_MAIN(NULL)
