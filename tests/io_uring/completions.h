/* SPDX-License-Identifier: GPL-2.0-only */
/* Checks of a cell's completions when it is over: completions.c. */
#ifndef FAULTSIG_IO_URING_COMPLETIONS_H
#define FAULTSIG_IO_URING_COMPLETIONS_H

#include "ring.h"

const char *uring_check_flags(struct uring *u);
const char *uring_check_async(struct fault_cell *c, long ret, long want);
long uring_bytes_reported(struct fault_cell *c);

/* Functions for fault_path.check. */
const char *uring_store_check(struct fault_cell *c, long ret);
const char *uring_load_check(struct fault_cell *c, long ret);
const char *uring_store_async_check(struct fault_cell *c, long ret);
const char *uring_load_async_check(struct fault_cell *c, long ret);

#endif /* FAULTSIG_IO_URING_COMPLETIONS_H */
