// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways to wait for a request that a worker has in its hands: of the one submitter whose task
 * work waits for it, with an eventfd, with a poll of the ring, for more than one completion, at
 * least for some time, in a ring that is full; and for room in a ring whose thread is stalled.
 *
 * Deciding kernel code: io_uring/wait.c:io_cqring_wait(), io_uring/tw.c:io_req_local_work_add(),
 * io_uring/sqpoll.c:__io_sq_thread(), io_sqpoll_wait_sq().
 */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "closed.h"
#include "commands.h"
#include "completions.h"
#include "events.h"
#include "families.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

#define FEAT_MIN_TIMEOUT	BIT_OF(15)	/* as in <linux/io_uring.h> since 6.12 */
#define AT_LEAST_US		1000
#define NEVER_S			100	/* longer than any deadline */
#define CQ_ENTRIES		(2 * RING_ENTRIES)

#define WAIT \
	.class = PATH_WORKER_UACCESS, .access = FAULT_STORE, .flags = PATH_WORKER, \
	.ok = FAULT_LEN, .setup = uring_full_pipe, .check = uring_store_async_check, \
	.conserve = uring_source_conserve_async, .teardown = uring_teardown

static struct io_uring_sqe *add_read(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN]);

	sqe->flags = IOSQE_ASYNC;
	return sqe;
}

/* ---- One submitter -------------------------------------------------------- */

static long wait_defer_run(struct fault_cell *c)
{
	long err = uring_enable(c);

	if (err)
		return err;
	add_read(c);
	return uring_submit_async(c);
}

static int defer_eventfd_arm(struct fault_cell *c)
{
	int err = uring_arm_defer(c);

	return err ?: uring_arm_eventfd(c);
}

static const struct fault_path path_uring_wait_defer_async = {
	WAIT, .name = "uring_wait_defer_async",
	.decides = "io_uring/tw.c:io_req_local_work_add(): an eventfd",
	.probe = uring_probe_defer, .arm = defer_eventfd_arm, .run = wait_defer_run,
};

/* The ring was polled, and a request is linked behind the one that is held. */
static long wait_linked_run(struct fault_cell *c)
{
	struct pollfd ring = { .fd = uring_of(c)->ring.ring_fd, .events = POLLIN };
	long err = uring_enable(c);

	if (err)
		return err;
	if (poll(&ring, 1, 0) < 0)
		return -errno;
	add_read(c)->flags |= IOSQE_IO_LINK;
	uring_add(c, REQUEST_OTHER, IORING_OP_NOP, -1, NULL, 0);
	return uring_submit_async(c);
}

static const struct fault_path path_uring_wait_linked_async = {
	WAIT, .name = "uring_wait_linked_async",
	.decides = "io_uring/tw.c:io_req_local_work_add(): a link",
	.probe = uring_probe_defer, .arm = uring_arm_defer, .run = wait_linked_run,
};

/* Two completions are waited for, and the first must not wake the submitter. */
static long wait_staggered_run(struct fault_cell *c)
{
	long err = uring_enable(c);
	int ret;

	if (err)
		return err;
	add_read(c);
	ret = io_uring_submit(&uring_of(c)->ring);
	if (ret < 0)
		return ret;
	ret = uring_await(uring_of(c), REQUEST_HELD, 2);
	return ret ?: uring_of(c)->res[REQUEST_HELD];
}

static const struct fault_path path_uring_wait_staggered_async = {
	WAIT, .name = "uring_wait_staggered_async",
	.decides = "io_uring/tw.c:io_req_local_work_add(): lazy",
	.probe = uring_probe_defer, .arm = uring_arm_defer, .run = wait_staggered_run,
};

/* ---- At least for some time ----------------------------------------------- */

static const struct answer *probe_min_timeout(void)
{
	return uring_probe_feature(FEAT_MIN_TIMEOUT, NEED_URING_MIN_TIMEOUT);
}

/* struct io_uring_getevents_arg as it is since 6.12. */
struct wait_arg {
	uint64_t sigmask;
	uint32_t sigmask_sz;
	uint32_t min_wait_usec;
	uint64_t ts;
};

