/* SPDX-License-Identifier: GPL-2.0-only */
/* A core that really is dumped: see core.c. */
#ifndef FAULTSIG_USER_ACCESS_CORE_H
#define FAULTSIG_USER_ACCESS_CORE_H

#include <stdint.h>

/* Memory of the victim's with the payload, which has to be in the core. */
#define WITNESS_LEN	4000

struct answer;

/**
 * struct dump - of a cell.
 * @witness: WITNESS_LEN bytes of payload, at the same address in the victim.
 * @dir: where the core has to be: nothing else is there.
 * @core: its name, once found.
 */
struct dump {
	uint8_t *witness;
	char dir[64];
	char core[320];
};

const struct answer *core_probe(void);
struct dump *dump_setup(void);
int dump_arm(const struct dump *d);
const char *dump_check(struct dump *d);
void dump_teardown(struct dump *d);

#endif /* FAULTSIG_USER_ACCESS_CORE_H */
