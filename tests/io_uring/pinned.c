// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests whose buffer is looked up with get_user_pages(), in the submitter and in
 * a worker: zero-copy sends, O_DIRECT, and MADV_POPULATE_WRITE.
 */
#include <errno.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "completions.h"
#include "events.h"
#include "families.h"
#include "loopfs.h"
#include "pinned.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

#define ARRIVAL_S	2	/* over loopback: the softirq may wait for ksoftirqd */

/* ---- Zero-copy sends ------------------------------------------------------ */

static int tcp_listen(struct sockaddr_in *address)
{
	socklen_t len = sizeof(*address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), err;

	if (fd < 0)
		return -errno;
	*address = (struct sockaddr_in){
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	if (!bind(fd, (struct sockaddr *)address, len) && !listen(fd, 1) &&
	    !getsockname(fd, (struct sockaddr *)address, &len))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/* Connect two TCP sockets; ends[1] is the sender. */
static int tcp_pair(int ends[2])
{
	struct timeval patience = { .tv_sec = ARRIVAL_S };
	struct sockaddr_in address;
	int listener = tcp_listen(&address), err = 0;

	if (listener < 0)
		return listener;
	ends[1] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (ends[1] < 0 || connect(ends[1], (struct sockaddr *)&address, sizeof(address)))
		err = -errno;
	ends[0] = err ? -1 : accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (!err && ends[0] < 0)
		err = -errno;
	if (!err && setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)))
		err = -errno;
	close(listener);
	return err;
}

static const struct answer *probe_send_zc(void)
{
	const struct answer *answer = uring_probe_opcode(IORING_OP_SEND_ZC, NEED_URING_SEND_ZC);
	int ends[2] = { -1, -1 }, err;

	if (answer)
		return answer;
	err = tcp_pair(ends);
	close(ends[0]);
	close(ends[1]);
	if (err == -EADDRNOTAVAIL || err == -EAFNOSUPPORT || err == -ENETUNREACH)
		return lacks(NEED_LOOPBACK);
	return answer_to(NEED_LOOPBACK, "TCP over the loopback interface", err);
}

static int tcp_setup(struct fault_cell *c)
{
	int err = uring_setup(c);

	return err ?: tcp_pair(&cell_fds(c)[FD_IN]);
}

/* The bytes that were sent must arrive, and no others. */
static const char *tcp_conserve(struct fault_cell *c, long moved)
{
	uint8_t copy[PIPE_BYTES];
	ssize_t n;

	if (!moved)
		return uring_check_left(c, 0);
	n = recv(cell_fds(c)[FD_IN], copy, moved, MSG_WAITALL);
	if (n != moved)
		return complain("%zd bytes arrived, expected %ld", n, moved);
	return check_content(c, copy, moved) ?: uring_check_left(c, 0);
}

static const char *tcp_conserve_async(struct fault_cell *c, long moved)
{
	(void)moved;
	return tcp_conserve(c, uring_bytes_reported(c));
}

static long send_zc_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_SEND_ZC, cell_fds(c)[FD_OUT]);
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_send_zc = {
	.name = "uring_send_zc", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/net.c:io_send_zc(), net/core/datagram.c:zerocopy_fill_skb_from_iter()",
	.probe = probe_send_zc, .setup = tcp_setup, .arm = uring_arm, .run = send_zc_run,
	.check = uring_load_check, .conserve = tcp_conserve, .teardown = uring_teardown,
};

static long send_zc_async_run(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_SEND_ZC, cell_fds(c)[FD_OUT])->flags = IOSQE_ASYNC;
	return uring_submit_async(c);
}

static const struct fault_path path_uring_send_zc_async = {
	.name = "uring_send_zc_async", .class = PATH_WORKER_GUP, .access = FAULT_LOAD,
	.flags = PATH_WORKER | PATH_MESSAGE, .ok = FAULT_LEN,
	.decides = "io_uring/io-wq.c:io_worker_handle_work(), net/core/datagram.c:zerocopy_fill_skb_from_iter()",
	.probe = probe_send_zc, .setup = tcp_setup, .arm = uring_arm,
	.run = send_zc_async_run, .check = uring_load_async_check,
	.conserve = tcp_conserve_async, .teardown = uring_teardown,
};

/* ---- O_DIRECT ------------------------------------------------------------- */

static const struct answer *probe_direct(void)
{
	return uring_probe_worker() ?: loopfs_probe();
}

static int direct_setup(struct fault_cell *c)
{
	int err = uring_setup(c);
	ssize_t n;

	if (err)
		return err;
	cell_fds(c)[FD_IN] = loopfs_file();
	if (cell_fds(c)[FD_IN] < 0)
		return cell_fds(c)[FD_IN];
	payload_fill(uring_of(c)->data, LOOPFS_BLOCK);
	n = pwrite(cell_fds(c)[FD_IN], uring_of(c)->data, LOOPFS_BLOCK, 0);
	if (n < 0)
		return -errno;
	return n == (ssize_t)LOOPFS_BLOCK ? 0 : -EIO;
}