/* After that time one completion is enough. It needs a timeout, or it would end with ETIME. */
static long wait_at_least_run(struct fault_cell *c)
{
	const struct __kernel_timespec never = { .tv_sec = NEVER_S };
	const struct wait_arg arg = {
		.min_wait_usec = AT_LEAST_US, .ts = (uintptr_t)&never,
	};
	struct uring *u = uring_of(c);
	long ret;

	add_read(c);
	ret = io_uring_submit(&u->ring);
	if (ret < 0)
		return ret;
	ret = sysret(syscall(SYS_io_uring_enter, u->ring.ring_fd, 0, 2,
			     IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &arg, sizeof(arg)));
	if (ret < 0)
		return ret;
	ret = uring_await(u, REQUEST_HELD, 1);
	return ret ?: u->res[REQUEST_HELD];
}

static const struct fault_path path_uring_wait_at_least_async = {
	WAIT, .name = "uring_wait_at_least_async",
	.decides = "io_uring/wait.c:io_cqring_wait(): min_timeout",
	.probe = probe_min_timeout, .arm = uring_arm, .run = wait_at_least_run,
};

/* ---- A ring that is full -------------------------------------------------- */

static int add_fillers(struct fault_cell *c, unsigned int nr)
{
	while (nr--)
		uring_add(c, REQUEST_FILLER, IORING_OP_NOP, -1, NULL, 0);
	return io_uring_submit(&uring_of(c)->ring);
}

/*
 * The request that is held fills the ring, and the one behind it finds no room. A signal ends no
 * wait of a ring that has completions already.
 */
static long wait_overflow_run(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	struct io_uring_cqe *cqe;
	long ret = add_fillers(c, RING_ENTRIES);

	if (ret >= 0)
		ret = add_fillers(c, CQ_ENTRIES - RING_ENTRIES - 1);
	if (ret < 0)
		return ret;
	add_read(c)->flags |= IOSQE_IO_LINK;
	uring_add(c, REQUEST_OTHER, IORING_OP_NOP, -1, NULL, 0)->flags = IOSQE_ASYNC;
	ret = io_uring_submit(&u->ring);
	if (ret >= 0)
		ret = io_uring_wait_cqe_nr(&u->ring, &cqe, CQ_ENTRIES);
	if (ret < 0)
		return ret;
	ret = uring_await(u, REQUEST_HELD, 1);
	return ret ?: u->res[REQUEST_HELD];
}

static const char *wait_overflow_check(struct fault_cell *c, long ret)
{
	const char *wrong = uring_store_async_check(c, ret);

	if (!wrong && uring_of(c)->fillers != CQ_ENTRIES - 1)
		wrong = complain("%u completions of fillers, expected %u", uring_of(c)->fillers,
				 CQ_ENTRIES - 1);
	return wrong;
}

static const struct fault_path path_uring_wait_overflow_async = {
	.name = "uring_wait_overflow_async", .class = PATH_WORKER_UACCESS,
	.access = FAULT_STORE, .flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/wait.c:io_cqring_wait(): IO_CHECK_CQ_OVERFLOW_BIT",
	.probe = uring_probe_worker, .setup = uring_full_pipe, .arm = uring_arm,
	.run = wait_overflow_run, .check = wait_overflow_check,
	.conserve = uring_source_conserve_async, .teardown = uring_teardown,
};

/* ---- The thread of two rings ---------------------------------------------- */

#define SHARED_ENTRIES	16
#define SHARED_FILLERS	9	/* with those ahead more than the thread takes of one ring */

/* The second ring is made with other credentials, equal ones, than those of the thread. */
static int shared_sqpoll_arm(struct fault_cell *c)
{
	struct io_uring_params params = { .flags = IORING_SETUP_SQPOLL, .sq_thread_idle = 1 };
	struct uring *u = uring_of(c);
	int err = uring_create(&u->owner, &params);

	if (err)
		return err;
	if (prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0))
		return -errno;
	params = (struct io_uring_params){
		.flags = IORING_SETUP_SQPOLL | IORING_SETUP_ATTACH_WQ, .sq_thread_idle = 1,
		.wq_fd = u->owner.ring_fd,
	};
	return io_uring_queue_init_params(SHARED_ENTRIES, &u->ring, &params);
}

static long shared_sqpoll_run(struct fault_cell *c)
{
	int i;

	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	for (i = 0; i < SHARED_FILLERS; i++)
		uring_add(c, REQUEST_FILLER, IORING_OP_NOP, -1, NULL, 0);
	uring_add(c, REQUEST_OTHER, IORING_OP_NOP, -1, NULL, 0);
	return uring_submit_async(c);
}

