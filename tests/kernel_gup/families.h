/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of kernel_gup.c, and the paths that other programs run on their own sources. */
#ifndef FAULTSIG_KERNEL_GUP_FAMILIES_H
#define FAULTSIG_KERNEL_GUP_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_kernel_pages[];
extern const struct matrix_row rows_kernel_uaccess[];

/* pages.c */
extern const struct fault_path path_gup_unlocked;
extern const struct fault_path path_gup_unlocked_write;
extern const struct fault_path path_gup_hwpoison;
extern const struct fault_path path_gup_fast;
extern const struct fault_path path_pup_fast_write;
extern const struct fault_path path_gup_remote_locked;
extern const struct fault_path path_pup_remote_locked;
extern const struct fault_path path_gup;
extern const struct fault_path path_gup_remote;
extern const struct fault_path path_gup_interruptible;
extern const struct fault_path path_gup_remote_interruptible;
extern const struct fault_path path_pup_interruptible;
extern const struct fault_path path_gup_nowait;
extern const struct fault_path path_kthread_gup;
extern const struct fault_path path_kthread_pup_remote;

/* uaccess.c */
extern const struct fault_path path_fixup;
extern const struct fault_path path_fixup_write;
extern const struct fault_path path_fixup_locked;
extern const struct fault_path path_fault_in_readable;
extern const struct fault_path path_fault_in_writeable;
extern const struct fault_path path_fault_in_safe_writeable;
extern const struct fault_path path_copy_from_user;
extern const struct fault_path path_copy_to_user;
extern const struct fault_path path_get_user;
extern const struct fault_path path_put_user;
extern const struct fault_path path_access_vm;
extern const struct fault_path path_kthread_copy_from_user;
extern const struct fault_path path_kthread_copy_to_user;

#endif /* FAULTSIG_KERNEL_GUP_FAMILIES_H */
