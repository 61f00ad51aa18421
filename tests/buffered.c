// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffered I/O on real file systems, whose user buffer stalls. Each cell has a file of its own
 * on ext4, XFS or btrfs in memory (fixtures/filesystem.c), or has that of a FUSE server.
 *
 * Deciding kernel code: mm/filemap.c:generic_perform_write(),
 * fs/iomap/buffered-io.c:iomap_write_iter(), lib/iov_iter.c:fault_in_iov_iter_readable().
 */
#include "buffered/disks.h"
#include "buffered/families.h"

static const struct matrix_row *const families[] = {
	rows_plain, rows_self, rows_btrfs_direct, NULL
};

static const struct matrix_program program = { .families = families, .prepare = disks_make };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
