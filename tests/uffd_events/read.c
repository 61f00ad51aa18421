// SPDX-License-Identifier: GPL-2.0-only
/*
 * read() and poll() of a userfaultfd that has no message: the monitor's own waits. A signal ends
 * them, and loses no message.
 *
 * Deciding kernel code: mm/userfaultfd.c or fs/userfaultfd.c:userfaultfd_ctx_read(),
 * userfaultfd_poll(); kernel/signal.c, arch/x86/kernel/signal.c:handle_signal().
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"
#include "uffd.h"

/* In the victim: the message that came. */
static struct uffd_msg got;

static long read_run(struct fault_cell *c)
{
	(void)c;
	return sysret(read(reader_uffd(), &got, sizeof(got)));
}

static const char *check_message(void)
{
	if (got.event != UFFD_EVENT_PAGEFAULT)
		return complain("the message is %#x, expected a page fault", got.event);
	if (got.arg.pagefault.address != (uintptr_t)reader_page())
		return "the message is about another page";
	return NULL;
}

static const char *read_check(struct fault_cell *c, long ret)
{
	(void)c;
	(void)ret;
	return check_message();
}

const struct fault_path path_uffd_read = {
	.name = "uffd_read", .class = PATH_MESSAGE_WAIT, .access = FAULT_LOAD,
	.ok = sizeof(struct uffd_msg),
	.decides = "mm/userfaultfd.c:userfaultfd_read_iter(), userfaultfd_ctx_read()",
	.run = read_run, .check = read_check,
};

/* poll() of a userfaultfd that waits in read() says POLLERR, by design. */
static int poll_arm(struct fault_cell *c)
{
	(void)c;
	return fcntl(reader_uffd(), F_SETFL, O_RDWR | O_NONBLOCK) ? -errno : 0;
}

static long poll_run(struct fault_cell *c)
{
	struct pollfd pfd = { .fd = reader_uffd(), .events = POLLIN };
	long ret = sysret(poll(&pfd, 1, -1));

	(void)c;
	return ret == 1 ? pfd.revents : ret;
}

/* What poll() announced is there, for the next one who reads. */
static const char *poll_check(struct fault_cell *c, long ret)
{
	(void)ret;
	if (read_run(c) != sizeof(got))
		return "poll() told of a message, and none is there";
	return check_message();
}

const struct fault_path path_uffd_poll = {
	.name = "uffd_poll", .class = PATH_MESSAGE_WAIT, .access = FAULT_LOAD, .ok = POLLIN,
	.decides = "fs/select.c:do_sys_poll(), mm/userfaultfd.c:userfaultfd_poll()",
	.arm = poll_arm, .run = poll_run, .check = poll_check,
};

#define WAITS \
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_blocked, \
	&stimulus_sigusr1_ignored, &stimulus_sigusr1_free_thread, &stimulus_sigrt_queue, \
	&stimulus_sigterm, &stimulus_sigquit, &stimulus_sigkill, &stimulus_sigkill_process, \
	&stimulus_sigstop, &stimulus_sigstop_sigcont, &stimulus_exit_group, &stimulus_execve, \
	&stimulus_ptrace_interrupt

static const struct stimulus *const stimuli_poll[] = { WAITS, NULL };
static const struct stimulus *const stimuli_read[] = {
	WAITS, &stimulus_sigusr1_restart, NULL
};

const struct matrix_row rows_read[] = {
	{ .path = &path_uffd_read, .sources = SOURCES(&source_uffd_silent),
	  .stimuli = stimuli_read },
	{ .path = &path_uffd_poll, .sources = SOURCES(&source_uffd_silent),
	  .stimuli = stimuli_poll },
	{ }
};
