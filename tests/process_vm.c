// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_vm_readv() and process_vm_writev(): the page that stalls is on the remote
 * side (GUP, page pins) or on the local one (uaccess, with the remote pages pinned
 * meanwhile); the target is the caller itself or another process. And
 * /proc/PID/mem, which does the same without permission to drop mmap_lock.
 *
 * Deciding kernel code: mm/process_vm_access.c:process_vm_rw_single_vec(),
 * process_vm_rw_pages(); mm/gup.c:pin_user_pages_remote(); fs/proc/base.c:mem_rw().
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "old_matrix.h"

#include "process_vm/other_side.h"
#include "process_vm/self.h"
#include "process_vm/peer.h"
#include "process_vm/proc_mem.h"
#include "user_access/core.h"
#include "process_vm/dump.h"

FAULTSIG_MAIN(NULL)
