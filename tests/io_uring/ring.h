/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A cell's ring: created and used by the victim, with what became of each request
 * in memory the controller shares.  A request that waits for an eventfd is beside
 * the one that stalls, so that task work can be had: it completes on a poke.
 *
 * Deciding kernel code: io_uring/io_uring.c, io_uring/io_uring.c:io_req_normal_work_add().
 */
#ifndef IO_URING_RING_H
#define IO_URING_RING_H

#include "loopfs.h"

#define RING_ENTRIES	8
#define SETTLE_S	3	/* all completions, once released: 0.1 ms idle */
#define FIRST_RESTART	512	/* ERESTARTSYS ... ERESTART_RESTARTBLOCK */
#define LAST_RESTART	516

/* The submitter waits interruptibly while another task is in the fault. */
#define PATH_WORKER	(PATH_ASYNC | PATH_EINTR_AFTER | PATH_EINTR_STOP)

/** enum request - whose completion it is: the user_data of each. */
enum request {
	REQUEST_HELD,		/* the one that faults */
	REQUEST_NOTIFY,		/* the notification of a zero-copy send */
	REQUEST_OTHER,		/* one before or behind it */
	REQUEST_POLL,		/* the eventfd's */
	REQUEST_CANCEL,
	REQUEST_NR,
};

/** enum fd - what the descriptors of a cell are. */
enum fd {
	FD_POKE,		/* eventfd: makes REQUEST_POLL complete */
	FD_DONE,		/* eventfd: the ring has a new completion */
	FD_IN,			/* file, or read end */
	FD_OUT,			/* write end */
};

/**
 * struct uring - state of a cell, shared by the controller and the victim.
 * @data: a buffer that nothing holds, at the start of a page.
 * @ring: the victim's.
 * @closed: the leader has closed it.
 * @wakes: completions of which FD_DONE has told the submitter.
 * @due: set of requests that are to complete.
 * @seen: completions of each request.
 * @res: the result of each.
 * @flags: the flags of each.
 * @place: which completion it was, from 1.
 * @completions: how many there were.
 * @unknown: completions whose user_data is none of ours.
 * @iov: where @data is.
 * @soon: a timeout that is over at once.
 */
struct uring {
	uint8_t data[LOOPFS_BLOCK] __attribute__((aligned(LOOPFS_BLOCK)));
	struct io_uring ring;
	atomic_bool closed;
	atomic_uint wakes;
	atomic_uint due;
	uint32_t seen[REQUEST_NR];
	int res[REQUEST_NR];
	uint32_t flags[REQUEST_NR];
	uint32_t place[REQUEST_NR];
	uint32_t completions;
	uint32_t unknown;
	struct iovec iov;
	struct __kernel_timespec soon;
};

static const char *const request_names[] = {
	[REQUEST_HELD] = "the held request",
	[REQUEST_NOTIFY] = "the notification",
	[REQUEST_OTHER] = "the other request",
	[REQUEST_POLL] = "the poll request",
	[REQUEST_CANCEL] = "the cancel request",
};

static struct uring *uring(struct fault_cell *c)
{
	return *cell_priv(c);
}

/* ---- What this kernel has ------------------------------------------------- */

static int try_ring(struct io_uring *ring, struct io_uring_params *params)
{
	memset(ring, 0, sizeof(*ring));
	return io_uring_queue_init_params(RING_ENTRIES, ring, params);
}

static long register_probe(int fd)
{
	struct io_uring_probe none = { 0 };

	return sysret(syscall(SYS_io_uring_register, fd, IORING_REGISTER_PROBE, &none, 0));
}

static const struct answer *probe_setup(unsigned int flags, unsigned int features,
					enum need need)
{
	struct io_uring_params plain = { 0 }, params = { .flags = flags };
	const struct answer *answer;
	struct io_uring ring;
	int err;

	if (!HAVE_LIBURING)
		return lacks(NEED_LIBURING);
	answer = answer_to(NEED_IO_URING, "io_uring_setup()", try_ring(&ring, &plain));
	if (answer)
		return answer;
	io_uring_queue_exit(&ring);
	if ((plain.features & features) != features)
		return lacks(need);
	if (!flags)
		return NULL;
	err = try_ring(&ring, &params);
	if (!err)
		io_uring_queue_exit(&ring);
	return answer_to_flag(need, "io_uring_setup() with flags", err);
}

