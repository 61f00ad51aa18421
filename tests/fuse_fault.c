// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults on a mapped file whose FUSE server takes its time: the page cache itself, which waits
 * for the lock of the folio, or for the server.
 *
 * Deciding kernel code: mm/filemap.c:filemap_fault(), lock_folio_maybe_drop_mmap(),
 * fs/fuse/dev.c:request_wait_answer().
 */
#include "fuse_fault/families.h"
#include "loopfs.h"

static const struct matrix_row *const families[] = {
	rows_fuse_async, rows_fuse_sync, rows_fuse_writeback, rows_fuse_read, NULL
};

static const struct matrix_program program = { .families = families, .prepare = loopfs_mount };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
