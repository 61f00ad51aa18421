/* SPDX-License-Identifier: GPL-2.0-only */
/* A submitter that waits for an eventfd, so that its ring can be closed: closed.c. */
#ifndef FAULTSIG_IO_URING_CLOSED_H
#define FAULTSIG_IO_URING_CLOSED_H

#include "faultsig.h"

int uring_arm_eventfd(struct fault_cell *c);
long uring_submit_and_wait_eventfd(struct fault_cell *c, long ok);
const char *uring_read_closed_check(struct fault_cell *c, long ret);

#endif /* FAULTSIG_IO_URING_CLOSED_H */
