// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fault handlers of real DRM drivers, stalled in their own code by a reservation lock that
 * slowfault.ko holds. What the discussion of 2018 said of them, measured: TTM lets a signal
 * end its wait and asks for the fault to be taken again, which in kernel mode, where the
 * signal stays pending, is a loop that burns a CPU, and not even SIGKILL ends it once the
 * first try is over; the shmem helper has taken the lock uninterruptibly since 6.5, so that
 * whoever faults can't be killed.
 *
 * GUP is refused by VM_PFNMAP; fixup_user_fault() is what KVM and VFIO do instead.
 *
 * Deciding kernel code: drivers/gpu/drm/ttm/ttm_bo_vm.c:ttm_bo_vm_reserve(),
 * drivers/gpu/drm/drm_gem_shmem_helper.c:drm_gem_shmem_fault().
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../kernel-module/slowfault_uapi.h"
#include "matrix.h"
#include "slowfault.h"
#include "borrow.h"

#define PAGE	4096UL

#include "user_access/instructions.h"
#include "uaccess/peer.h"
#include "uaccess/pipe.h"
#include "process_vm/other_side.h"
#include "process_vm/self.h"
#include "kernel_gup/call.h"
#include "kernel_gup/pages.h"
#include "kernel_gup/uaccess.h"

#define DRM_DRIVERS(X, path) \
	X(path, drm_bochs_ttm) \
	X(path, drm_bochs_shmem) \
	X(path, drm_qxl) \
	X(path, drm_vgem)

#define STIMULI_DRM(X, path) \
	STIMULI_FEW(X, path) \
	X(path, sigquit)

CELLS(load, DRM_DRIVERS, STIMULI_DRM)
CELLS(store, DRM_DRIVERS, STIMULI_DRM)
CELLS(pipe_read, DRM_DRIVERS, STIMULI_DRM)
CELLS(pipe_write, DRM_DRIVERS, STIMULI_DRM)
CELLS(fixup, DRM_DRIVERS, STIMULI_DRM)

/* vgem's buffers were pages once: 5.10. */
#define DRM_NO_PAGES(X, path) \
	X(path, drm_bochs_ttm) \
	X(path, drm_bochs_shmem) \
	X(path, drm_qxl)

CELLS(vm_readv, DRM_NO_PAGES, STIMULI_NONE)

FAULTSIG_MAIN(NULL)
