/* SPDX-License-Identifier: GPL-2.0-only */
/* A second process, whose page may be the one that is held: peer.c. */
#ifndef FAULTSIG_PROCESS_VM_PEER_H
#define FAULTSIG_PROCESS_VM_PEER_H

struct answer;
struct fault_cell;

const struct answer *peer_probe(void);
int peer_held_arm(struct fault_cell *c);
int peer_held_sink_setup(struct fault_cell *c);
int peer_held_become_setup(struct fault_cell *c, int (*become)(struct fault_cell *c));
int peer_held_origin_setup(struct fault_cell *c);
const char *peer_held_sink_check(struct fault_cell *c, long ret);
const char *peer_held_origin_check(struct fault_cell *c, long ret);

#endif /* FAULTSIG_PROCESS_VM_PEER_H */
