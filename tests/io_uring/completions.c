// SPDX-License-Identifier: GPL-2.0-only
/*
 * Check a cell's completions when it is over: each one that is due came, once, with the
 * right flags, in order where there is an order, and none went to the overflow list.
 *
 * Deciding kernel code: io_uring/io_uring.c:io_cqring_event_overflow(), io_fill_cqe_aux(),
 * io_uring/notif.c.
 */
#include <errno.h>
#include <poll.h>

#include "completions.h"

#define SETTLE_S	3	/* all completions, once released: 0.1 ms idle */
#define FIRST_RESTART	512	/* ERESTARTSYS ... ERESTART_RESTARTBLOCK */
#define LAST_RESTART	516

static const char *const request_names[] = {
	[REQUEST_HELD] = "the held request",
	[REQUEST_NOTIFY] = "the notification",
	[REQUEST_OTHER] = "the other request",
	[REQUEST_POLL] = "the poll request",
	[REQUEST_CANCEL] = "the cancel request",
	[REQUEST_SHOT] = "the completion ahead of the last",
};

static bool settled(struct uring *u)
{
	uint32_t due, i;

	uring_reap(u);
	due = atomic_load(&u->due);	/* read again: a completion may announce another */
	for (i = 0; i < REQUEST_NR; i++)
		if (due & BIT_OF(i) && !u->seen[i])
			return false;
	return true;
}

/* Check the results of cancellations: a worker in the middle of a request is only told. */
static const char *check_events(struct uring *u)
{
	if (u->seen[REQUEST_POLL] && u->res[REQUEST_POLL] != POLLIN)
		return complain("the poll request: cqe.res %d", u->res[REQUEST_POLL]);
	if (u->seen[REQUEST_CANCEL] && u->res[REQUEST_CANCEL] != -EALREADY)
		return complain("the cancel request: cqe.res %d", u->res[REQUEST_CANCEL]);
	return NULL;
}

static const char *check_counts(struct uring *u)
{
	uint32_t due = atomic_load(&u->due), i;

	for (i = 0; i < REQUEST_NR; i++) {
		if (due & BIT_OF(i) && !u->seen[i])
			return complain("%s never completed", request_names[i]);
		if (u->seen[i] > !!(due & BIT_OF(i)))
			return complain("%s completed %u times", request_names[i], u->seen[i]);
		if (u->res[i] <= -FIRST_RESTART && u->res[i] >= -LAST_RESTART)
			return complain("%s has a restart code: cqe.res %d", request_names[i],
					u->res[i]);
	}
	return NULL;
}

/*
 * A completion names the buffer that was chosen. Otherwise only a zero-copy send and a request of
 * several completions have flags: "more", and the kind of the notification.
 */
static uint32_t flags_due(const struct uring *u, enum request which)
{
	if (which == REQUEST_NOTIFY)
		return IORING_CQE_F_NOTIF;
	if (which == REQUEST_SHOT || (which == REQUEST_HELD && u->seen[REQUEST_NOTIFY]))
		return IORING_CQE_F_MORE | u->chosen[which];
	return u->chosen[which];
}

/**
 * uring_check_flags() - check the completions' flags, and the order of a zero-copy send's two.
 * @u: the cell's state.
 * Return: NULL, or a complaint.
 */
const char *uring_check_flags(struct uring *u)
{
	enum request i;

	if (u->unknown)
		return complain("%u completions of no request of ours", u->unknown);
	for (i = 0; i < REQUEST_NR; i++)
		if (u->seen[i] && u->flags[i] != flags_due(u, i))
			return complain("%s: cqe.flags %#x, expected %#x", request_names[i],
					u->flags[i], flags_due(u, i));
	if (u->seen[REQUEST_NOTIFY] && u->res[REQUEST_NOTIFY])
		return complain("the notification: cqe.res %d", u->res[REQUEST_NOTIFY]);
	if (u->seen[REQUEST_NOTIFY] && u->place[REQUEST_NOTIFY] < u->place[REQUEST_HELD])
		return complain("the notification came ahead of its request's completion");
	return NULL;
}