static const char *shared_sqpoll_check(struct fault_cell *c, long ret)
{
	const char *wrong = uring_store_async_check(c, ret);

	if (!wrong && uring_of(c)->fillers != SHARED_FILLERS)
		wrong = complain("%u completions of fillers, expected %u", uring_of(c)->fillers,
				 SHARED_FILLERS);
	return wrong;
}

static const struct fault_path path_uring_sqpoll_shared = {
	.name = "uring_sqpoll_shared", .class = PATH_WORKER_UACCESS, .access = FAULT_STORE,
	.flags = PATH_WORKER, .ok = FAULT_LEN,
	.decides = "io_uring/sqpoll.c:__io_sq_thread()", .probe = uring_probe_sqpoll,
	.setup = uring_full_pipe, .arm = shared_sqpoll_arm, .run = shared_sqpoll_run,
	.check = shared_sqpoll_check, .conserve = uring_source_conserve_async,
	.teardown = uring_teardown,
};

/* The queue is full, and its thread is stalled: the submitter waits for room, interruptibly. */
static long sqpoll_room_run(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	unsigned int head, i;
	long ret;

	uring_add_held(c, IORING_OP_READ, cell_fds(c)[FD_IN]);
	for (i = 2; i < RING_ENTRIES; i++)
		uring_add(c, REQUEST_FILLER, IORING_OP_NOP, -1, NULL, 0);
	head = *(volatile unsigned int *)u->ring.sq.khead;
	ret = io_uring_submit(&u->ring);
	if (ret < 0)
		return ret;
	ret = sysret(syscall(SYS_io_uring_enter, u->ring.ring_fd, 0, 0, IORING_ENTER_SQ_WAIT,
			     NULL, _NSIG / 8));
	if (ret < 0 || *(volatile unsigned int *)u->ring.sq.khead == head)
		return ret < 0 ? ret : -EINTR;
	ret = uring_await(u, REQUEST_HELD, 1);
	return ret ?: u->res[REQUEST_HELD];
}

static const struct fault_path path_uring_sqpoll_room = {
	WAIT, .name = "uring_sqpoll_room",
	.decides = "io_uring/sqpoll.c:io_sqpoll_wait_sq()",
	.probe = uring_probe_sqpoll, .arm = uring_arm_sqpoll, .run = sqpoll_room_run,
};

/* ---- Arguments of the wait ------------------------------------------------ */

/* The edge of the failing page comes ahead of each field but the first. */
static long wait_arg_each_run(struct fault_cell *c)
{
	uint8_t *edge = (uint8_t *)cell_buf(c) + cell_good_len(c);
	size_t at;
	long ret;

	for (at = sizeof(uint64_t); at < sizeof(struct wait_arg); at += sizeof(uint32_t)) {
		ret = sysret(syscall(SYS_io_uring_enter, uring_of(c)->ring.ring_fd, 0, 0,
				     IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, edge - at,
				     sizeof(struct wait_arg)));
		if (ret != -EFAULT)
			return -EIO;
	}
	return -EFAULT;
}

static const struct answer *probe_ext_arg(void)
{
	return uring_probe_feature(IORING_FEAT_EXT_ARG, NEED_URING_EXT_ARG);
}

static const struct fault_path path_uring_wait_arg_each = {
	.name = "uring_wait_arg_each", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "io_uring/io_uring.c:io_get_ext_arg()", .probe = probe_ext_arg,
	.setup = uring_setup, .arm = uring_arm, .run = wait_arg_each_run,
	.teardown = uring_teardown,
};

/* There is no timeout, but a completion already. */
static void no_timeout_fill(struct fault_cell *c, uint8_t *page)
{
	const struct wait_arg arg = { .sigmask_sz = _NSIG / 8 };

	memcpy(cell_buf_in(c, page), &arg, sizeof(arg));
}

static long wait_arg_with(struct fault_cell *c, unsigned int flags)
{
	return sysret(syscall(SYS_io_uring_enter, uring_of(c)->ring.ring_fd, 0, 1,
			      IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG | flags,
			      cell_buf(c), sizeof(struct wait_arg)));
}

