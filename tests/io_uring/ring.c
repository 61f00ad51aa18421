// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cell's ring: the victim creates and uses it, and the results of its requests are in
 * memory that the controller shares.  Beside the request that stalls there is one that
 * waits for an eventfd, so that there can be task work: events.c.
 *
 * Deciding kernel code: io_uring/io_uring.c, io_uring/io_uring.c:io_req_normal_work_add().
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ring.h"

/**
 * uring_of() - find the state of a cell.
 * @c: the cell, after uring_setup().
 * Return: the state, which uring_teardown() unmaps.
 */
struct uring *uring_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

/* ---- Set-up --------------------------------------------------------------- */

/**
 * uring_create() - make a ring.
 * @ring: filled; without an error, io_uring_queue_exit() has to end it.
 * @params: IORING_SETUP_* flags, and the kernel's answer.
 * Return: 0 or -errno.
 */
int uring_create(struct io_uring *ring, struct io_uring_params *params)
{
	memset(ring, 0, sizeof(*ring));
	return io_uring_queue_init_params(RING_ENTRIES, ring, params);
}

/**
 * uring_setup() - fault_path.setup: the shared state and the eventfds, but no ring.
 * @c: the cell, in the controller.
 * Return: 0 or -errno.
 */
int uring_setup(struct fault_cell *c)
{
	struct uring *u;

	u = mmap(NULL, sizeof(*u), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (u == MAP_FAILED)
		return -errno;
	*cell_priv(c) = u;
	u->iov = (struct iovec){ u->data, FAULT_LEN };
	u->soon.tv_nsec = 1;
	cell_fds(c)[FD_POLLED] = eventfd(0, EFD_CLOEXEC);
	cell_fds(c)[FD_DONE] = eventfd(0, EFD_CLOEXEC);
	return cell_fds(c)[FD_DONE] < 0 ? -errno : 0;
}

/**
 * uring_teardown() - fault_path.teardown: undo uring_setup().
 * @c: the cell, in the controller.
 */
void uring_teardown(struct fault_cell *c)
{
	if (uring_of(c))
		munmap(uring_of(c), sizeof(struct uring));
}

/* A hint that there is more to receive; in <linux/io_uring.h> since 5.19. */
#define CQE_SOCK_NONEMPTY	BIT_OF(2)

static int arm_with(struct fault_cell *c, unsigned int flags)
{
	struct io_uring_params params = { .flags = flags, .sq_thread_idle = 1 };

	return uring_create(&uring_of(c)->ring, &params);
}

/**
 * uring_arm() - fault_path.arm: a ring without flags.
 * @c: the cell, in the victim.
 * Return: 0 or -errno.
 */
int uring_arm(struct fault_cell *c)
{
	return arm_with(c, 0);
}

/**
 * uring_arm_coop() - fault_path.arm: a ring whose task work interrupts no task.
 * @c: the cell, in the victim.
 * Return: 0 or -errno.
 */
int uring_arm_coop(struct fault_cell *c)
{
	return arm_with(c, IORING_SETUP_COOP_TASKRUN);
}

/**
 * uring_arm_defer() - fault_path.arm: a ring whose task work waits for its submitter.
 * @c: the cell, in the victim.
 *
 * It is disabled: the task that enables it is its one submitter, see uring_enable().
 * Return: 0 or -errno.
 */
int uring_arm_defer(struct fault_cell *c)
{
	return arm_with(c, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
			   IORING_SETUP_R_DISABLED);
}

/**
 * uring_arm_sqpoll() - fault_path.arm: a ring whose requests a thread of its own issues.
 * @c: the cell, in the victim.
 * Return: 0 or -errno.
 */
int uring_arm_sqpoll(struct fault_cell *c)
{
	return arm_with(c, IORING_SETUP_SQPOLL);
}

/**
 * uring_register() - io_uring_register() on the cell's ring.
 * @c: the cell, in the victim.
 * @opcode: IORING_REGISTER_*.
 * @arg: its argument.
 * @nr: number of arguments.
 * Return: the call's result or -errno.
 */
long uring_register(struct fault_cell *c, unsigned int opcode, const void *arg,
		    unsigned int nr)
{
	return sysret(syscall(SYS_io_uring_register, uring_of(c)->ring.ring_fd, opcode, arg,
			      nr));
}

/**
 * uring_enable() - become the one submitter of a ring that uring_arm_defer() made.
 * @c: the cell, in the faulting thread.
 * Return: 0 or -errno.
 */
long uring_enable(struct fault_cell *c)
{
	return uring_register(c, IORING_REGISTER_ENABLE_RINGS, NULL, 0);
}

/* ---- Requests ------------------------------------------------------------- */

/**
 * uring_add() - put a request in the submission queue.
 * @c: the cell, in the victim.
 * @which: the request; it is due from now on, REQUEST_POLL only from its event on.
 * @opcode: IORING_OP_*.
 * @fd: descriptor.
 * @addr: buffer.
 * @len: bytes.
 * Return: the entry, for the caller to set other fields.
 */
struct io_uring_sqe *uring_add(struct fault_cell *c, enum request which, uint8_t opcode,
			       int fd, const void *addr, size_t len)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&uring_of(c)->ring);

	if (!sqe)
		abort();	/* more than RING_ENTRIES at once: a path's mistake */
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = opcode;
	sqe->fd = fd;
	sqe->addr = (uintptr_t)addr;
	sqe->len = len;
	sqe->user_data = which;
	if (opcode == IORING_OP_RECV || opcode == IORING_OP_RECVMSG)
		uring_of(c)->receives |= BIT_OF(which);
	if (which != REQUEST_POLL && which != REQUEST_FILLER)
		atomic_fetch_or(&uring_of(c)->due, BIT_OF(which));
	return sqe;
}

