// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of O_DIRECT and of Linux AIO.  O_DIRECT pins the user's buffer before it
 * does any I/O: the thread stalls in get_user_pages(), and pages that were not pinned
 * are neither read nor written.  Each cell has a file of its own on an ext4 file system
 * that lives in memory (fixtures/loopfs.c).
 *
 * Deciding kernel code: fs/iomap/direct-io.c:iomap_dio_bio_iter(),
 * lib/iov_iter.c:iov_iter_extract_pages(), mm/gup.c:faultin_page(), fs/aio.c.
 */
#include "direct_io/families.h"
#include "loopfs.h"

static const struct matrix_row *const families[] = {
	rows_dio_read, rows_dio_write, rows_aio, rows_aio_copy, NULL
};

static const struct matrix_program program = { .families = families, .prepare = loopfs_mount };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
