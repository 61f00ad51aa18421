/* SPDX-License-Identifier: GPL-2.0-only */
/* Probes of this kernel's io_uring: probe.c. */
#ifndef FAULTSIG_IO_URING_PROBE_H
#define FAULTSIG_IO_URING_PROBE_H

#include "faultsig.h"

const struct answer *uring_probe_feature(unsigned int feature, enum need need);
const struct answer *uring_probe_opcode(int opcode, enum need need);

/* Functions for fault_path.probe. */
const struct answer *uring_probe_read(void);
const struct answer *uring_probe_worker(void);
const struct answer *uring_probe_coop(void);
const struct answer *uring_probe_defer(void);
const struct answer *uring_probe_sqpoll(void);

#endif /* FAULTSIG_IO_URING_PROBE_H */
