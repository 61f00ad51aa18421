// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting for descriptors: the kernel reads their list before it looks at them, and writes
 * about the ready ones. They are ready, or the timeout is 0, so that the calls wait for
 * nothing but the page. If nothing is ready and a signal is pending, poll() and select()
 * return EINTR (fs/select.c:do_poll(), core_sys_select()); the others do not look for
 * signals (fs/eventpoll.c, fs/eventfd.c).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <unistd.h>

#include "families.h"
#include "peer.h"
#include "sources.h"

#define EVENTS		0x123456789aULL
#define EVENT_TOKEN	0xfedcba9876543210ULL

#define POLLED_BYTES	512	/* 64 descriptors: the stack has room for 30 */

enum event_fd { EVENT_FD, EPOLL_FD, IDLE_FD };

/* The call loads from the page before it stores to it: only these sources hold the store. */
static const struct fault_source *const sources_write_protect[] = {
	&source_uffd_wp_anon, &source_uffd_wp_shmem, &source_uffd_wp_hugetlb, NULL
};

static int idle_eventfd(struct fault_cell *c)
{
	cell_fds(c)[EVENT_FD] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return cell_fds(c)[EVENT_FD] < 0 ? -errno : 0;
}

static int ready_eventfd(struct fault_cell *c)
{
	int err = idle_eventfd(c);

	if (err)
		return err;
	return eventfd_write(cell_fds(c)[EVENT_FD], EVENTS) ? -errno : 0;
}

static void poll_fill(struct fault_cell *c, uint8_t *page)
{
	struct pollfd pfd = { .fd = cell_fds(c)[EVENT_FD], .events = POLLIN };

	memcpy(cell_buf_in(c, page), &pfd, sizeof(pfd));
}

static long poll_run(struct fault_cell *c)
{
	return sysret(poll(cell_buf(c), 1, -1));
}

static const char *poll_check(struct fault_cell *c, long ret)
{
	const struct pollfd *pfd = cell_buf(c);

	if (pfd->fd != cell_fds(c)[EVENT_FD] || pfd->events != POLLIN ||
	    pfd->revents != (ret ? POLLIN : 0))
		return complain("poll() left fd %d, events %#x, revents %#x", pfd->fd,
				pfd->events, pfd->revents);
	return check_page_around(c, sizeof(*pfd));
}

static const struct fault_path path_poll = {
	.name = "poll", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/select.c:do_sys_poll(): copy_from_user()",
	.len = sizeof(struct pollfd), .ok = 1,
	.setup = ready_eventfd, .fill = poll_fill, .run = poll_run, .check = poll_check,
};

static const struct fault_path path_poll_revents = {
	.name = "poll_revents", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/select.c:do_sys_poll(): unsafe_put_user()",
	.len = sizeof(struct pollfd), .ok = 1,
	.setup = ready_eventfd, .fill = poll_fill, .run = poll_run, .check = poll_check,
};

static long poll_idle_run(struct fault_cell *c)
{
	return sysret(poll(cell_buf(c), 1, 0));
}

/* Nothing is ready and the call need not wait, yet a pending signal ends it with EINTR. */
static const struct fault_path path_poll_idle = {
	.name = "poll_idle", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/select.c:do_sys_poll(): copy_from_user()",
	.flags = PATH_EINTR_DUE, .len = sizeof(struct pollfd),
	.setup = idle_eventfd, .fill = poll_fill, .run = poll_idle_run, .check = poll_check,
};

/* Make a ready and an idle eventfd, so that the answer is another set than the question. */
static int two_eventfds(struct fault_cell *c)
{
	int err = ready_eventfd(c);

	if (err)
		return err;
	cell_fds(c)[IDLE_FD] = eventfd(0, EFD_CLOEXEC);
	return cell_fds(c)[IDLE_FD] < 0 ? -errno : 0;
}

static void select_fill(struct fault_cell *c, uint8_t *page)
{
	const int *fds = cell_fds(c);
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fds[EVENT_FD], &set);
	if (fds[IDLE_FD] >= 0)
		FD_SET(fds[IDLE_FD], &set);
	memcpy(cell_buf_in(c, page), &set, sizeof(set));
}

/* Ask for all of FD_SETSIZE, so that the kernel writes the whole fd_set. */
static long select_run(struct fault_cell *c)
{
	return sysret(select(FD_SETSIZE, cell_buf(c), NULL, NULL, NULL));
}

