/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest from beginning to end: guest.c. */
#ifndef KVM_GUEST_H
#define KVM_GUEST_H

#include "machine.h"
#include "probe.h"
#include "processor.h"

#define GUEST_FAULTS_IN	"virt/kvm/kvm_main.c:hva_to_pfn_slow()"

/* A pending signal ends KVM_RUN with EINTR before the guest is entered. */
#define GUEST_FLAGS	(PATH_EINTR_AFTER | PATH_EINTR_STOP | PATH_RESUMES)

/* Part of a path's initialiser that all paths with a guest share. */
#define RUNS_GUEST \
	.needs = "kvm", .fails_on = guest_fails_on, .setup = guest_setup, \
	.conserve = guest_conserve, .teardown = guest_teardown

int guest_setup(struct fault_cell *c);
void guest_teardown(struct fault_cell *c);
uint32_t guest_held_address(struct fault_cell *c);
int guest_arm(struct fault_cell *c, enum guest_program program);
int guest_load_arm(struct fault_cell *c);
int guest_store_arm(struct fault_cell *c);
long guest_run(struct fault_cell *c);
long guest_resume(struct machine *m, long ret);
const char *guest_check_end(struct fault_cell *c, long ret, uint8_t *byte);
const char *guest_load_check(struct fault_cell *c, long ret);
const char *guest_store_check(struct fault_cell *c, long ret);
const char *guest_conserve(struct fault_cell *c, long moved);
long guest_fails_on(enum fault_error error, enum layout layout);

/* Sources with each kind of page, where no other trait makes a difference. */
extern const struct fault_source *const sources_kvm_kinds[];

#endif /* KVM_GUEST_H */
