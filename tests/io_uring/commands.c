// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arguments behind a request's or a call's pointers: names, iovecs, timeouts.  The
 * kernel copies them when it takes the request, in the submitter.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "commands.h"
#include "completions.h"
#include "families.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

/* ---- Requests ------------------------------------------------------------- */

/**
 * uring_pipe_with_payload() - fault_path.setup: a pipe with FAULT_LEN bytes in it.
 * @c: the cell, in the controller.
 * Return: 0 or -errno.
 */
int uring_pipe_with_payload(struct fault_cell *c)
{
	int err = uring_open_pipe(c);

	return err ?: uring_send_payload(cell_fds(c)[FD_OUT], FAULT_LEN);
}

/**
 * uring_iovec_fill() - fault_path.fill: the iovec of uring.data.
 * @c: the cell, in the controller.
 * @page: the page's content.
 */
void uring_iovec_fill(struct fault_cell *c, uint8_t *page)
{
	memcpy(cell_buf_in(c, page), &uring_of(c)->iov, sizeof(struct iovec));
}

static long readv_iovec_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_READV, cell_fds(c)[FD_IN])->len = 1;
	return uring_submit_inline(c);
}

static const char *readv_iovec_check(struct fault_cell *c, long ret)
{
	return uring_load_check(c, ret) ?: check_payload(uring_of(c)->data, ret);
}

static const char *payload_conserve(struct fault_cell *c, long moved)
{
	return uring_check_left(c, FAULT_LEN - moved);
}

static const struct fault_path path_uring_readv_iovec = {
	.name = "uring_readv_iovec", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct iovec), .ok = FAULT_LEN,
	.decides = "io_uring/rw.c:io_prep_rwv(), lib/iov_iter.c:iovec_from_user()",
	.probe = uring_probe_read, .setup = uring_pipe_with_payload, .fill = uring_iovec_fill,
	.arm = uring_arm, .run = readv_iovec_run, .check = readv_iovec_check,
	.conserve = payload_conserve, .teardown = uring_teardown,
};

static const struct answer *probe_sendmsg(void)
{
	return uring_probe_opcode(IORING_OP_SENDMSG, NEED_URING_SENDMSG);
}

static void sendmsg_fill(struct fault_cell *c, uint8_t *page)
{
	struct msghdr msg = { .msg_iov = &uring_of(c)->iov, .msg_iovlen = 1 };

	payload_fill(uring_of(c)->data, FAULT_LEN);
	memcpy(cell_buf_in(c, page), &msg, sizeof(msg));
}

static long sendmsg_header_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_SENDMSG, cell_fds(c)[FD_OUT])->len = 1;
	return uring_submit_inline(c);
}

static const char *sendmsg_header_conserve(struct fault_cell *c, long moved)
{
	const char *wrong = uring_check_left(c, moved);
	uint8_t copy[FAULT_LEN];

	if (wrong || !moved)
		return wrong;
	if (read(cell_fds(c)[FD_IN], copy, sizeof(copy)) != moved)
		return complain("reading what was sent: %s", strerror(errno));
	return check_payload(copy, moved);
}

static const struct fault_path path_uring_sendmsg_header = {
	.name = "uring_sendmsg_header", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct msghdr), .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_msg_copy_hdr()",
	.probe = probe_sendmsg, .setup = uring_open_socketpair, .fill = sendmsg_fill,
	.arm = uring_arm, .run = sendmsg_header_run, .check = uring_load_check,
	.conserve = sendmsg_header_conserve, .teardown = uring_teardown,
};

/* More segments than a message may have. Before 6.2 the kernel says EINVAL. */
#define TOO_MANY	1025

static void too_many_fill(struct fault_cell *c, uint8_t *page)
{
	struct msghdr msg = { .msg_iov = &uring_of(c)->iov, .msg_iovlen = TOO_MANY };

	memcpy(cell_buf_in(c, page), &msg, sizeof(msg));
}

static long too_many_run(struct fault_cell *c)
{
	long ret = sendmsg_header_run(c);

	return ret == -EINVAL ? -EMSGSIZE : ret;
}

static const struct fault_path path_uring_sendmsg_too_many = {
	.name = "uring_sendmsg_too_many", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct msghdr), .ok = -EMSGSIZE,
	.decides = "io_uring/net.c:io_msg_copy_hdr()",
	.probe = probe_sendmsg, .setup = uring_open_socketpair, .fill = too_many_fill,
	.arm = uring_arm, .run = too_many_run, .check = uring_load_check,
	.teardown = uring_teardown,
};

static const struct answer *probe_timeout(void)
{
	return uring_probe_opcode(IORING_OP_TIMEOUT, NEED_URING_TIMEOUT);
}

