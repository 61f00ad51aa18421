// SPDX-License-Identifier: GPL-2.0-only
/*
 * The other waits of userfaultfd, with victims and sources that imitate a kernel which does not
 * do what its events say, loses one, leaves one, or lets a page come while one is unread.
 */
#include <errno.h>
#include <linux/userfaultfd.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "families.h"
#include "uffd_event.h"
#include "uffd_events/families.h"

/* The page comes back while the call is on its way. */
static long dontneed_keeps_run(struct fault_cell *c)
{
	long ret = path_madvise_dontneed.run(c);

	memset(cell_page(c), 1, small_page());
	return ret;
}

static long munmap_keeps_run(struct fault_cell *c)
{
	long ret = path_munmap.run(c);
	void *page = mmap(cell_page(c), small_page(), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS |
			  MAP_FIXED, -1, 0);

	return page == MAP_FAILED ? -errno : ret;
}

static long mremap_loses_run(struct fault_cell *c)
{
	long ret = path_mremap.run(c);

	moved_page(cell_region(c))[7] ^= 1;
	return ret;
}

/* The event is read by somebody else. */
static int steal_event(struct fault_region *r)
{
	return event_wake(r) ?: event_release(r);
}

static const struct source_ops event_stolen_ops = {
	.probe = event_probe, .prepare = event_prepare, .arm = event_arm, .next = event_next,
	.release = steal_event, .wake = event_wake, .settle = event_settle,
};

/* The call says that it was interrupted, and its event is read all the same. */
static long event_interrupted_run(struct fault_cell *c)
{
	path_madvise_dontneed.run(c);
	return -EINTR;
}

/* The range is larger by the page behind it. */
static long other_range_run(struct fault_cell *c)
{
	struct fault_region *r = cell_region(c);

	munmap(spare_page(r), r->page_size);
	return sysret(munmap(region_page(r) - small_page(), r->page_size + small_page()));
}

static const char *no_check(struct fault_cell *c, long ret)
{
	(void)c;
	(void)ret;
	return NULL;
}

/* A queue that has something to read when the caller is gone. */
static const char *settle_with_event(struct fault_region *r)
{
	int fds[2];

	if (pipe(fds) || write(fds[1], "", 1) != 1 || dup2(fds[0], r->fd) < 0)
		return "no pipe";
	close(fds[0]);
	close(fds[1]);
	return event_settle(r);
}

static const struct source_ops event_left_ops = {
	.probe = event_probe, .prepare = event_prepare, .arm = event_arm, .next = event_next,
	.release = event_release, .wake = event_wake, .settle = settle_with_event,
};

/* The page is not to be written, and stays so until the message has been read. */
static int read_and_resolve(struct fault_region *r)
{
	return event_release(r) ?: uffd_protect(r->fd, r, 0);
}

static const struct source_ops fault_ops = {
	.probe = event_probe, .prepare = event_prepare, .arm = event_arm, .next = event_next,
	.release = read_and_resolve, .wake = uffd_wake, .settle = event_settle,
};

/* Read the event that is expected, and when EAGAIN is still there long after it, the other. */
static int read_both(struct fault_region *r)
{
	return event_release(r) ?: event_wake(r);
}

static const struct source_ops two_events_ops = {
	.probe = event_probe, .prepare = event_prepare, .arm = event_arm, .next = event_next,
	.release = read_both, .wake = event_wake, .settle = event_settle,
};

#define REMOVE(own_ops, register_mode) \
	.ends = ENDS_BY_FATAL, .backing = BACKING_ANON, .backed = true, .ops = own_ops, \
	.own = &(const struct event_kind){ \
		.uffd = { .mode = register_mode, .features = UFFD_FEATURE_EVENT_REMOVE, \
			  .present = true }, \
		.events = { UFFD_EVENT_REMOVE } }

static const struct fault_source source_event_left = {
	.name = "event_left", REMOVE(&event_left_ops, UFFDIO_REGISTER_MODE_MISSING),
};

static const struct fault_source source_event_stolen = {
	.name = "event_stolen", REMOVE(&event_stolen_ops, UFFDIO_REGISTER_MODE_MISSING),
};

/* A page fault in place of an event: it keeps no page away. */
static const struct fault_source source_no_event = {
	.name = "no_event", REMOVE(&fault_ops, UFFDIO_REGISTER_MODE_WP),
};

/* A call with two events, of which one is expected. */
static const struct fault_source source_one_of_two = {
	.name = "one_of_two", .ends = ENDS_BY_FATAL, .backing = BACKING_ANON, .backed = true,
	.ops = &two_events_ops,
	.own = &(const struct event_kind){
		.uffd = { .mode = UFFDIO_REGISTER_MODE_MISSING, .present = true,
			  .features = UFFD_FEATURE_EVENT_REMAP | UFFD_FEATURE_EVENT_UNMAP },
		.events = { UFFD_EVENT_REMAP } },
};

static long fault_run(struct fault_cell *c)
{
	*(volatile uint8_t *)cell_page(c) = 1;
	return 0;
}

static long wait_for_ever_run(struct fault_cell *c)
{
	long ret;

	do
		ret = path_uffd_read.run(c);
	while (ret == -EINTR);
	return ret;
}

const struct control controls_events[] = {
	{ .name = "dontneed_keeps", CELL(madvise_dontneed, event_remove_wp_anon, none),
	  .run = dontneed_keeps_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; the page is still there$" },
	{ .name = "munmap_keeps", CELL(munmap, event_unmap_anon, none),
	  .run = munmap_keeps_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; the range is still mapped$" },
	{ .name = "mremap_loses", CELL(mremap, event_remap_anon, none),
	  .run = mremap_loses_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; the page has another content where it was moved to$" },
	{ .name = "event_interrupted", CELL(madvise_dontneed, event_remove_anon, sigusr1),
	  .run = event_interrupted_run, .observed = OUTCOME_WRONG,
	  .words = HELD "; returned -EINTR, expected 0$" },
	{ .name = "event_of_another_range", CELL(munmap, event_unmap_anon, none),
	  .run = other_range_run, .check = no_check, .observed = OUTCOME_WRONG,
	  .words = HELD "; event 0x16 is about another range$" },
	{ .name = "event_left", CELL(madvise_dontneed, event_left, sigkill),
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; an event is left in the queue, and its caller is gone$" },
	{ .name = "event_stolen", CELL(madvise_dontneed, event_stolen, none),
	  .observed = OUTCOME_WRONG, .pace = BESIDE,
	  .words = HELD "; event 1 is not in the queue$" },
	{ .name = "page_comes", CELL(madvise_dontneed, no_event, none), .run = fault_run,
	  .check = no_check, .observed = OUTCOME_WRONG,
	  .words = HELD "; UFFDIO_COPY with an event unread: File exists$" },
	{ .name = "eagain_goes_on", CELL(mremap, one_of_two, none),
	  .observed = OUTCOME_WRONG, .pace = BESIDE,
	  .words = HELD "; EAGAIN goes on 2000 ms after the last event was read$" },
	{ .name = "poll_restarts", CELL(uffd_poll, uffd_silent, sigusr1_restart),
	  .observed = OUTCOME_INTERRUPTED, .words = HELD },
	{ .name = "read_goes_on", CELL(uffd_read, uffd_silent, sigusr1),
	  .run = wait_for_ever_run, .observed = OUTCOME_RESTARTED, .words = HELD },
	{ }
};