static const struct fault_path path_uring_read_direct = {
	.name = "uring_read_direct", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = LOOPFS_BLOCK, .offset = PATH_AT_START, .ok = LOOPFS_BLOCK,
	.decides = "io_uring/rw.c:io_read(), block/bio.c:bio_iov_iter_get_pages()",
	.needs = "ext4", .probe = probe_direct, .setup = direct_setup, .arm = uring_arm,
	.run = uring_read_run, .check = uring_store_check, .teardown = uring_teardown,
};

static const struct fault_path path_uring_read_direct_async = {
	.name = "uring_read_direct_async", .class = PATH_WORKER_GUP, .access = FAULT_STORE,
	.flags = PATH_WORKER | PATH_PINS,
	.len = LOOPFS_BLOCK, .offset = PATH_AT_START, .ok = LOOPFS_BLOCK,
	.decides = "io_uring/io-wq.c:io_worker_handle_work(), block/bio.c:bio_iov_iter_get_pages()",
	.needs = "ext4", .probe = probe_direct, .setup = direct_setup, .arm = uring_arm,
	.run = uring_read_async_run, .check = uring_store_async_check,
	.teardown = uring_teardown,
};

/* ---- MADV_POPULATE_WRITE -------------------------------------------------- */

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE	23
#endif

/**
 * uring_probe_populate() - fault_path.probe: for uring_add_populate(), which needs a worker.
 * Return: NULL, or the answer.
 */
const struct answer *uring_probe_populate(void)
{
	const struct answer *answer = uring_probe_worker();
	void *page;
	long err;

	if (answer)
		return answer;
	page = mmap(NULL, small_page(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return no_answer("mapping a page", -errno);
	err = sysret(madvise(page, small_page(), MADV_POPULATE_WRITE));
	munmap(page, small_page());
	return answer_to_flag(NEED_MADV_POPULATE, "MADV_POPULATE_WRITE", err);
}

static long populate_fails_on(enum fault_error error, enum layout layout)
{
	(void)layout;
	if (error == FAULT_POISON)
		return -EHWPOISON;
	return error == FAULT_PROT_NONE || error == FAULT_UNMAPPED ? -EINVAL : 0;
}

/**
 * uring_add_populate() - the request that faults: MADV_POPULATE_WRITE of the cell's page.
 * @c: the cell, in the submitter.
 *
 * A worker always does it, because it may sleep for long.
 */
void uring_add_populate(struct fault_cell *c)
{
	uring_add_held(c, IORING_OP_MADVISE, -1)->fadvise_advice = MADV_POPULATE_WRITE;
}

static long populate_run(struct fault_cell *c)
{
	uring_add_populate(c);
	return uring_submit_async(c);
}

static const char *populate_check(struct fault_cell *c, long ret)
{
	return uring_check_async(c, ret, 0) ?: check_page_around(c, 0);
}

const struct fault_path path_uring_populate_write = {
	.name = "uring_populate_write", .class = PATH_WORKER_GUP, .access = FAULT_STORE,
	.flags = PATH_WORKER, .len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.fails_on = populate_fails_on,
	.decides = "io_uring/advise.c:io_madvise(), mm/gup.c:faultin_page_range()",
	.probe = uring_probe_populate, .setup = uring_setup, .arm = uring_arm,
	.run = populate_run, .check = populate_check, .teardown = uring_teardown,
};

const struct matrix_row rows_uring_pinned[] = {
	{ .path = &path_uring_send_zc, .sources = sources_held_load,
	  .stimuli = stimuli_ordered, .own = STIMULI(&stimulus_task_work),
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_uring_send_zc_async, .sources = sources_held_load,
	  .stimuli = stimuli_ordered, .own = uring_worker_events,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_uring_read_direct, .sources = sources_held_store,
	  .stimuli = stimuli_ordered, .own = STIMULI(&stimulus_task_work),
	  .fails = sources_failing_kernel },
	{ .path = &path_uring_read_direct_async, .sources = sources_held_store,
	  .stimuli = stimuli_ordered, .own = uring_worker_events,
	  .fails = sources_failing_kernel },
	{ .path = &path_uring_populate_write, .sources = sources_anon,
	  .stimuli = uring_worker_signals },
	{ .path = &path_uring_populate_write, .sources = sources_thp_store,
	  .stimuli = stimuli_ordered, .own = uring_worker_events,
	  .fails = sources_failing_kernel },
	{ }
};
