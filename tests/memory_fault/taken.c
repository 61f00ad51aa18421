// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page is there, and a userfaultfd holds a write to it. Meanwhile the page is sent to swap,
 * moved to another node, or replaced because its memory goes bad. The thread in the fault must
 * not notice: it sleeps on, a handler is followed by one more write-protect fault, for the
 * protection goes with the page, and the release brings the page back with its bytes.
 *
 * Deciding kernel code: mm/memory.c:do_swap_page() and do_wp_page(), mm/rmap.c:
 * try_to_unmap_one(), mm/migrate.c:remove_migration_pte(): each keeps the uffd-wp bit;
 * mm/userfaultfd.c or fs/userfaultfd.c:userfaultfd_must_wait().
 */
#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "families.h"
#include "io_uring/families.h"
#include "pagemap.h"
#include "populate/families.h"
#include "process_vm/families.h"
#include "sources.h"
#include "swap.h"
#include "uaccess/families.h"
#include "user_access/families.h"

/* How often the page is moved; the last move brings it to the other node. */
#define MOVES		15
#define MOVE_ALL	4	/* MPOL_MF_MOVE_ALL */

/* ---- swap ---- */

static const struct answer *probe_swap(const struct stimulus *stim)
{
	(void)stim;
	return swap_probe();
}

/* Send the page of the file behind the region to swap, by a mapping of the controller. */
static int take_file_out(int file)
{
	volatile uint8_t *page = mmap(NULL, small_page(), PROT_READ, MAP_SHARED, file, 0);
	int err;

	if (page == MAP_FAILED)
		return -errno;
	*page;
	err = page_out(getpid(), (void *)page);
	munmap((void *)page, small_page());
	return err;
}

/* A minor fault is held because the page is in its file, and not in the victim's page table. */
static int take_page_out(struct fault_cell *c)
{
	if (cell_region(c)->source == &source_uffd_minor_shmem)
		return take_file_out(cell_region(c)->memfd);
	return page_out(cell_victim(c), cell_page(c));
}

static int take_page_out_and_signal(struct fault_cell *c)
{
	return take_page_out(c) ?: send_to_thread(c);
}

#define OUT	.needs = "swap", .probe = probe_swap, .flags = STIM_TAKES_PAGE

const struct stimulus stimulus_page_out = {
	.name = "page_out", .effect = EFFECT_NOTHING, OUT,
	.story = "the page is sent to swap",
	.send = take_page_out,
};

const struct stimulus stimulus_page_out_sigusr1 = {
	.name = "page_out_sigusr1", .effect = EFFECT_HANDLER, OUT,
	.signo = SIGUSR1, .count = 1,
	.story = "the page is sent to swap, then SIGUSR1 with a handler comes",
	.send = take_page_out_and_signal,
};

const struct stimulus stimulus_page_out_sigkill = {
	.name = "page_out_sigkill", .effect = EFFECT_KILL, .needs = "swap", .probe = probe_swap,
	.signo = SIGKILL, .flags = STIM_DEFAULT | STIM_TAKES_PAGE,
	.story = "the page is sent to swap, then SIGKILL comes",
	.send = take_page_out_and_signal,
};

/* ---- another node ---- */

static long move_to(struct fault_cell *c, int node)
{
	void *page = cell_page(c);
	int status = -1;
	long ret = sysret(syscall(SYS_move_pages, cell_victim(c), 1, &page, &node, &status,
				  MOVE_ALL));

	return ret < 0 ? ret : status == node ? 0 : status;
}

static const struct answer *probe_nodes(const struct stimulus *stim)
{
	(void)stim;
	if (access("/sys/devices/system/node/node1", F_OK))
		return lacks(NEED_TWO_NODES);
	return answer_to(NEED_MIGRATION, "move_pages() of no page",
			 sysret(syscall(SYS_move_pages, 0, 0, NULL, NULL, NULL, 0)));
}

/* A page that something else looks at right now stays where it is, which is no error here. */
static int move_page(struct fault_cell *c)
{
	int i, moved = 0;
	long ret = 0;

	for (i = 0; i < MOVES; i++) {
		ret = move_to(c, !(i & 1));
		if (ret < 0 && ret != -EBUSY && ret != -EAGAIN)
			return ret;
		moved += !ret;
	}
	return moved ? 0 : -EBUSY;
}

static int move_page_and_signal(struct fault_cell *c)
{
	return move_page(c) ?: send_to_thread(c);
}

#define MOVED	.needs = "numa", .probe = probe_nodes, .flags = STIM_TAKES_PAGE

