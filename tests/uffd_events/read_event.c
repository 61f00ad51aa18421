// SPDX-License-Identifier: GPL-2.0-only
/*
 * read() of a userfaultfd event into a buffer that is held, or can't be had. The kernel takes the
 * event off its queue and lets its caller go, and only then copies the message. If the copy
 * fails, nobody ever hears of the event; and the child's userfaultfd, which comes with the event
 * of a fork, stays open in the reader, its number untold.
 *
 * Deciding kernel code: mm/userfaultfd.c or fs/userfaultfd.c:userfaultfd_read_iter(),
 * resolve_userfault_fork().
 */
#include <errno.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "families.h"
#include "require.h"
#include "sources.h"
#include "uaccess/table.h"
#include "uffd.h"

#define QUEUED_DEADLINE_MS	5000	/* from the start of a thread to its event: 0.1 ms */

/* struct told - an event, and the call that sends it. cell_args(). */
struct told {
	uint8_t event;		/* UFFD_EVENT_* */
	uint64_t feature;
	void (*call)(void);
};

/* In the victim: the page that the event is about, and the userfaultfd that it belongs to. */
static uint8_t *page;
static int monitor = -1;

static void drop_page(void)
{
	madvise(page, small_page(), MADV_DONTNEED);
}

/* The child sends no signal when it ends: the thread that reads is in the same process. */
static void fork_child(void)
{
	pid_t child = syscall(SYS_clone, 0, 0, 0, 0, 0);

	if (!child)
		syscall(SYS_exit_group, 0);
	if (child > 0)
		waitpid(child, NULL, __WALL);
}

static const struct told told_remove = {
	.event = UFFD_EVENT_REMOVE, .feature = UFFD_FEATURE_EVENT_REMOVE, .call = drop_page,
};

static const struct told told_fork = {
	.event = UFFD_EVENT_FORK, .feature = UFFD_FEATURE_EVENT_FORK, .call = fork_child,
};

static const struct told *told_of(struct fault_cell *c)
{
	return cell_args(c);
}

static void *send_event(void *arg)
{
	const struct told *told = arg;

	told->call();
	return NULL;
}

/* Is there an event to read? Waits for it. */
static bool is_queued(int timeout_ms)
{
	struct pollfd pfd = { .fd = monitor, .events = POLLIN };

	return poll(&pfd, 1, timeout_ms) == 1 && pfd.revents & POLLIN;
}

/* Have a thread send the event: it sleeps in its call until that is read. */
static int event_arm(struct fault_cell *c)
{
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	pthread_t caller;
	int err;

	page = mmap(NULL, small_page(), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (page == MAP_FAILED)
		return -errno;
	monitor = uffd_open(!uffd_opens(false));
	if (monitor < 0)
		return -errno;
	err = uffd_enable(monitor, told_of(c)->feature);
	if (err)
		return err;
	reg.range = (struct uffdio_range){ (uintptr_t)page, small_page() };
	if (ioctl(monitor, UFFDIO_REGISTER, &reg))
		return -errno;
	err = pthread_create(&caller, NULL, send_event, (void *)told_of(c));
	if (err)
		return -err;
	return is_queued(QUEUED_DEADLINE_MS) ? 0 : -ETIMEDOUT;
}

static long read_call(struct fault_cell *c)
{
	return sysret(read(monitor, cell_buf(c), sizeof(struct uffd_msg)));
}

/* An event whose reader failed has to be there for the next one: -ENODATA if it is not. */
static long read_run(struct fault_cell *c)
{
	long ret = fd_table_keep(c, read_call);

	return ret == -EFAULT && !is_queued(0) ? -ENODATA : ret;
}

static const char *read_check(struct fault_cell *c, long ret)
{
	const struct uffd_msg *msg = cell_buf(c);

	(void)ret;
	if (msg->event != told_of(c)->event)
		return complain("the message is %#x, expected %#x", msg->event,
				told_of(c)->event);
	if (msg->event == UFFD_EVENT_FORK && !fd_table_gained(fd_table_of(c), msg->arg.fork.ufd))
		return complain("descriptor %u is not the one that is new", msg->arg.fork.ufd);
	return check_page_around(c, sizeof(*msg));
}

static const char *read_conserve(struct fault_cell *c, long moved)
{
	const struct fd_table *t = fd_table_of(c);

	(void)moved;
	return fd_table_check(t, t->ret > 0 && told_of(c)->event == UFFD_EVENT_FORK);
}

static const struct answer *fork_probe(void)
{
	int fd = uffd_open(!uffd_opens(false)), err;

	if (fd < 0)
		return NULL;	/* the probe of the source has the answer */
	err = uffd_enable(fd, UFFD_FEATURE_EVENT_FORK);
	close(fd);
	return err == -EPERM ? lacks(NEED_UFFD_EVENT_FORK) : NULL;
}

#define READ_EVENT(what) \
	.class = PATH_UACCESS, .access = FAULT_STORE, .args = what, \
	.len = sizeof(struct uffd_msg), .ok = sizeof(struct uffd_msg), \
	.decides = "mm/userfaultfd.c:userfaultfd_read_iter(): copy_to_iter_full()", \
	.setup = fd_table_setup, .arm = event_arm, .run = read_run, .check = read_check, \
	.conserve = read_conserve, .teardown = fd_table_teardown

static const struct fault_path path_uffd_read_remove = {
	.name = "uffd_read_remove", READ_EVENT(&told_remove),
};

static const struct fault_path path_uffd_read_fork = {
	.name = "uffd_read_fork", .probe = fork_probe, READ_EVENT(&told_fork),
};

static const struct fault_source *const kinds[] = {
	&source_uffd_missing_shmem, &source_uffd_minor_shmem, &source_uffd_wp_anon, NULL
};

const struct matrix_row rows_read_event[] = {
	{ .path = &path_uffd_read_remove, .sources = SOURCES(&source_uffd_missing_anon),
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_uffd_read_remove, .sources = kinds, .stimuli = stimuli_few },
	{ .path = &path_uffd_read_fork, .sources = SOURCES(&source_uffd_missing_anon),
	  .stimuli = stimuli_few, .fails = sources_failing_kernel },
	{ }
};