static long wait_no_timeout_run(struct fault_cell *c)
{
	int ret = add_fillers(c, 1);

	return ret < 0 ? ret : wait_arg_with(c, 0);
}

static const struct fault_path path_uring_wait_no_timeout = {
	.name = "uring_wait_no_timeout", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct wait_arg), .decides = "io_uring/io_uring.c:io_get_ext_arg()",
	.probe = probe_ext_arg, .setup = uring_setup, .fill = no_timeout_fill,
	.arm = uring_arm, .run = wait_no_timeout_run, .check = uring_load_check,
	.teardown = uring_teardown,
};

/* The timeout is a moment, which is over. */
#define ENTER_ABS_TIMER	BIT_OF(5)	/* as in <linux/io_uring.h> since 6.12 */

static void moment_fill(struct fault_cell *c, uint8_t *page)
{
	const struct wait_arg arg = {
		.sigmask_sz = _NSIG / 8, .ts = (uintptr_t)&uring_of(c)->soon,
	};

	memcpy(cell_buf_in(c, page), &arg, sizeof(arg));
}

static long wait_moment_run(struct fault_cell *c)
{
	return wait_arg_with(c, ENTER_ABS_TIMER);
}

static const struct fault_path path_uring_wait_moment = {
	.name = "uring_wait_moment", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_EINTR_DUE | PATH_EINTR_STOP, .len = sizeof(struct wait_arg), .ok = -ETIME,
	.decides = "io_uring/wait.c:io_cqring_wait()",
	.probe = probe_min_timeout, .setup = uring_setup, .fill = moment_fill,
	.arm = uring_arm, .run = wait_moment_run, .check = uring_load_check,
	.teardown = uring_teardown,
};

/* ---- A futex -------------------------------------------------------------- */

#define FUTEX_U32_PRIVATE	(0x02 | 128)	/* as in <linux/futex.h> since 6.7 */
#define FUTEX_VALUE		7

static const struct answer *probe_futex(void)
{
	return uring_probe_opcode(IORING_OP_FUTEX_WAIT, NEED_URING_FUTEX_WAIT);
}

static void futex_fill(struct fault_cell *c, uint8_t *page)
{
	const uint32_t value = FUTEX_VALUE;

	memcpy(cell_buf_in(c, page), &value, sizeof(value));
}

/* The value is the expected one, and so the request waits behind its fault. */
static long futex_woken_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add_held(c, IORING_OP_FUTEX_WAIT, FUTEX_U32_PRIVATE);
	int ret;

	sqe->len = 0;
	sqe->addr2 = FUTEX_VALUE;
	sqe->addr3 = ~0U;
	ret = io_uring_submit(&uring_of(c)->ring);
	if (ret < 0)
		return ret;
	if (syscall(SYS_futex, cell_buf(c), FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0) != 1)
		return -EIO;
	return uring_finish_inline(c);
}

static const struct fault_path path_uring_futex_woken = {
	.name = "uring_futex_woken", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(uint32_t), .decides = "io_uring/futex.c:io_futex_wait()",
	.probe = probe_futex, .setup = uring_setup, .fill = futex_fill, .arm = uring_arm,
	.run = futex_woken_run, .check = uring_load_check, .teardown = uring_teardown,
};

static const struct stimulus *const stimuli_wait[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_task_work, &stimulus_sigkill, NULL
};

#define ROW(name)	{ .path = &path_##name, .sources = sources_anon, .stimuli = stimuli_wait }

const struct matrix_row rows_uring_wait[] = {
	ROW(uring_wait_defer_async), ROW(uring_wait_linked_async),
	{ .path = &path_uring_wait_staggered_async, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_task_work) },
	ROW(uring_wait_at_least_async),
	{ .path = &path_uring_wait_arg_each, .fails = SOURCES(&source_prot_none),
	  .layouts = BIT_OF(LAYOUT_MID_BUFFER) },
	{ .path = &path_uring_wait_no_timeout, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_uring_wait_moment, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_uring_wait_overflow_async, .sources = sources_anon,
	  .stimuli = STIMULI(&stimulus_none, &stimulus_sigkill) },
	{ .path = &path_uring_futex_woken, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_uring_sqpoll_shared, .sources = sources_anon,
	  .stimuli = stimuli_brief },
	{ .path = &path_uring_sqpoll_room, .sources = sources_anon,
	  .stimuli = stimuli_brief },
	{ }
};
