// SPDX-License-Identifier: GPL-2.0-only
/* A file system of each kind, for the files of the cells. */
#include <errno.h>
#include <fcntl.h>

#include "disks.h"
#include "filesystem.h"

static struct filesystem disks[DISK_NR];

/**
 * disks_make() - make the file systems. Called once, before the cells.
 */
void disks_make(void)
{
	filesystem_make(&disks[DISK_EXT4], &filesystem_ext4);
	filesystem_make(&disks[DISK_XFS], &filesystem_xfs);
	filesystem_make(&disks[DISK_BTRFS], &filesystem_btrfs);
}

/**
 * disk_file() - make a new empty file without a name, the first of cell_fds().
 * @c: the cell; its path's constants say on which file system.
 * @flags: more flags for open().
 * Return: 0 or -errno.
 */
int disk_file(struct fault_cell *c, int flags)
{
	const enum disk *disk = cell_args(c);
	int fd = filesystem_file(&disks[*disk], flags);

	cell_fds(c)[0] = fd < 0 ? -1 : fd;
	return fd < 0 ? fd : 0;
}

/**
 * ext4_probe() - tell whether ext4 can be had here.
 * Return: NULL, or the answer.
 */
const struct answer *ext4_probe(void)
{
	return kept_answer(&disks[DISK_EXT4].answer);
}

/**
 * xfs_probe() - tell whether XFS can be had here.
 * Return: NULL, or the answer.
 */
const struct answer *xfs_probe(void)
{
	return kept_answer(&disks[DISK_XFS].answer);
}

/**
 * btrfs_probe() - tell whether btrfs can be had here.
 * Return: NULL, or the answer.
 */
const struct answer *btrfs_probe(void)
{
	return kept_answer(&disks[DISK_BTRFS].answer);
}
