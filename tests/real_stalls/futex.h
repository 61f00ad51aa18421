/* SPDX-License-Identifier: GPL-2.0-only */
/* A futex in the page that is held: futex.c, and the families of futexes beside it. */
#ifndef FAULTSIG_REAL_STALLS_FUTEX_H
#define FAULTSIG_REAL_STALLS_FUTEX_H

#include <sys/types.h>

#include "faultsig.h"

/* The word of the page at first, where it is no lock: no number of a thread. */
#define FUTEX_WORD	0x40

long futex(void *word, int op, uint32_t val, unsigned long val2, void *word2, uint32_t val3);
uint32_t futex_now(struct fault_cell *c);
const char *futex_check(struct fault_cell *c, uint32_t due);
void futex_fill(struct fault_cell *c, uint8_t *page, uint32_t word);
void futex_own(struct fault_cell *c, pid_t tid);

/* A time that is over: the call waits, and does not wait long. */
extern const struct timespec futex_long_ago;

/* Functions for fault_path.fill. */
void futex_known_fill(struct fault_cell *c, uint8_t *page);
void futex_free_fill(struct fault_cell *c, uint8_t *page);

/* Functions for fault_path.check. */
const char *futex_known_check(struct fault_cell *c, long ret);
const char *futex_locked_check(struct fault_cell *c, long ret);

#endif /* FAULTSIG_REAL_STALLS_FUTEX_H */
