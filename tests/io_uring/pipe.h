/* SPDX-License-Identifier: GPL-2.0-only */
/* Pipes and socket pairs of a cell: pipe.c. */
#ifndef FAULTSIG_IO_URING_PIPE_H
#define FAULTSIG_IO_URING_PIPE_H

#include "ring.h"

#define PIPE_BYTES	(2 * small_page())	/* the longest buffer: two small pages */

int uring_send_payload(int fd, size_t len);
int uring_open_sockets(struct fault_cell *c, int type);

/* Functions for fault_path.setup. */
int uring_open_pipe(struct fault_cell *c);
int uring_open_socketpair(struct fault_cell *c);
int uring_open_narrow(struct fault_cell *c);
int uring_full_pipe(struct fault_cell *c);
int uring_full_socketpair(struct fault_cell *c);

/* Functions for fault_path.run. */
long uring_read_run(struct fault_cell *c);
long uring_read_async_run(struct fault_cell *c);

/* Functions for fault_path.conserve. */
const char *uring_check_left(struct fault_cell *c, long want);
const char *uring_source_conserve(struct fault_cell *c, long moved);
const char *uring_source_conserve_async(struct fault_cell *c, long moved);
const char *uring_sink_conserve(struct fault_cell *c, long moved);
const char *uring_sink_conserve_async(struct fault_cell *c, long moved);

#endif /* FAULTSIG_IO_URING_PIPE_H */
