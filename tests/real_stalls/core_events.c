// SPDX-License-Identifier: GPL-2.0-only
/*
 * Things that happen to a process that dumps core: a family of real_stalls.c. The dump waits for
 * a page; a signal comes, or a request of io_uring completes. Neither may cut the dump short:
 * the core has to be whole.
 *
 * Deciding kernel code: fs/coredump.c:dump_interrupted(), kernel/signal.c:prepare_signal() of a
 * group that dumps core, io_uring/io_uring.c:io_req_normal_work_add(): TIF_NOTIFY_SIGNAL.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>

#include "families.h"
#include "io_uring/probe.h"
#include "io_uring/ring.h"
#include "sources.h"
#include "user_access/core.h"

/* The ring of the victim, which has only one cell. */
static struct io_uring ring;

static const struct answer *core_ring_probe(void)
{
	return core_probe() ?: uring_probe_feature(0, NEED_IO_URING);
}

static int core_ring_setup(struct fault_cell *c)
{
	cell_fds(c)[FD_POLLED] = eventfd(0, EFD_CLOEXEC);
	return cell_fds(c)[FD_POLLED] < 0 ? -errno : dump_setup(c);
}

static int core_ring_arm(struct fault_cell *c)
{
	struct io_uring_params params = { 0 };

	return uring_create(&ring, &params) ?: core_arm(c);
}

/* The task that dumps is the one that has asked for the event. */
static long core_ring_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	*sqe = (struct io_uring_sqe){
		.opcode = IORING_OP_POLL_ADD, .fd = cell_fds(c)[FD_POLLED],
		.poll_events = POLLIN,
	};
	if (io_uring_submit(&ring) != 1)
		return -EIO;
	return core_run(c);
}

static const struct fault_path path_core_ring = {
	.name = "core_ring", .class = PATH_EXIT, .access = FAULT_LOAD,
	.end = { CLD_DUMPED, SIGQUIT },
	.decides = "mm/gup.c:get_dump_page(), fs/coredump.c:dump_interrupted()",
	.probe = core_ring_probe, .setup = core_ring_setup, .arm = core_ring_arm,
	.run = core_ring_run, .conserve = dump_check, .teardown = dump_teardown,
};

static int complete_request(struct fault_cell *c)
{
	return eventfd_write(cell_fds(c)[FD_POLLED], 1) ? -errno : 0;
}

static const struct stimulus stimulus_ring_completes = {
	.name = "ring_completes", .effect = EFFECT_NOTHING,
	.story = "a request of io_uring completes: nothing to a task that dumps core",
	.send = complete_request,
};

static int send_late_signal(struct fault_cell *c)
{
	return kill(cell_victim(c), SIGUSR1) ? -errno : 0;
}

static const struct stimulus stimulus_late_signal = {
	.name = "late_signal", .effect = EFFECT_NOTHING,
	.story = "a signal with a handler: nothing to a process that dumps core",
	.send = send_late_signal,
};

const struct matrix_row rows_core_events[] = {
	{ .path = &path_core_ring, .sources = sources_fuse,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_ring_completes, &stimulus_late_signal) },
	{ }
};