/**
 * uring_timespec_fill() - fault_path.fill: a time that is over at once.
 * @c: the cell, in the controller.
 * @page: the page's content.
 */
void uring_timespec_fill(struct fault_cell *c, uint8_t *page)
{
	memcpy(cell_buf_in(c, page), &uring_of(c)->soon, sizeof(uring_of(c)->soon));
}

static long timeout_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_TIMEOUT, -1)->len = 1;
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_timeout = {
	.name = "uring_timeout", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct __kernel_timespec), .ok = -ETIME,
	.decides = "io_uring/timeout.c:__io_timeout_prep()",
	.probe = probe_timeout, .setup = uring_setup, .fill = uring_timespec_fill, .arm = uring_arm,
	.run = timeout_run, .check = uring_load_check, .teardown = uring_teardown,
};

static const struct answer *probe_epoll_ctl(void)
{
	return uring_probe_opcode(IORING_OP_EPOLL_CTL, NEED_URING_EPOLL_CTL);
}

/* FD_IN is the epoll instance, FD_OUT is always ready. */
static int epoll_setup(struct fault_cell *c)
{
	int err = uring_setup(c);

	if (err)
		return err;
	cell_fds(c)[FD_IN] = epoll_create1(EPOLL_CLOEXEC);
	cell_fds(c)[FD_OUT] = eventfd(0, EFD_CLOEXEC);
	return cell_fds(c)[FD_IN] < 0 || cell_fds(c)[FD_OUT] < 0 ? -errno : 0;
}

static void epoll_event_fill(struct fault_cell *c, uint8_t *page)
{
	struct epoll_event event = { .events = EPOLLOUT, .data.u64 = FAULT_LEN };

	memcpy(cell_buf_in(c, page), &event, sizeof(event));
}

static long epoll_ctl_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add_held(c, IORING_OP_EPOLL_CTL, cell_fds(c)[FD_IN]);

	sqe->len = EPOLL_CTL_ADD;
	sqe->off = cell_fds(c)[FD_OUT];
	return uring_submit_inline(c);
}

static const char *epoll_ctl_check(struct fault_cell *c, long ret)
{
	struct epoll_event event;
	int n = epoll_wait(cell_fds(c)[FD_IN], &event, 1, 0);

	if (n != 1 || event.events != EPOLLOUT || event.data.u64 != FAULT_LEN)
		return complain("the event was not added: epoll_wait() gave %d", n);
	return uring_load_check(c, ret);
}

static const struct fault_path path_uring_epoll_ctl = {
	.name = "uring_epoll_ctl", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct epoll_event),
	.decides = "io_uring/epoll.c:io_epoll_ctl_prep()",
	.probe = probe_epoll_ctl, .setup = epoll_setup, .fill = epoll_event_fill,
	.arm = uring_arm, .run = epoll_ctl_run, .check = epoll_ctl_check,
	.teardown = uring_teardown,
};

/* A 32-bit private futex, as in <linux/futex.h> since 6.7. */
#define FUTEX_U32_PRIVATE	(0x02 | 128)

static const struct answer *probe_futex(void)
{
	return uring_probe_opcode(IORING_OP_FUTEX_WAIT, NEED_URING_FUTEX_WAIT);
}

/* The page's content is not 0, so that the futex has nothing to wait for. */
static long futex_wait_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add_held(c, IORING_OP_FUTEX_WAIT, FUTEX_U32_PRIVATE);

	sqe->len = 0;
	sqe->addr2 = 0;
	sqe->addr3 = ~0U;
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_futex_wait = {
	.name = "uring_futex_wait", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(uint32_t), .ok = -EAGAIN,
	.decides = "io_uring/futex.c:io_futex_wait(), kernel/futex/waitwake.c:futex_wait_setup()",
	.probe = probe_futex, .setup = uring_setup, .arm = uring_arm,
	.run = futex_wait_run, .check = uring_load_check, .teardown = uring_teardown,
};

/* ---- The calls themselves ------------------------------------------------- */

/**
 * uring_zero_fill() - fault_path.fill: zero, as the kernel demands.
 * @c: the cell, in the controller.
 * @page: the page's first byte.
 */
void uring_zero_fill(struct fault_cell *c, uint8_t *page)
{
	memset(cell_buf_in(c, page), 0, cell_len(c));
}

/**
 * uring_setup_and_close() - io_uring_setup() of a ring that nobody uses.
 * @params: its second argument.
 * Return: 0 or -errno.
 */
