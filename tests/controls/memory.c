// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sources and stimuli that do not do to the page what they are there for: a family of
 * controls.c.
 */
#include <errno.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "families.h"
#include "rig.h"
#include "user_access/families.h"

/* ---- a source that can't take its page away ---- */

static int ready_with_enospc(struct fault_region *r)
{
	(void)r;
	return -ENOSPC;
}

static const struct source_ops unready_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm,
	.ready = ready_with_enospc, .next = held_next, .release = held_release,
	.wake = held_wake,
};

static const struct fault_source source_unready = {
	.name = "unready", HELD_SOURCE, .ops = &unready_ops,
};

/* ---- memory that is said to be lost, and an access beyond the end of a file ---- */

static const struct answer *always(const struct fault_source *source, bool user_mode)
{
	(void)source;
	(void)user_mode;
	return NULL;
}

static int empty_file_prepare(struct fault_region *r)
{
	r->page_size = small_page();
	r->memfd = memfd_create("faultsig", MFD_CLOEXEC);
	return r->memfd < 0 ? -errno : 0;
}

static int empty_file_arm(struct fault_region *r)
{
	return mmap(r->base, small_page(), r->prot, MAP_SHARED | MAP_FIXED, r->memfd, 0) ==
	       MAP_FAILED ? -errno : 0;
}

static const struct source_ops empty_file_ops = {
	.probe = always, .prepare = empty_file_prepare, .arm = empty_file_arm,
};

static const struct fault_source source_not_lost = {
	.name = "not_lost", .ends = ENDS_AT_ONCE, .error = FAULT_HWPOISON, .lost = true,
	.ops = &empty_file_ops,
};

/* ---- a page that loses its write protection on the way ---- */

static int lose_protection(struct fault_cell *c)
{
	struct uffdio_writeprotect wp = {
		.range = { (uintptr_t)cell_page(c), small_page() },
		.mode = UFFDIO_WRITEPROTECT_MODE_DONTWAKE,
	};

	return ioctl(cell_region(c)->fd, UFFDIO_WRITEPROTECT, &wp) ? -errno : send_to_thread(c);
}

static const struct stimulus stimulus_loses_protection = {
	.name = "sigusr1", .effect = EFFECT_HANDLER,
	.signo = SIGUSR1, .count = 1, .flags = STIM_TAKES_PAGE,
	.story = "the page comes back without its protection, then SIGUSR1 with a handler comes",
	.send = lose_protection,
};

const struct control controls_memory[] = {
	{ .name = "source_unready", CELL(good_gup, unready, none), .observed = OUTCOME_ERROR,
	  .words = "^readying the source: No space left on device$" },
	{ .name = "lost_is_sigbus", CELL(good_load, not_lost, none),
	  .cell.layout = LAYOUT_FIRST_BYTE, .observed = OUTCOME_WRONG,
	  .words = "^signal 7 with si_code 2$" },
	{ .name = "protection_lost", CELL(store, uffd_wp_anon, loses_protection),
	  .observed = OUTCOME_NO_FAULT,
	  .words = "; the access did not fault again after the handler$" },
	{ }
};