static const char *check_set(struct fault_cell *c, int ready)
{
	fd_set want;

	FD_ZERO(&want);
	if (ready >= 0)
		FD_SET(ready, &want);
	if (memcmp(cell_buf(c), &want, sizeof(want)))
		return complain("select() left another set than that of what is ready");
	return check_page_around(c, sizeof(want));
}

static const char *select_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_set(c, cell_fds(c)[EVENT_FD]);
}

const struct fault_path path_select = {
	.name = "select", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/select.c:core_sys_select(): get_fd_set()",
	.len = sizeof(fd_set), .ok = 1,
	.setup = two_eventfds, .fill = select_fill, .run = select_run, .check = select_check,
};

static long select_idle_run(struct fault_cell *c)
{
	struct timeval now = { 0 };

	return sysret(select(FD_SETSIZE, cell_buf(c), NULL, NULL, &now));
}

static const char *select_idle_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_set(c, -1);
}

static const struct fault_path path_select_idle = {
	.name = "select_idle", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/select.c:core_sys_select(): get_fd_set()",
	.flags = PATH_EINTR_DUE, .len = sizeof(fd_set),
	.setup = idle_eventfd, .fill = select_fill, .run = select_idle_run,
	.check = select_idle_check,
};

static const struct fault_path path_select_result = {
	.name = "select_result", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/select.c:core_sys_select(): set_fd_set()",
	.len = sizeof(fd_set), .ok = 1,
	.setup = two_eventfds, .fill = select_fill, .run = select_run, .check = select_check,
};

/* A descriptor that is higher than the sets have room for on the kernel's stack. */
#define HIGH_FD		500

static int high_fd_arm(struct fault_cell *c)
{
	return fcntl(cell_fds(c)[EVENT_FD], F_DUPFD_CLOEXEC, HIGH_FD) < 0 ? -errno : 0;
}

static const struct fault_path path_select_many = {
	.name = "select_many", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/select.c:core_sys_select(): kvmalloc()",
	.len = sizeof(fd_set), .ok = 1,
	.setup = two_eventfds, .fill = select_fill, .arm = high_fd_arm, .run = select_run,
	.check = select_check,
};

/* Both eventfds can be written. */
static long select_writable_run(struct fault_cell *c)
{
	return sysret(select(FD_SETSIZE, NULL, cell_buf(c), NULL, NULL));
}

static const char *select_writable_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_page_around(c, 0);
}

static const struct fault_path path_select_writable = {
	.name = "select_writable", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/select.c:core_sys_select(): get_fd_set()",
	.len = sizeof(fd_set), .ok = 2,
	.setup = two_eventfds, .fill = select_fill, .run = select_writable_run,
	.check = select_writable_check,
};

/* The second set has a descriptor that is not open: the call fails behind the fault. */
static long select_closed_run(struct fault_cell *c)
{
	int closed = fcntl(cell_fds(c)[EVENT_FD], F_DUPFD_CLOEXEC, 0);
	fd_set set;

	if (closed < 0 || close(closed))
		return -EIO;
	FD_ZERO(&set);
	FD_SET(closed, &set);
	return sysret(select(FD_SETSIZE, cell_buf(c), &set, NULL, NULL));
}

static const struct fault_path path_select_closed = {
	.name = "select_closed", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/select.c:core_sys_select(), do_select()",
	.len = sizeof(fd_set), .ok = -EBADF,
	.setup = two_eventfds, .fill = select_fill, .run = select_closed_run,
	.check = select_writable_check,
};

/* More descriptors than the kernel has room for on its stack: all but the first are none. */
static void poll_many_fill(struct fault_cell *c, uint8_t *page)
{
	struct pollfd none = { .fd = -1 };
	uint8_t *at = cell_buf_in(c, page);
	size_t i;

	if (cell_good_len(c))
		return;		/* it fails before it looks at any */
	for (i = 0; i < cell_len(c); i += sizeof(none))
		memcpy(at + i, &none, sizeof(none));
	poll_fill(c, page);
}

static long poll_many_run(struct fault_cell *c)
{
	return sysret(poll(cell_buf(c), cell_len(c) / sizeof(struct pollfd), -1));
}

static const char *poll_many_check(struct fault_cell *c, long ret)
{
	const struct pollfd *fds = cell_buf(c);
	long i, nr = cell_len(c) / sizeof(*fds);

	for (i = 0; i < nr; i++)
		if (fds[i].revents != (i < ret ? POLLIN : 0))
			return complain("descriptor %ld has revents %#x", i, fds[i].revents);
	return NULL;
}

