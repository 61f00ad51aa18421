// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls that are about the page itself: those that bring it in, through GUP that may
 * drop mmap_lock (MADV_POPULATE_*, mlock(), mremap() of a locked mapping,
 * get_mempolicy() that asks for a page's node), and those that look at it or set a
 * policy for it and must not fault it in.
 *
 * Deciding kernel code: mm/gup.c:faultin_page_range(), populate_vma_page_range();
 * mm/mlock.c:do_mlock(); mm/mempolicy.c:lookup_node(); mm/migrate.c:do_pages_stat().
 *
 * MAP_POPULATE is not here: a mapping that mmap() has just made is registered with no
 * userfaultfd, so there is nobody to hold its faults.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#if HAVE_LIBNUMA
#include <numaif.h>
#endif

#include "old_matrix.h"

#include "populate/state.h"
#include "populate/madvise.h"
#include "populate/mlock.h"
#include "populate/look.h"
#include "populate/numa.h"

FAULTSIG_MAIN(NULL)
