// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stores into a page of a shared FUSE mapping whose WRITE the server has in hand. Nothing ends
 * the wait but the server's answer.
 *
 * Deciding kernel code: fs/fuse/file.c:fuse_page_mkwrite().
 */
#include "families.h"
#include "io_uring/families.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

static const struct stimulus *const stimuli_deaf[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart, &stimulus_sigrt_queue,
	&stimulus_sigstop, &stimulus_sigstop_sigcont, NULL
};

/* Each fatal signal costs a deadline: one path of each class has it. */
static const struct stimulus *const stimuli_core[] = { &stimulus_sigquit, NULL };

static const struct stimulus *const stimuli_fatal[] = {
	&stimulus_sigquit, &stimulus_sigkill, NULL
};

#define WRITEBACK(of_path, more) \
	{ .path = of_path, .sources = SOURCES(&source_fuse_writeback), \
	  .stimuli = stimuli_deaf, .own = more, .apart = "writeback" }

const struct matrix_row rows_fuse_writeback[] = {
	WRITEBACK(&path_store, stimuli_fatal),
	WRITEBACK(&path_pipe_read, stimuli_fatal),
	WRITEBACK(&path_vm_writev, stimuli_fatal),
	WRITEBACK(&path_populate_write, stimuli_core),
	{ .path = &path_uring_read_async, .sources = SOURCES(&source_fuse_writeback),
	  .stimuli = stimuli_deaf, .apart = "writeback" },
	{ }
};
