// SPDX-License-Identifier: GPL-2.0-only
/*
 * A control without a page fault: read() of the file whose READ the server holds, into memory
 * that is there. The wait is that of the fault, in another function: what differs between the
 * two is the fault's doing.
 *
 * Deciding kernel code: mm/filemap.c:filemap_update_page(), fs/fuse/dev.c:request_wait_answer().
 */
#include <errno.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"

/* Memory of the victim, there from the beginning. */
static uint8_t copy[FAULT_LEN];

static off_t offset_of(struct fault_cell *c)
{
	return (uint8_t *)cell_buf(c) - cell_page(c);
}

static long read_run(struct fault_cell *c)
{
	return sysret(pread(cell_region(c)->memfd, copy, cell_len(c), offset_of(c)));
}

static const char *read_check(struct fault_cell *c, long ret)
{
	return check_content(c, copy, ret);
}

#define READ \
	.class = PATH_UACCESS, .access = FAULT_LOAD, .ok = FAULT_LEN, .run = read_run, \
	.decides = "mm/filemap.c:filemap_update_page(): folio_put_wait_locked(TASK_KILLABLE)", \
	.check = read_check

static const struct fault_path path_fuse_file_read = {
	.name = "fuse_file_read", READ, .fails = { -EIO },
};

/* Here the server ends. */
static const struct fault_path path_fuse_file_read_last = {
	.name = "fuse_file_read_last", READ, .fails = { -ENOTCONN },
};

/*
 * When the server gives in to a signal, read() returns EINTR, as calls of this class do that
 * wait for a page.
 */
static const struct fault_path path_fuse_file_read_obeys = {
	.name = "fuse_file_read_obeys", .class = PATH_GUP_INTERRUPTIBLE, .access = FAULT_LOAD,
	.ok = FAULT_LEN, .run = read_run, .check = read_check,
	.decides = "mm/filemap.c:filemap_read_folio(), fs/fuse/dev.c:request_wait_answer()",
};

static const struct fault_source *const sources_killable[] = {
	&source_fuse_private, &source_fuse_unread, &source_fuse_sync_unread, NULL
};

static const struct fault_source *const sources_deaf[] = {
	&source_fuse_sync, &source_fuse_eio_once, NULL
};

static const struct stimulus *const stimuli_deaf[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_blocked, &stimulus_sigstop,
	&stimulus_sigstop_sigcont, &stimulus_sigquit, NULL
};

static const struct stimulus *const stimuli_obeyed[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_blocked, &stimulus_sigusr1_ignored,
	&stimulus_sigquit, &stimulus_sigkill, &stimulus_sigstop, &stimulus_sigstop_sigcont, NULL
};

static const struct fault_source *const sources_eio[] = { &source_fuse_eio, NULL };

static const struct release_case releases[] = {
	{ &source_fuse_private, &release_fuse_eio },
	{ &source_fuse_private, &release_fuse_eio_once },
	{ &source_fuse_sync, &release_fuse_eio },
	{ 0 }
};

static const struct release_case releases_abort[] = {
	{ &source_fuse_private, &release_fuse_abort },
	{ &source_fuse_sync, &release_fuse_abort },
	{ 0 }
};

const struct matrix_row rows_fuse_read[] = {
	{ .path = &path_fuse_file_read, .sources = sources_killable, .stimuli = stimuli_signals,
	  .fails = sources_eio, .releases = releases },
	{ .path = &path_fuse_file_read, .apart = "deaf", .sources = sources_deaf,
	  .stimuli = stimuli_deaf },
	{ .path = &path_fuse_file_read, .apart = "dies", .sources = SOURCES(&source_fuse_sync),
	  .stimuli = STIMULI(&stimulus_sigkill) },
	{ .path = &path_fuse_file_read_obeys, .sources = SOURCES(&source_fuse_sync_obeys),
	  .stimuli = stimuli_obeyed },
	{ .path = &path_fuse_file_read_last, .releases = releases_abort },
	{ }
};
