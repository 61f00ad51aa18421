// SPDX-License-Identifier: GPL-2.0-only
/*
 * The callers inside the kernel, by slowfault.ko: get_user_pages() and pin_user_pages() in
 * all forms and with every FOLL flag that a module may pass, fixup_user_fault(), fault_in_*(),
 * the copies; from a system call and from a kernel thread on a borrowed mm. The memory is
 * userfaultfd's or a driver's.
 *
 * Who may opt in (2022): a signal ends the wait of FOLL_INTERRUPTIBLE, with EINTR or the
 * pages so far; without it only a fatal one does; FOLL_NOWAIT never waits nor drops the lock;
 * who may not drop it does not wait for userfaultfd at all. No page, pin or lock is leaked,
 * whatever happens to the caller.
 *
 * Deciding kernel code: mm/gup.c, mm/maccess.c, arch/x86/mm/fault.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../kernel-module/slowfault_uapi.h"
#include "old_matrix.h"
#include "slowfault.h"

#include "kernel_gup/call.h"
#include "kernel_gup/pages.h"
#include "kernel_gup/uaccess.h"

FAULTSIG_MAIN(NULL)