/**
 * uring_add_poll() - add the request that completes when a task writes to FD_POLLED.
 * @c: the cell, in the faulting thread.
 */
void uring_add_poll(struct fault_cell *c)
{
	/* The 16-bit field is in its place on either byte order. */
	uring_add(c, REQUEST_POLL, IORING_OP_POLL_ADD, cell_fds(c)[FD_POLLED], NULL,
		  0)->poll_events = POLLIN;
}

/**
 * uring_add_held() - add the request that faults, on the cell's buffer.
 * @c: the cell, in the faulting thread.
 * @opcode: IORING_OP_*.
 * @fd: descriptor.
 *
 * It comes after a poll request, which is armed by the time this one stalls.
 * Return: the entry, for the caller to set other fields.
 */
struct io_uring_sqe *uring_add_held(struct fault_cell *c, uint8_t opcode, int fd)
{
	uring_add_poll(c);
	return uring_add(c, REQUEST_HELD, opcode, fd, cell_buf(c), cell_len(c));
}

/**
 * uring_note_completion() - record a completion.
 * @u: the cell's state.
 * @cqe: the completion.
 */
void uring_note_completion(struct uring *u, const struct io_uring_cqe *cqe)
{
	enum request which = cqe->user_data;

	u->completions++;
	if (cqe->user_data == REQUEST_FILLER) {
		u->fillers += !cqe->res;
		return;
	}
	if (cqe->user_data >= REQUEST_NR || cqe->user_data == REQUEST_NOTIFY) {
		u->unknown++;
		return;
	}
	if (cqe->flags & IORING_CQE_F_NOTIF && which == REQUEST_HELD)
		which = REQUEST_NOTIFY;
	else if (cqe->flags & IORING_CQE_F_MORE && which == REQUEST_HELD &&
		 atomic_load(&u->due) & BIT_OF(REQUEST_SHOT))
		which = REQUEST_SHOT;
	else if (cqe->flags & IORING_CQE_F_MORE && which == REQUEST_HELD)
		atomic_fetch_or(&u->due, BIT_OF(REQUEST_NOTIFY));
	u->res[which] = cqe->res;
	u->flags[which] = cqe->flags;
	if (u->receives & BIT_OF(cqe->user_data))
		u->flags[which] &= ~CQE_SOCK_NONEMPTY;
	u->place[which] = u->completions;
	u->seen[which]++;
}

/**
 * uring_reap() - take all completions that are there.
 * @u: the cell's state.
 */
void uring_reap(struct uring *u)
{
	struct io_uring_cqe *cqe;

	while (!io_uring_peek_cqe(&u->ring, &cqe)) {
		uring_note_completion(u, cqe);
		io_uring_cqe_seen(&u->ring, cqe);
	}
}

/**
 * uring_await() - wait until a request has completed.
 * @u: the cell's state.
 * @which: the request.
 * @nr: completions to wait for at once, as often as it takes.
 * Return: 0, or -errno of the wait.
 */
int uring_await(struct uring *u, enum request which, unsigned int nr)
{
	struct io_uring_cqe *cqe;
	int err;

	for (;;) {
		uring_reap(u);
		if (u->seen[which])
			return 0;
		err = io_uring_wait_cqe_nr(&u->ring, &cqe, nr);
		if (err)
			return err;
	}
}

/* ---- Waiting for completions ---------------------------------------------- */

/**
 * uring_finish_inline() - wait for the held request's completion once its fault is over.
 * @c: the cell, in the faulting thread.
 *
 * A signal that waited for the release may interrupt the wait for a completion that is
 * on its way.
 * Return: the request's result, or -errno of the wait.
 */
long uring_finish_inline(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	int err;

	do
		err = uring_await(u, REQUEST_HELD, 1);
	while (err == -EINTR);
	return err ?: u->res[REQUEST_HELD];
}

/**
 * uring_submit_inline() - have the fault in the submitter's own io_uring_enter().
 * @c: the cell, in the faulting thread.
 * Return: the request's result or -errno.
 */
long uring_submit_inline(struct fault_cell *c)
{
	int ret = io_uring_submit_and_wait(&uring_of(c)->ring, 1);

	return ret < 0 && ret != -EINTR ? ret : uring_finish_inline(c);
}

/**
 * uring_submit_async() - have the fault in another task.
 * @c: the cell, in the submitter, which waits for completions meanwhile, or exits.
 * Return: the request's result; 0 if the submitter is to exit; -errno of the wait.
 */
long uring_submit_async(struct fault_cell *c)
{
	struct uring *u = uring_of(c);
	int ret;

	ret = io_uring_submit(&u->ring);
	if (ret < 0 || cell_submitter_exits(c))
		return ret < 0 ? ret : 0;
	ret = uring_await(u, REQUEST_HELD, 1);
	return ret ?: u->res[REQUEST_HELD];
}
