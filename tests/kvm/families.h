/* SPDX-License-Identifier: GPL-2.0-only */
/* The families of kvm.c. */
#ifndef KVM_FAMILIES_H
#define KVM_FAMILIES_H

#include "matrix.h"

extern const struct matrix_row rows_kvm_access[];
extern const struct matrix_row rows_kvm_vmm[];
extern const struct matrix_row rows_kvm_emulated[];
extern const struct matrix_row rows_kvm_prefault[];
extern const struct matrix_row rows_kvm_irqchip[];
extern const struct matrix_row rows_kvm_guest_memfd[];
extern const struct fault_path path_kvm_load;
extern const struct fault_path path_kvm_load_again;

#endif /* KVM_FAMILIES_H */