long uring_setup_and_close(struct io_uring_params *params)
{
	long fd = sysret(syscall(SYS_io_uring_setup, RING_ENTRIES, params));

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static long setup_params_run(struct fault_cell *c)
{
	return uring_setup_and_close(cell_buf(c));
}

static const char *setup_params_check(struct fault_cell *c, long ret)
{
	struct io_uring_params *params = cell_buf(c), again = { 0 };

	(void)ret;
	if (params->sq_entries != RING_ENTRIES || !params->features)
		return complain("the parameters were not filled: %u entries", params->sq_entries);
	if (uring_setup_and_close(&again) || memcmp(params, &again, sizeof(again)))
		return complain("the parameters are others the second time");
	return check_page_around(c, sizeof(*params));
}

/* The kernel reads it first and writes it last: on a write-protected page the ring exists. */
static const struct fault_path path_uring_setup_params = {
	.name = "uring_setup_params", .class = PATH_UACCESS, .access = FAULT_STORE,
	.len = sizeof(struct io_uring_params),
	.decides = "io_uring/io_uring.c:io_uring_setup()",
	.probe = uring_probe_read, .setup = uring_setup, .fill = uring_zero_fill,
	.run = setup_params_run, .check = setup_params_check, .teardown = uring_teardown,
};

static const struct answer *probe_ext_arg(void)
{
	return uring_probe_feature(IORING_FEAT_EXT_ARG, NEED_URING_EXT_ARG);
}

static long wait_with(struct fault_cell *c, const struct io_uring_getevents_arg *arg)
{
	return sysret(syscall(SYS_io_uring_enter, uring_of(c)->ring.ring_fd, 0, 1,
			      IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, arg,
			      sizeof(*arg)));
}

static void wait_arg_fill(struct fault_cell *c, uint8_t *page)
{
	struct io_uring_getevents_arg arg = {
		.sigmask_sz = _NSIG / 8, .ts = (uintptr_t)&uring_of(c)->soon,
	};

	memcpy(cell_buf_in(c, page), &arg, sizeof(arg));
}

static long wait_arg_run(struct fault_cell *c)
{
	return wait_with(c, cell_buf(c));
}

static const struct fault_path path_uring_wait_arg = {
	.name = "uring_wait_arg", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_EINTR_DUE | PATH_EINTR_STOP, .len = sizeof(struct io_uring_getevents_arg),
	.ok = -ETIME,
	.decides = "io_uring/io_uring.c:io_get_ext_arg()",
	.probe = probe_ext_arg, .setup = uring_setup, .fill = wait_arg_fill,
	.arm = uring_arm, .run = wait_arg_run, .check = uring_load_check,
	.teardown = uring_teardown,
};

static long wait_timeout_run(struct fault_cell *c)
{
	struct io_uring_getevents_arg arg = {
		.sigmask_sz = _NSIG / 8, .ts = (uintptr_t)cell_buf(c),
	};

	return wait_with(c, &arg);
}

static const struct fault_path path_uring_wait_timeout = {
	.name = "uring_wait_timeout", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_EINTR_DUE | PATH_EINTR_STOP, .len = sizeof(struct __kernel_timespec),
	.ok = -ETIME,
	.decides = "io_uring/io_uring.c:io_get_ext_arg(): get_timespec64()",
	.probe = probe_ext_arg, .setup = uring_setup, .fill = uring_timespec_fill,
	.arm = uring_arm, .run = wait_timeout_run, .check = uring_load_check,
	.teardown = uring_teardown,
};

static long wait_sigmask_run(struct fault_cell *c)
{
	struct io_uring_getevents_arg arg = {
		.sigmask = (uintptr_t)cell_buf(c), .sigmask_sz = _NSIG / 8,
		.ts = (uintptr_t)&uring_of(c)->soon,
	};

	return wait_with(c, &arg);
}

/* The mask is empty: once it is copied, a pending signal interrupts the wait. */
static const struct fault_path path_uring_wait_sigmask = {
	.name = "uring_wait_sigmask", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.flags = PATH_EINTR_DUE | PATH_EINTR_STOP | PATH_UNBLOCKS, .len = _NSIG / 8,
	.ok = -ETIME,
	.decides = "kernel/signal.c:set_user_sigmask()",
	.probe = probe_ext_arg, .setup = uring_setup, .fill = uring_zero_fill,
	.arm = uring_arm, .run = wait_sigmask_run, .check = uring_load_check,
	.teardown = uring_teardown,
};

const struct matrix_row rows_uring_commands[] = {
	{ .path = &path_uring_readv_iovec, .sources = sources_anon,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_uring_sendmsg_header, .sources = sources_anon,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_uring_sendmsg_too_many, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_uring_timeout, .sources = sources_anon, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_uring_epoll_ctl, .sources = sources_anon,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_uring_futex_wait, .sources = sources_anon,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_uring_setup_params, .sources = sources_held_store,
	  .stimuli = stimuli_few, .fails = sources_failing_kernel },
	{ .path = &path_uring_wait_arg, .sources = sources_anon, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_uring_wait_timeout, .sources = sources_anon,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_uring_wait_sigmask, .sources = sources_anon,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ }
};
