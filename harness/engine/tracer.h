/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tracer of a stalled thread: tracer.c has what the stimuli by ptrace() share.
 */
#ifndef FAULTSIG_TRACER_H
#define FAULTSIG_TRACER_H

#include "engine.h"

const struct answer *tracer_probe(const struct stimulus *stim);
int tracer_start(struct fault_cell *c, int (*act)(struct fault_cell *c, pid_t tid));
bool tracer_sees(int status);
int tracer_do(int (*act)(struct fault_cell *c, pid_t tid));
void tracer_end(struct fault_cell *c);

#endif /* FAULTSIG_TRACER_H */
