/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that the parts of the victim share: inside.c (its threads), handlers.c (its
 * signals), frame.c (its signal frames).
 */
#ifndef FAULTSIG_INSIDE_H
#define FAULTSIG_INSIDE_H

#include "engine.h"

/* inside.c */
void victim_main(struct fault_cell *c, pid_t parent) __attribute__((noreturn));

/* crowd_inside.c */
int crowd_arm(struct fault_cell *c);
int crowd_gather(struct fault_cell *c);

/* handlers.c */
void install_handlers(struct fault_cell *c);
void faulting_thread_mask(struct fault_cell *c);

/* frame.c */
void read_frame(struct fault_frame *frame, const void *ucontext);

#endif /* FAULTSIG_INSIDE_H */
