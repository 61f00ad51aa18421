/* SPDX-License-Identifier: GPL-2.0-only */
/* Sends and receives with flags: net.c, shared with net_waits.c. */
#ifndef FAULTSIG_IO_URING_NET_H
#define FAULTSIG_IO_URING_NET_H

#include "ring.h"

const struct answer *uring_probe_net(void);
long uring_recv_chain_run(struct fault_cell *c);
const char *uring_recv_chain_check(struct fault_cell *c, long ret);

#endif /* FAULTSIG_IO_URING_NET_H */
