/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of process_vm.c, and the paths that other programs run on their own sources. */
#ifndef FAULTSIG_PROCESS_VM_FAMILIES_H
#define FAULTSIG_PROCESS_VM_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_process_vm_self[];
extern const struct matrix_row rows_process_vm_peer[];
extern const struct matrix_row rows_process_vm_dump[];
extern const struct matrix_row rows_proc_mem[];

/* self.c */
extern const struct fault_path path_vm_readv;
extern const struct fault_path path_vm_writev;
extern const struct fault_path path_vm_readv_local;
extern const struct fault_path path_vm_writev_local;

/* proc_mem.c */
extern const struct fault_path path_proc_mem_read;
extern const struct fault_path path_proc_mem_write;
extern const struct fault_path path_vm_readv_peer_held;

#endif /* FAULTSIG_PROCESS_VM_FAMILIES_H */