static const struct fault_path path_poll_many = {
	.name = "poll_many", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/select.c:do_sys_poll(): copy_from_user()",
	.len = POLLED_BYTES, .offset = PATH_AT_START, .ok = 1,
	.setup = ready_eventfd, .fill = poll_many_fill, .run = poll_many_run,
	.check = poll_many_check,
};

static int epoll_instance(struct fault_cell *c)
{
	int err = ready_eventfd(c);

	if (err)
		return err;
	cell_fds(c)[EPOLL_FD] = epoll_create1(EPOLL_CLOEXEC);
	return cell_fds(c)[EPOLL_FD] < 0 ? -errno : 0;
}

static struct epoll_event edge_event(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET, .data.u64 = EVENT_TOKEN };

	return event;
}

/* Make an epoll instance with an event that is reported only once. */
static int epoll_with_event(struct fault_cell *c)
{
	struct epoll_event event = edge_event();
	int *fds = cell_fds(c), err = epoll_instance(c);

	if (err)
		return err;
	return epoll_ctl(fds[EPOLL_FD], EPOLL_CTL_ADD, fds[EVENT_FD], &event) ? -errno : 0;
}

static long epoll_wait_run(struct fault_cell *c)
{
	return sysret(epoll_wait(cell_fds(c)[EPOLL_FD], cell_buf(c), 1, -1));
}

static const char *check_event(const struct epoll_event *event)
{
	if (event->events != EPOLLIN || event->data.u64 != EVENT_TOKEN)
		return complain("epoll_wait() reported events %#x, data %#llx", event->events,
				(unsigned long long)event->data.u64);
	return NULL;
}

static const char *epoll_wait_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_event(cell_buf(c)) ?: check_page_around(c, sizeof(struct epoll_event));
}

static const char *epoll_wait_conserve(struct fault_cell *c, long moved)
{
	struct epoll_event event;
	int left = epoll_wait(cell_fds(c)[EPOLL_FD], &event, 1, 0);

	if (left + moved != 1)
		return complain("of one event, %ld was delivered and %d is left", moved, left);
	return left ? check_event(&event) : NULL;
}

const struct fault_path path_epoll_wait = {
	.name = "epoll_wait", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/eventpoll.c:ep_send_events(): epoll_put_uevent()",
	.len = sizeof(struct epoll_event), .ok = 1,
	.setup = epoll_with_event, .run = epoll_wait_run,
	.check = epoll_wait_check, .conserve = epoll_wait_conserve,
};

/* Two events, but only one is asked for, or only one fits in front of the failing page. */
static int epoll_with_two(struct fault_cell *c)
{
	struct epoll_event event = edge_event();
	int *fds = cell_fds(c), err = epoll_with_event(c);

	if (err)
		return err;
	fds[IDLE_FD] = eventfd(1, EFD_CLOEXEC);
	return epoll_ctl(fds[EPOLL_FD], EPOLL_CTL_ADD, fds[IDLE_FD], &event) ? -errno : 0;
}

static const char *epoll_two_conserve(struct fault_cell *c, long moved)
{
	struct epoll_event events[2];
	int left = epoll_wait(cell_fds(c)[EPOLL_FD], events, 2, 0);

	if (left + moved != 2)
		return complain("of two events, %ld was delivered and %d are left", moved, left);
	return check_event(events);
}

static const struct fault_path path_epoll_wait_one = {
	.name = "epoll_wait_one", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/eventpoll.c:ep_send_events()",
	.len = sizeof(struct epoll_event), .ok = 1,
	.setup = epoll_with_two, .run = epoll_wait_run,
	.check = epoll_wait_check, .conserve = epoll_two_conserve,
};

static long epoll_wait_across_run(struct fault_cell *c)
{
	uint8_t *at = (uint8_t *)cell_buf(c) + cell_good_len(c) - sizeof(struct epoll_event);

	return sysret(epoll_wait(cell_fds(c)[EPOLL_FD], (struct epoll_event *)at, 2, -1));
}

static const struct fault_path path_epoll_wait_across = {
	.name = "epoll_wait_across", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/eventpoll.c:ep_send_events()",
	.fails = { -EFAULT, FAILS_SKIP, 1 },
	.setup = epoll_with_two, .run = epoll_wait_across_run, .conserve = epoll_two_conserve,
};

