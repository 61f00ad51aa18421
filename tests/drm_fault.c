// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fault handlers of real DRM drivers, stalled in their own code by a reservation lock that
 * slowfault.ko holds. What the discussion of 2018 said of them, measured: TTM lets a signal
 * end its wait and asks for the fault to be taken again, which in kernel mode, where the
 * signal stays pending, is a loop that burns a CPU until SIGKILL or the lock comes; the shmem
 * helper has taken the lock uninterruptibly since 6.5, so that whoever faults can't be killed.
 *
 * GUP is refused by VM_PFNMAP; fixup_user_fault() is what KVM and VFIO do instead.
 *
 * Deciding kernel code: drivers/gpu/drm/ttm/ttm_bo_vm.c:ttm_bo_vm_reserve(),
 * drivers/gpu/drm/drm_gem_shmem_helper.c:drm_gem_shmem_fault().
 */
#include "driver_fault/rooms.h"

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
