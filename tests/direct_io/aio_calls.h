/* SPDX-License-Identifier: GPL-2.0-only */
/* Linux AIO: contexts, submission and events, for both of its families. */
#ifndef FAULTSIG_DIRECT_IO_AIO_CALLS_H
#define FAULTSIG_DIRECT_IO_AIO_CALLS_H

#include <asm/posix_types.h>	/* aio_abi.h needs it but does not include it */
#include <linux/aio_abi.h>

#include "faultsig.h"

#define AIO_DATA	0x5eedULL

extern const struct fault_source *const sources_aio_load[];
extern const struct fault_source *const sources_aio_store[];

const struct answer *aio_probe(void);
int aio_arm(struct fault_cell *c);
long aio_take_events(struct fault_cell *c, long at_least, long at_most, void *events);
long aio_transfer(struct fault_cell *c, int opcode, off_t offset);

#endif /* FAULTSIG_DIRECT_IO_AIO_CALLS_H */
