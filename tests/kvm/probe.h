/* SPDX-License-Identifier: GPL-2.0-only */
/* Probes that tell whether KVM really works here: probe.c. */
#ifndef KVM_PROBE_H
#define KVM_PROBE_H

#include "faultsig.h"

void kvm_find(void);
const struct answer *kvm_probe_emulated(void);
const struct answer *kvm_probe_guest(void);
const struct answer *kvm_probe_prefault(void);
const struct answer *kvm_probe_irqchip(void);
const struct answer *kvm_probe_guest_memfd(void);

#endif /* KVM_PROBE_H */
