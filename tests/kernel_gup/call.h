/* SPDX-License-Identifier: GPL-2.0-only */
/* A call of a function of the kernel by slowfault.ko: call.c. */
#ifndef FAULTSIG_KERNEL_GUP_CALL_H
#define FAULTSIG_KERNEL_GUP_CALL_H

#include <errno.h>

#include "../../kernel-module/slowfault_uapi.h"
#include "faultsig.h"
#include "slowfault.h"

/* The @len of a call on two pages: the last byte of the first page and the first of the second. */
#define TWO_PAGES	2

/* The result of a call that got no page and no byte, and no error either. */
#define GOT_NOTHING	(-ENODATA)

/* Part of a path's initialiser that all calls share; its argument is struct slowfault_call. */
#define CALLS_KERNEL(...) \
	.needs = "slowfault", .setup = call_setup, .run = call_run, \
	.args = &(const struct slowfault_call){ __VA_ARGS__ }

const struct answer *call_probe(const struct slowfault_call *call, enum need need);
int call_setup(struct fault_cell *c);
long call_run(struct fault_cell *c);
long call_make(struct fault_cell *c, const struct slowfault_call *what);
long call_fails_on(enum fault_error error, enum layout layout);

const struct slowfault_call *call_of(struct fault_cell *c);
int call_held_pages(struct fault_cell *c);
const char *call_check_locked(struct fault_cell *c);
const char *call_check_there(struct fault_cell *c, bool store);
const char *call_check_pages(struct fault_cell *c, long ret);
const char *call_conserve_pages(struct fault_cell *c, long moved);

/* Sources, one of each kind, for calls that read or write pages. */
extern const struct fault_source *const sources_call_load[];
extern const struct fault_source *const sources_call_store[];
/* Stimuli for these calls, one of each kind. */
extern const struct stimulus *const stimuli_call_kinds[];

#endif /* FAULTSIG_KERNEL_GUP_CALL_H */
