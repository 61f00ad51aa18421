/* SPDX-License-Identifier: GPL-2.0-only */
/* The file systems of buffered.c: disks.c. */
#ifndef FAULTSIG_BUFFERED_DISKS_H
#define FAULTSIG_BUFFERED_DISKS_H

#include "faultsig.h"

enum disk { DISK_EXT4, DISK_XFS, DISK_BTRFS, DISK_FUSE, DISK_NR };

void disks_make(void);
int disk_file(struct fault_cell *c, int flags);

/* Functions for .probe */
const struct answer *ext4_probe(void);
const struct answer *xfs_probe(void);
const struct answer *btrfs_probe(void);
const struct answer *fuse_probe(void);

/* The part of a path's initialiser that says on which file system its file is. */
#define ON_EXT4	.needs = "ext4", .probe = ext4_probe, .args = &(const enum disk){ DISK_EXT4 }
#define ON_XFS	.needs = "xfs", .probe = xfs_probe, .args = &(const enum disk){ DISK_XFS }
#define ON_BTRFS .needs = "btrfs", .probe = btrfs_probe, \
		 .args = &(const enum disk){ DISK_BTRFS }
#define ON_FUSE	.needs = "fuse", .probe = fuse_probe, .args = &(const enum disk){ DISK_FUSE }

#endif /* FAULTSIG_BUFFERED_DISKS_H */