/* The kernel tells which operations it has; not to tell is wrong. */
static const struct answer *ask_opcode(struct io_uring *ring, int opcode, enum need need)
{
	struct io_uring_probe *probe = io_uring_get_probe_ring(ring);
	bool has;

	if (!probe)
		return answer_to_flag(NEED_URING_READ, "IORING_REGISTER_PROBE",
				      register_probe(ring->ring_fd)) ?:
		       no_answer("liburing has no probe", 0);
	has = io_uring_opcode_supported(probe, opcode);
	io_uring_free_probe(probe);
	return has ? NULL : lacks(need);
}

static const struct answer *probe_opcode(int opcode, enum need need)
{
	const struct answer *answer = probe_setup(0, 0, NEED_IO_URING);
	struct io_uring_params params = { 0 };
	struct io_uring ring;

	if (answer)
		return answer;
	answer = answer_to(NEED_IO_URING, "io_uring_setup()", try_ring(&ring, &params));
	if (answer)
		return answer;
	answer = ask_opcode(&ring, opcode, need);
	io_uring_queue_exit(&ring);
	return answer;
}

#define PROBE_SETUP(function, flag, need) \
	static const struct answer *function(void) \
	{ \
		return probe_setup(flag, 0, need); \
	}

#define PROBE_FEATURE(function, feature, need) \
	static const struct answer *function(void) \
	{ \
		return probe_setup(0, feature, need); \
	}

#define PROBE_OPCODE(function, opcode, need) \
	static const struct answer *function(void) \
	{ \
		return probe_opcode(opcode, need); \
	}

PROBE_SETUP(probe_coop, IORING_SETUP_COOP_TASKRUN, NEED_URING_COOP_TASKRUN)
PROBE_SETUP(probe_defer, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
	    NEED_URING_DEFER_TASKRUN)
PROBE_SETUP(probe_sqpoll, IORING_SETUP_SQPOLL, NEED_URING_SQPOLL)
/* Before these, workers were no threads of the process. */
PROBE_FEATURE(probe_worker, IORING_FEAT_NATIVE_WORKERS, NEED_URING_NATIVE_WORKERS)
PROBE_OPCODE(probe_read, IORING_OP_READ, NEED_URING_READ)

/* ---- Set-up --------------------------------------------------------------- */

static int uring_setup(struct fault_cell *c)
{
	struct uring *u;

	u = mmap(NULL, sizeof(*u), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (u == MAP_FAILED)
		return -errno;
	*cell_priv(c) = u;
	u->iov = (struct iovec){ u->data, FAULT_LEN };
	u->soon.tv_nsec = 1;
	cell_fds(c)[FD_POKE] = eventfd(0, EFD_CLOEXEC);
	cell_fds(c)[FD_DONE] = eventfd(0, EFD_CLOEXEC);
	return cell_fds(c)[FD_DONE] < 0 ? -errno : 0;
}

static void uring_teardown(struct fault_cell *c)
{
	if (uring(c))
		munmap(uring(c), sizeof(struct uring));
}

static int arm_with(struct fault_cell *c, unsigned int flags)
{
	struct io_uring_params params = { .flags = flags, .sq_thread_idle = 1 };

	return try_ring(&uring(c)->ring, &params);
}

static int uring_arm(struct fault_cell *c)
{
	return arm_with(c, 0);
}

static int coop_arm(struct fault_cell *c)
{
	return arm_with(c, IORING_SETUP_COOP_TASKRUN);
}

/* Disabled: its one submitter is who enables it, see uring_enable(). */
static int defer_arm(struct fault_cell *c)
{
	return arm_with(c, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
			   IORING_SETUP_R_DISABLED);
}

static int sqpoll_arm(struct fault_cell *c)
{
	return arm_with(c, IORING_SETUP_SQPOLL);
}

static long uring_register(struct fault_cell *c, unsigned int opcode, const void *arg,
			   unsigned int nr)
{
	return sysret(syscall(SYS_io_uring_register, uring(c)->ring.ring_fd, opcode, arg, nr));
}

static long uring_enable(struct fault_cell *c)
{
	return uring_register(c, IORING_REGISTER_ENABLE_RINGS, NULL, 0);
}

/* ---- Requests ------------------------------------------------------------- */

static struct io_uring_sqe *add_request(struct fault_cell *c, enum request which,
					uint8_t opcode, int fd, const void *addr, size_t len)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&uring(c)->ring);

	if (!sqe)
		abort();	/* more than RING_ENTRIES at once: a path's mistake */
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = opcode;
	sqe->fd = fd;
	sqe->addr = (uintptr_t)addr;
	sqe->len = len;
	sqe->user_data = which;
	if (which != REQUEST_POLL)
		atomic_fetch_or(&uring(c)->due, BIT_OF(which));
	return sqe;
}