const struct stimulus stimulus_page_moved = {
	.name = "page_moved", .effect = EFFECT_NOTHING, MOVED,
	.story = "the page is moved from node to node, again and again",
	.send = move_page,
};

const struct stimulus stimulus_page_moved_sigusr1 = {
	.name = "page_moved_sigusr1", .effect = EFFECT_HANDLER, MOVED,
	.signo = SIGUSR1, .count = 1,
	.story = "the page is moved from node to node, then SIGUSR1 with a handler comes",
	.send = move_page_and_signal,
};

const struct stimulus stimulus_page_moved_sigkill = {
	.name = "page_moved_sigkill", .effect = EFFECT_KILL, .needs = "numa", .probe = probe_nodes,
	.signo = SIGKILL, .flags = STIM_DEFAULT | STIM_TAKES_PAGE,
	.story = "the page is moved from node to node, then SIGKILL comes",
	.send = move_page_and_signal,
};

/* ---- memory that goes bad ---- */

static const struct answer *probe_offline(const struct stimulus *stim)
{
	(void)stim;
	return page_retire_probe(RETIRE_SOFT);
}

static int offline_page(struct fault_cell *c)
{
	return page_retire(cell_victim(c), cell_page(c), RETIRE_SOFT);
}

static int offline_page_and_signal(struct fault_cell *c)
{
	return offline_page(c) ?: send_to_thread(c);
}

const struct stimulus stimulus_soft_offline = {
	.name = "soft_offline", .effect = EFFECT_NOTHING, .probe = probe_offline,
	.story = "the page's memory is taken out of use, and its content moved",
	.send = offline_page,
};

const struct stimulus stimulus_soft_offline_sigusr1 = {
	.name = "soft_offline_sigusr1", .effect = EFFECT_HANDLER, .probe = probe_offline,
	.signo = SIGUSR1, .count = 1,
	.story = "the page's memory is taken out of use, then SIGUSR1 with a handler comes",
	.send = offline_page_and_signal,
};

/* ---- rows ---- */

/* A source whose page is there while its fault is held. */
static const struct fault_source *const present[] = {
	&source_uffd_wp_anon, &source_uffd_wp_shmem, NULL
};

/* An access of user mode, and GUP, whatever comes. */
static const struct stimulus *const stimuli_taken[] = {
	&stimulus_page_out, &stimulus_page_out_sigusr1, &stimulus_page_out_sigkill,
	&stimulus_page_moved, &stimulus_page_moved_sigusr1, &stimulus_page_moved_sigkill,
	&stimulus_soft_offline, &stimulus_soft_offline_sigusr1, NULL
};

/* A copy by the kernel, which spins on a userfault with a signal pending. */
static const struct stimulus *const stimuli_taken_quietly[] = {
	&stimulus_page_out, &stimulus_page_out_sigkill,
	&stimulus_page_moved, &stimulus_page_moved_sigkill, &stimulus_soft_offline, NULL
};

/* The same for a page that is in its file only; nothing moves a page that is not mapped. */
static const struct stimulus *const stimuli_file_taken[] = {
	&stimulus_page_out, &stimulus_page_out_sigusr1, &stimulus_page_out_sigkill, NULL
};

#define FILE_TAKEN(of_path, which) \
	{ .path = of_path, .apart = "file_taken", .sources = SOURCES(&source_uffd_minor_shmem), \
	  .stimuli = which }

#define TAKEN(of_path, which) \
	{ .path = of_path, .apart = "taken", .sources = present, .stimuli = which }

const struct matrix_row rows_taken[] = {
	TAKEN(&path_store, stimuli_taken),
	TAKEN(&path_atomic, stimuli_taken),
	TAKEN(&path_pipe_read, stimuli_taken_quietly),
	TAKEN(&path_clock_gettime, stimuli_taken_quietly),
	TAKEN(&path_vm_writev, stimuli_taken),
	TAKEN(&path_populate_write, stimuli_taken),
	TAKEN(&path_uring_read, stimuli_taken_quietly),
	TAKEN(&path_uring_read_async, stimuli_taken_quietly),
	FILE_TAKEN(&path_load, stimuli_file_taken),
	FILE_TAKEN(&path_store, stimuli_file_taken),
	FILE_TAKEN(&path_vm_readv, stimuli_file_taken),
	FILE_TAKEN(&path_populate_read, stimuli_file_taken),
	FILE_TAKEN(&path_pipe_write, STIMULI(&stimulus_page_out, &stimulus_page_out_sigkill)),
	{ }
};