/* The ring had space: no completion may be on the overflow list, no request be dropped. */
static const char *check_overflow(struct uring *u)
{
	unsigned int lost = *u->ring.cq.koverflow + !!(*u->ring.sq.kflags & IORING_SQ_CQ_OVERFLOW);
	unsigned int dropped = *u->ring.sq.kdropped;

	if (lost || dropped)
		return complain("%u completions overflowed, %u requests were dropped", lost,
				dropped);
	return NULL;
}

/* Check that everything that is due completed, once. Runs in the faulting thread or submitter. */
static const char *uring_check_completions(struct fault_cell *c)
{
	struct __kernel_timespec left = { .tv_sec = SETTLE_S };
	struct uring *u = uring_of(c);
	struct io_uring_cqe *cqe;
	int err = 0;

	while (!settled(u) && (!err || err == -EINTR))
		err = io_uring_wait_cqe_timeout(&u->ring, &cqe, &left);
	return check_counts(u) ?: check_events(u) ?: uring_check_flags(u) ?: check_overflow(u);
}

/**
 * uring_check_async() - check the completions of a run() that may have returned before them.
 * @c: the cell, in the submitter.
 * @ret: result of run().
 * @want: the result that must be in the held request's completion.
 * Return: NULL, or a complaint; also NULL for a failure, which is judged by @ret.
 */
const char *uring_check_async(struct fault_cell *c, long ret, long want)
{
	struct uring *u = uring_of(c);
	const char *wrong;

	if (ret < 0 && ret != -EINTR)
		return NULL;	/* judged by @ret */
	wrong = uring_check_completions(c);
	if (!wrong && u->res[REQUEST_HELD] != want)
		wrong = complain("cqe.res %d, expected %ld", u->res[REQUEST_HELD], want);
	return wrong;
}

/**
 * uring_bytes_reported() - bytes that the held request's completion reports as moved.
 * @c: the cell.
 * Return: bytes; 0 without a completion, or for one that failed.
 */
long uring_bytes_reported(struct fault_cell *c)
{
	struct uring *u = uring_of(c);

	return u->seen[REQUEST_HELD] && u->res[REQUEST_HELD] > 0 ? u->res[REQUEST_HELD] : 0;
}

/**
 * uring_store_check() - fault_path.check: check that the payload is in the buffer.
 * @c: the cell, in the submitter.
 * @ret: bytes.
 * Return: NULL, or a complaint.
 */
const char *uring_store_check(struct fault_cell *c, long ret)
{
	return uring_check_completions(c) ?: check_payload(cell_buf(c), ret) ?:
	       check_page_around(c, ret);
}

/**
 * uring_load_check() - fault_path.check: check that nothing wrote to the page.
 * @c: the cell, in the submitter.
 * @ret: unused.
 * Return: NULL, or a complaint.
 */
const char *uring_load_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return uring_check_completions(c) ?: check_page_around(c, 0);
}

/**
 * uring_store_async_check() - uring_store_check() after uring_submit_async().
 * @c: the cell, in the submitter.
 * @ret: result of run().
 * Return: NULL, or a complaint.
 */
const char *uring_store_async_check(struct fault_cell *c, long ret)
{
	const char *wrong = uring_check_async(c, ret, cell_len(c));

	if (wrong || !uring_bytes_reported(c))
		return wrong;
	return check_payload(cell_buf(c), cell_len(c)) ?: check_page_around(c, cell_len(c));
}

/**
 * uring_load_async_check() - uring_load_check() after uring_submit_async().
 * @c: the cell, in the submitter.
 * @ret: result of run().
 * Return: NULL, or a complaint.
 */
const char *uring_load_async_check(struct fault_cell *c, long ret)
{
	return uring_check_async(c, ret, cell_len(c)) ?: check_page_around(c, 0);
}
