/* SPDX-License-Identifier: GPL-2.0-only */
/* A FUSE file whose server answers a READ, or does not: see fuse_server.c. */
#ifndef FAULTSIG_CONTROLS_FUSE_SERVER_H
#define FAULTSIG_CONTROLS_FUSE_SERVER_H

#include <stdbool.h>

#define FUSE_FILE_SIZE	4000

struct answer;
struct fault_cell;

const struct answer *fuse_server_probe(void);
int fuse_server_start(struct fault_cell *c, bool hold);

#endif /* FAULTSIG_CONTROLS_FUSE_SERVER_H */
