// SPDX-License-Identifier: GPL-2.0-only
/*
 * io_uring on memory of a driver: the handler is entered by the submitter itself, or by an
 * io-wq worker, which has no signals but those that io_uring makes up for it.
 *
 * Deciding kernel code: io_uring/rw.c:io_read(), io_uring/io-wq.c; see driver_fault.c.
 */
#include "io_uring/families.h"
#include "sources.h"

static const struct fault_source *const sources_drivers[] = {
	&source_filemap_killable, &source_nopage_refault, &source_drm_interruptible_nopage,
	&source_ttm_retry, NULL
};

/* Handlers that conform. The others would make a worker burn a CPU until the release. */
static const struct fault_source *const sources_conforming[] = {
	&source_filemap_killable, NULL
};

static const struct matrix_row rows[] = {
	{ .path = &path_uring_read, .sources = sources_drivers, .stimuli = stimuli_signals },
	{ .path = &path_uring_write, .sources = sources_drivers, .stimuli = stimuli_signals },
	{ .path = &path_uring_read_async, .sources = sources_conforming,
	  .stimuli = stimuli_signals },
	{ .path = &path_uring_write_async, .sources = sources_conforming,
	  .stimuli = stimuli_signals },
	{ }
};

static const struct matrix_row *const families[] = { rows, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