static void epoll_ctl_fill(struct fault_cell *c, uint8_t *page)
{
	struct epoll_event event = edge_event();

	memcpy(cell_buf_in(c, page), &event, sizeof(event));
}

static long epoll_ctl_run(struct fault_cell *c)
{
	int *fds = cell_fds(c);

	return sysret(epoll_ctl(fds[EPOLL_FD], EPOLL_CTL_ADD, fds[EVENT_FD], cell_buf(c)));
}

static const char *epoll_ctl_check(struct fault_cell *c, long ret)
{
	struct epoll_event event;

	(void)ret;
	if (epoll_wait(cell_fds(c)[EPOLL_FD], &event, 1, 0) != 1)
		return complain("the descriptor was not added");
	return check_event(&event) ?: check_page_around(c, 0);
}

static const struct fault_path path_epoll_ctl = {
	.name = "epoll_ctl", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/eventpoll.c: epoll_ctl(): copy_from_user()",
	.len = sizeof(struct epoll_event),
	.setup = epoll_instance, .fill = epoll_ctl_fill, .run = epoll_ctl_run,
	.check = epoll_ctl_check,
};

static long eventfd_read_run(struct fault_cell *c)
{
	return sysret(read(cell_fds(c)[EVENT_FD], cell_buf(c), cell_len(c)));
}

static const char *eventfd_read_check(struct fault_cell *c, long ret)
{
	uint64_t events;

	memcpy(&events, cell_buf(c), sizeof(events));
	if (events != EVENTS)
		return complain("the counter was %#llx", (unsigned long long)events);
	return check_page_around(c, ret);
}

/*
 * The kernel resets the counter before it copies it, so that it is gone even if the copy
 * fails. It has always been so.
 */
static const char *eventfd_read_conserve(struct fault_cell *c, long moved)
{
	eventfd_t events;

	(void)moved;
	if (!eventfd_read(cell_fds(c)[EVENT_FD], &events))
		return complain("the counter is still %#llx", (unsigned long long)events);
	return NULL;
}

static const struct fault_path path_eventfd_read = {
	.name = "eventfd_read", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/eventfd.c:eventfd_read(): copy_to_iter()",
	.len = sizeof(uint64_t), .ok = sizeof(uint64_t),
	.setup = ready_eventfd, .run = eventfd_read_run,
	.check = eventfd_read_check, .conserve = eventfd_read_conserve,
};

/* The counter lies across the edge of the failing page, half of it in a good one. */
static long eventfd_read_across_run(struct fault_cell *c)
{
	uint8_t *at = (uint8_t *)cell_buf(c) + cell_good_len(c) - sizeof(uint64_t) / 2;

	return sysret(read(cell_fds(c)[EVENT_FD], at, sizeof(uint64_t)));
}

static const struct fault_path path_eventfd_read_across = {
	.name = "eventfd_read_across", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/eventfd.c:eventfd_read(): copy_to_iter()",
	.setup = ready_eventfd, .run = eventfd_read_across_run,
	.conserve = eventfd_read_conserve,
};

const struct matrix_row rows_event[] = {
	{ .path = &path_poll, .sources = sources_held_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_poll_revents, .sources = sources_write_protect,
	  .stimuli = stimuli_signals },
	{ .path = &path_poll_idle, .sources = sources_held_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_select, .sources = sources_held_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_select_idle, .sources = sources_held_load,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_select_result, .sources = sources_write_protect,
	  .stimuli = stimuli_signals },
	{ .path = &path_epoll_wait, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_epoll_ctl, .sources = sources_held_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_eventfd_read, .sources = sources_held_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_select_many, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_select_writable, .sources = sources_anon, .stimuli = stimuli_few,
	  .fails = SOURCES(&source_prot_none) },
	{ .path = &path_select_closed, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_poll_many, .sources = sources_anon, .stimuli = stimuli_few,
	  .fails = SOURCES(&source_prot_none), .layouts = LAYOUTS_PAGES },
	{ .path = &path_epoll_wait_one, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_epoll_wait_across, .fails = SOURCES(&source_prot_none),
	  .layouts = BIT_OF(LAYOUT_MID_BUFFER) },
	{ .path = &path_eventfd_read_across, .fails = sources_failing_kernel,
	  .layouts = BIT_OF(LAYOUT_MID_BUFFER) },
	{ }
};
