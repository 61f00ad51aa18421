/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What must be true of a cell's completions when it is over: all that are due, once,
 * with the right flags, in order where there is one, and none on the overflow list.
 *
 * Deciding kernel code: io_uring/io_uring.c:io_cqring_event_overflow(), io_fill_cqe_aux(),
 * io_uring/notif.c.
 */
#ifndef IO_URING_COMPLETIONS_H
#define IO_URING_COMPLETIONS_H

#if HAVE_LIBURING

static unsigned int ring_overflow(const struct io_uring *ring)
{
	return *ring->cq.koverflow + !!(*ring->sq.kflags & IORING_SQ_CQ_OVERFLOW);
}

static unsigned int ring_dropped(const struct io_uring *ring)
{
	return *ring->sq.kdropped;
}

#else

static unsigned int ring_overflow(const struct io_uring *ring)
{
	return ring->ring_fd < 0;
}

static unsigned int ring_dropped(const struct io_uring *ring)
{
	return ring->ring_fd < 0;
}

#endif

static bool settled(struct uring *u)
{
	uint32_t due, i;

	reap(u);
	due = atomic_load(&u->due);	/* a completion may tell of another */
	for (i = 0; i < REQUEST_NR; i++)
		if (due & BIT_OF(i) && !u->seen[i])
			return false;
	return true;
}

/* A worker in the middle of it can't be cancelled, only told. */
static const char *check_pokes(struct uring *u)
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

/* A zero-copy send says that more comes, its notification what it is; no other has flags. */
static uint32_t flags_due(const struct uring *u, enum request which)
{
	if (which == REQUEST_NOTIFY)
		return IORING_CQE_F_NOTIF;
	return which == REQUEST_HELD && u->seen[REQUEST_NOTIFY] ? IORING_CQE_F_MORE : 0;
}

static const char *check_flags(struct uring *u)
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

/* No completion went to the overflow list, and no request was dropped: there was room. */
static const char *check_overflow(struct uring *u)
{
	unsigned int lost = ring_overflow(&u->ring), dropped = ring_dropped(&u->ring);

	if (lost || dropped)
		return complain("%u completions overflowed, %u requests were dropped", lost,
				dropped);
	return NULL;
}

/* Everything that is due has completed, once. */
static const char *check_completions(struct fault_cell *c)
{
	struct __kernel_timespec left = { .tv_sec = SETTLE_S };
	struct uring *u = uring(c);
	struct io_uring_cqe *cqe;
	int err = 0;

	while (!settled(u) && (!err || err == -EINTR))
		err = io_uring_wait_cqe_timeout(&u->ring, &cqe, &left);
	return check_counts(u) ?: check_pokes(u) ?: check_flags(u) ?: check_overflow(u);
}

/* The same, where run() may have left before: the result is in the completion. */
static const char *check_async(struct fault_cell *c, long ret, long want)
{
	struct uring *u = uring(c);
	const char *wrong;

	if (ret < 0 && ret != -EINTR)
		return NULL;	/* judged by that */
	wrong = check_completions(c);
	if (!wrong && u->res[REQUEST_HELD] != want)
		wrong = complain("cqe.res %d, expected %ld", u->res[REQUEST_HELD], want);
	return wrong;
}

/* What the completion said, whoever was told. */
static long bytes_reported(struct fault_cell *c)
{
	struct uring *u = uring(c);

	return u->seen[REQUEST_HELD] && u->res[REQUEST_HELD] > 0 ? u->res[REQUEST_HELD] : 0;
}

#endif /* IO_URING_COMPLETIONS_H */