/* The 16-bit field is in its place on either byte order. */
static void poll_request(struct fault_cell *c)
{
	add_request(c, REQUEST_POLL, IORING_OP_POLL_ADD, cell_fds(c)[FD_POKE], NULL,
		    0)->poll_events = POLLIN;
}

/* Behind the poll request: that is armed by the time this one stalls. */
static struct io_uring_sqe *held_request(struct fault_cell *c, uint8_t opcode, int fd)
{
	poll_request(c);
	return add_request(c, REQUEST_HELD, opcode, fd, cell_buf(c), cell_len(c));
}

static void note_completion(struct uring *u, const struct io_uring_cqe *cqe)
{
	enum request which = cqe->user_data;

	u->completions++;
	if (cqe->user_data >= REQUEST_NR || cqe->user_data == REQUEST_NOTIFY) {
		u->unknown++;
		return;
	}
	if (cqe->flags & IORING_CQE_F_NOTIF && which == REQUEST_HELD)
		which = REQUEST_NOTIFY;
	else if (cqe->flags & IORING_CQE_F_MORE && which == REQUEST_HELD)
		atomic_fetch_or(&u->due, BIT_OF(REQUEST_NOTIFY));
	u->res[which] = cqe->res;
	u->flags[which] = cqe->flags;
	u->place[which] = u->completions;
	u->seen[which]++;
}

static void reap(struct uring *u)
{
	struct io_uring_cqe *cqe;

	while (!io_uring_peek_cqe(&u->ring, &cqe)) {
		note_completion(u, cqe);
		io_uring_cqe_seen(&u->ring, cqe);
	}
}

/* Wait for @nr completions more, as often as it takes. 0, or -errno of the wait. */
static int await(struct uring *u, enum request which, unsigned int nr)
{
	struct io_uring_cqe *cqe;
	int err;

	for (;;) {
		reap(u);
		if (u->seen[which])
			return 0;
		err = io_uring_wait_cqe_nr(&u->ring, &cqe, nr);
		if (err)
			return err;
	}
}

/* ---- Who waits for it ----------------------------------------------------- */

/*
 * The fault is over.  A signal that waited for the release may interrupt the wait for
 * a completion that is on its way.
 */
static long finish_inline(struct fault_cell *c)
{
	struct uring *u = uring(c);
	int err;

	do
		err = await(u, REQUEST_HELD, 1);
	while (err == -EINTR);
	return err ?: u->res[REQUEST_HELD];
}

/* In the submitter's own io_uring_enter(). */
static long submit_inline(struct fault_cell *c)
{
	int ret = io_uring_submit_and_wait(&uring(c)->ring, 1);

	return ret < 0 && ret != -EINTR ? ret : finish_inline(c);
}

/* In another task, while the submitter waits for completions, or exits. */
static long submit_async(struct fault_cell *c)
{
	struct uring *u = uring(c);
	int ret;

	ret = io_uring_submit(&u->ring);
	if (ret < 0 || cell_submitter_exits(c))
		return ret < 0 ? ret : 0;
	ret = await(u, REQUEST_HELD, 1);
	return ret ?: u->res[REQUEST_HELD];
}

/* ---- Pokes ---------------------------------------------------------------- */

static int poke_task_work(struct fault_cell *c)
{
	atomic_fetch_or(&uring(c)->due, BIT_OF(REQUEST_POLL));
	return eventfd_write(cell_fds(c)[FD_POKE], 1) ? -errno : 0;
}

static int poke_cancel(struct fault_cell *c)
{
	int ret;

	add_request(c, REQUEST_CANCEL, IORING_OP_ASYNC_CANCEL, -1,
		    (void *)(uintptr_t)REQUEST_HELD, 0);
	ret = io_uring_submit(&uring(c)->ring);
	return ret == 1 ? 0 : ret < 0 ? ret : -EIO;
}

static int uring_poke(struct fault_cell *c, const struct stimulus *stim)
{
	if (stim == &stimulus_task_work)
		return poke_task_work(c);
	if (stim == &stimulus_cancel)
		return poke_cancel(c);
	return -ENOSYS;
}

#endif /* IO_URING_RING_H */
