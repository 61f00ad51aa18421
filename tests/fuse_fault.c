// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults on a mapped file whose FUSE server has the READ in hand: the page cache itself, which
 * waits for the lock of the folio. The wait drops mmap_lock, defers every signal that does not
 * kill, of user mode, too, and ends by one that does.
 *
 * Deciding kernel code: mm/filemap.c:filemap_fault(), lock_folio_maybe_drop_mmap().
 */
#include "matrix.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

static const struct matrix_row rows_fuse[] = {
	{ .path = &path_load, .sources = sources_fuse, .stimuli = stimuli_signals },
	{ .path = &path_store, .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_signals },
	{ .path = &path_pipe_write, .sources = sources_fuse, .stimuli = stimuli_signals },
	{ .path = &path_vm_readv, .sources = sources_fuse, .stimuli = stimuli_signals },
	{ }
};

static const struct matrix_row *const families[] = { rows_fuse, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
