// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stops that are no signals: a freezer or a tracer wants the stalled thread. In user mode it
 * stops at once, wherever the wait can be interrupted, and faults again when it goes on. In the
 * kernel it sleeps on until the release, and whoever wants it stopped has to wait: for a
 * suspended machine, a checkpoint or a debugger that is the end of it.
 *
 * Deciding kernel code: kernel/freezer.c:freeze_task(), kernel/cgroup/freezer.c,
 * kernel/signal.c:do_jobctl_trap(), do_freezer_trap(),
 * include/linux/sched/signal.h:fault_signal_pending().
 */
#include "io_uring/families.h"
#include "matrix.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/* The kernel's wait decides, of which these have two, and not the kind of memory. */
static const struct fault_source *const load_sources[] = {
	&source_uffd_missing_anon, &source_fuse_private, NULL
};

static const struct fault_source *const store_sources[] = {
	&source_uffd_missing_anon, &source_uffd_wp_anon, &source_fuse_private, NULL
};

#define STOPPED(of_path, list) \
	{ .path = of_path, .sources = list, .stimuli = stimuli_frozen, .own = stimuli_traced }
#define FROZEN(of_path, list) \
	{ .path = of_path, .sources = list, .stimuli = stimuli_frozen }
/* Each of these that can't be frozen takes as long as the freezer tries. */
#define SUSPENDED(of_path) \
	{ .path = of_path, .sources = load_sources, .stimuli = STIMULI(&stimulus_system_freezer) }

static const struct matrix_row rows_stops[] = {
	STOPPED(&path_load, load_sources),
	STOPPED(&path_store, store_sources),
	STOPPED(&path_pipe_read, store_sources),
	STOPPED(&path_pipe_write, load_sources),
	STOPPED(&path_vm_readv, load_sources),
	STOPPED(&path_populate_read, load_sources),
	FROZEN(&path_uring_read, load_sources),
	/* The worker is another thread than the one that a tracer would want. */
	FROZEN(&path_uring_read_async, store_sources),
	SUSPENDED(&path_load),
	SUSPENDED(&path_pipe_read),
	SUSPENDED(&path_vm_readv),
	SUSPENDED(&path_uring_read_async),
	{ }
};

static const struct matrix_row *const families[] = { rows_stops, NULL };

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
