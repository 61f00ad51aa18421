// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fault handlers of real DRM drivers, stalled in their own code by a reservation lock that
 * slowfault.ko holds. These cells measure the claims of the discussion of 2018. TTM lets a
 * signal end its wait and asks for the fault to be taken again. In kernel mode, where the
 * signal stays pending, that is a loop which burns a CPU until SIGKILL or the lock comes. The
 * shmem helper has taken the lock uninterruptibly since 6.5, so that a task in its fault can't
 * be killed.
 *
 * VM_PFNMAP refuses GUP; KVM and VFIO call fixup_user_fault() instead.
 *
 * Deciding kernel code: drivers/gpu/drm/ttm/ttm_bo_vm.c:ttm_bo_vm_reserve(),
 * drivers/gpu/drm/drm_gem_shmem_helper.c:drm_gem_shmem_fault().
 */
#include "kernel_gup/families.h"
#include "matrix.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

static const struct fault_source *const drm_drivers[] = {
	&source_drm_bochs_ttm, &source_drm_bochs_shmem, &source_drm_qxl, &source_drm_vgem, NULL
};

/* Sources without struct page. vgem is none of them: in 5.10 its buffers had pages. */
static const struct fault_source *const drm_no_pages[] = {
	&source_drm_bochs_ttm, &source_drm_bochs_shmem, &source_drm_qxl, NULL
};

static const struct stimulus *const stimuli_drm[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigstop, &stimulus_sigkill,
	&stimulus_sigquit, NULL
};

static const struct matrix_row rows_drm[] = {
	{ .path = &path_load, .sources = drm_drivers, .stimuli = stimuli_drm },
	{ .path = &path_store, .sources = drm_drivers, .stimuli = stimuli_drm },
	{ .path = &path_pipe_read, .sources = drm_drivers, .stimuli = stimuli_drm },
	{ .path = &path_pipe_write, .sources = drm_drivers, .stimuli = stimuli_drm },
	{ .path = &path_fixup, .sources = drm_drivers, .stimuli = stimuli_drm },
	{ .path = &path_vm_readv, .sources = drm_no_pages, .stimuli = stimuli_none },
	{ }
};

static const struct matrix_row *const families[] = { rows_drm, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
