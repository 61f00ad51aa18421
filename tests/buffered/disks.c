// SPDX-License-Identifier: GPL-2.0-only
/* A file system of each kind, for the files of the cells. That of FUSE has only one file. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "disks.h"
#include "filesystem.h"
#include "fuse_server.h"

static struct filesystem disks[DISK_FUSE];
static struct fuse_file fuse = NO_FUSE_FILE;
static int fuse_err = -ENODEV;

static void fuse_make(void)
{
	const struct fuse_options options = { .size = small_page() };

	if (fuse_file_probe())
		return;
	fuse_err = fuse_file_start(&fuse, &options) ?: fuse_file_answer(&fuse);
}

/**
 * disks_make() - make the file systems. Called once, before the cells.
 */
void disks_make(void)
{
	filesystem_make(&disks[DISK_EXT4], &filesystem_ext4);
	filesystem_make(&disks[DISK_XFS], &filesystem_xfs);
	filesystem_make(&disks[DISK_BTRFS], &filesystem_btrfs);
	fuse_make();
}

/* Open the file of the FUSE server anew, with nothing but zeros in it. */
static int open_fuse(int flags)
{
	if (fuse_err)
		return fuse_err;
	memset(fuse.content, 0, small_page());
	posix_fadvise(fuse.fd, 0, 0, POSIX_FADV_DONTNEED);
	return file_open_again(fuse.fd, flags);
}

/**
 * disk_file() - make a new empty file without a name, the first of cell_fds(). That of FUSE is
 *	one page of zeros, and stays so long.
 * @c: the cell; its path's constants say on which file system.
 * @flags: more flags for open().
 * Return: 0 or -errno.
 */
int disk_file(struct fault_cell *c, int flags)
{
	const enum disk *disk = cell_args(c);
	int fd = *disk == DISK_FUSE ? open_fuse(flags) : filesystem_file(&disks[*disk], flags);

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

/**
 * fuse_probe() - tell whether a FUSE file can be had here.
 * Return: NULL, or the answer.
 */
const struct answer *fuse_probe(void)
{
	return fuse_file_probe();
}
