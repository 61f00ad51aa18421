/* SPDX-License-Identifier: GPL-2.0-only */
/* MADV_POPULATE_WRITE as a request: pinned.c. */
#ifndef FAULTSIG_IO_URING_PINNED_H
#define FAULTSIG_IO_URING_PINNED_H

#include "faultsig.h"

const struct answer *uring_probe_populate(void);
void uring_add_populate(struct fault_cell *c);

#endif /* FAULTSIG_IO_URING_PINNED_H */
