// SPDX-License-Identifier: GPL-2.0-only
/*
 * A sibling that holds mmap_lock while the fault is held, as a kernel that kept the
 * lock across the wait would: it reads its own memory through /proc/self/mem, where
 * a FUSE file is mapped whose server does not answer.  That get_user_pages() may not
 * drop the lock (mm/memory.c:__access_remote_vm(), no FOLL_UNLOCKABLE), so it sleeps
 * in mm/filemap.c:filemap_fault() with mmap_lock held for reading.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "fuse_server.h"
#include "rig.h"

/* Indices in cell_fds(): the mapped file, and /proc/self/mem in the victim. */
enum { FILE_FD, MEM_FD };

/* The FUSE file of the cell; this process has only one cell. */
static struct fuse_file file = NO_FUSE_FILE;

static int silent_setup(struct fault_cell *c)
{
	const struct fuse_options options = { .size = small_page(), .held = { 0, 1 } };
	int err = rig_setup(c) ?: fuse_file_start(&file, &options);

	cell_fds(c)[FILE_FD] = file.fd;
	return err;
}

static int answering_setup(struct fault_cell *c)
{
	return silent_setup(c) ?: fuse_file_answer(&file);
}

static void server_teardown(struct fault_cell *c)
{
	fuse_file_end(&file);
	if (file.ctl >= 0)
		close(file.ctl);
	rig_teardown(c);
}

/* ---- the victim ---- */

static void *read_own_memory(void *arg)
{
	struct fault_cell *c = arg;
	void *map;
	char byte;

	map = mmap(NULL, small_page(), PROT_READ, MAP_PRIVATE, cell_fds(c)[FILE_FD], 0);
	rig_await(&rig_of(c)->go);
	if (pread(cell_fds(c)[MEM_FD], &byte, 1, (off_t)(uintptr_t)map) != 1)
		_exit(EXIT_FAILURE);
	return NULL;
}

static int arm_reader(struct fault_cell *c)
{
	cell_fds(c)[MEM_FD] = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	if (cell_fds(c)[MEM_FD] < 0)
		return -errno;
	return rig_start_sibling(read_own_memory, c);
}

static long read_with_lock_held(struct fault_cell *c)
{
	struct pollfd pfd = { .fd = file.ctl, .events = POLLIN };

	victim_raise_flag(&rig_of(c)->go);
	/* Wait until the server holds the READ. */
	poll(&pfd, 1, STALL_DEADLINE_MS);
	return rig_gup_run(c);
}

/* The server answers at once: there is no READ to wait for. */
static long read_beside(struct fault_cell *c)
{
	victim_raise_flag(&rig_of(c)->go);
	return rig_gup_run(c);
}

static int release_lock(struct fault_region *r)
{
	return fuse_file_answer(&file) ?: held_release(r);
}

/* The leader waits in munmap() for the reader: end that wait, then wake the fault. */
static int wake_unmapped(struct fault_region *r)
{
	struct fault_cell *c = cell_of(r);
	struct pollfd pfd = { .fd = c->victim.ctl, .events = POLLIN };
	uint8_t reply = 0;

	fuse_file_answer(&file);
	while (reply != VICTIM_UNMAP_REGION && poll(&pfd, 1, REPLY_DEADLINE_MS) == 1)
		if (read(pfd.fd, &reply, 1) != 1)
			return -errno;
	return held_wake(r);
}

static const struct source_ops frees_lock_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = release_lock, .wake = wake_unmapped,
};

static const struct fault_source source_frees_lock = {
	.name = "frees_lock", HELD_SOURCE, .ops = &frees_lock_ops,
};

static const struct fault_path path_good_mmap_lock = {
	.name = "good_mmap_lock", GUP_VICTIM, .probe = fuse_file_probe, .setup = answering_setup,
	.arm = arm_reader, .run = read_beside, .check = rig_gup_check,
	.teardown = server_teardown,
};

const struct control controls_mmap_lock[] = {
	{ .name = "holds_mmap_lock", CELL(good_mmap_lock, frees_lock, none),
	  .setup = silent_setup, .run = read_with_lock_held, .observed = OUTCOME_WRONG,
	  .words = HELD "; a sibling's mmap\\(\\) and munmap\\(\\) did not return in 5000 ms: mmap_lock is held$",
	  .pace = BESIDE },
	{ .name = "munmap_blocked", CELL(good_mmap_lock, frees_lock, none),
	  .cell.release = &release_munmap, .setup = silent_setup, .run = read_with_lock_held,
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; a sibling's munmap\\(\\) did not return; a sibling's mmap\\(\\)",
	  .pace = BESIDE },
	{ .good = { .path = &path_good_mmap_lock, .sources = sources_anon,
		    .stimuli = stimuli_none } },
	{ }
};
