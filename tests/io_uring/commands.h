/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests with arguments behind a pointer: commands.c. */
#ifndef FAULTSIG_IO_URING_COMMANDS_H
#define FAULTSIG_IO_URING_COMMANDS_H

#include "ring.h"

void uring_iovec_fill(struct fault_cell *c, uint8_t *page);
void uring_timespec_fill(struct fault_cell *c, uint8_t *page);
void uring_zero_fill(struct fault_cell *c, uint8_t *page);
int uring_pipe_with_payload(struct fault_cell *c);
long uring_setup_and_close(struct io_uring_params *params);

#endif /* FAULTSIG_IO_URING_COMMANDS_H */
