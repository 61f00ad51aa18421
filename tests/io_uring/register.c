// SPDX-License-Identifier: GPL-2.0-only
/*
 * io_uring_register() on the held page: buffers and buffer rings, which it pins, and
 * the tables it copies.  It holds uring_lock meanwhile.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "commands.h"
#include "completions.h"
#include "families.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

/* Submit a request that completes soon, after all others are complete. Returns its result. */
static long do_request(struct fault_cell *c, struct io_uring_sqe *sqe)
{
	struct uring *u = uring_of(c);
	int ret = io_uring_submit(&u->ring);

	while (ret >= 0 || ret == -EINTR) {
		ret = uring_await(u, sqe->user_data, 1);
		if (!ret)
			return u->res[REQUEST_OTHER];
	}
	return ret;
}

/* ---- Buffers -------------------------------------------------------------- */

/* Check that a fixed read arrives in the caller's pages of buffer @index. */
static const char *check_fixed_read(struct fault_cell *c, unsigned int index)
{
	struct io_uring_sqe *sqe = uring_add(c, REQUEST_OTHER, IORING_OP_READ_FIXED,
					     cell_fds(c)[FD_IN], cell_buf(c), cell_len(c));
	long ret;

	sqe->buf_index = index;
	ret = do_request(c, sqe);
	if (ret != (long)cell_len(c))
		return complain("IORING_OP_READ_FIXED gave %ld", ret);
	return check_payload(cell_buf(c), ret) ?: check_page_around(c, ret);
}

/* A good buffer comes first: it is pinned by the time the second one stalls or fails. */
static long register_buffers_run(struct fault_cell *c)
{
	struct iovec iov[] = {
		{ uring_of(c)->data, sizeof(uring_of(c)->data) },
		{ cell_buf(c), cell_len(c) },
	};

	return uring_register(c, IORING_REGISTER_BUFFERS, iov, ARRAY_LEN(iov));
}

static const char *register_buffers_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_fixed_read(c, 1);
}

const struct fault_path path_uring_register_buffers = {
	.name = "uring_register_buffers", .class = PATH_REGISTER, .access = FAULT_STORE,
	.flags = PATH_PINS,
	.decides = "io_uring/memmap.c:io_pin_pages(), mm/gup.c:faultin_page()",
	.probe = uring_probe_read, .setup = uring_full_pipe, .arm = uring_arm,
	.run = register_buffers_run, .check = register_buffers_check,
	.teardown = uring_teardown,
};

static const struct answer *probe_tags(void)
{
	return uring_probe_feature(IORING_FEAT_RSRC_TAGS, NEED_URING_RSRC_TAGS);
}

static int empty_slots_arm(struct fault_cell *c)
{
	struct io_uring_rsrc_register slots = { .nr = 2 };
	struct iovec none[2] = { 0 };
	int err = uring_arm(c);

	if (err)
		return err;
	slots.data = (uintptr_t)none;
	return uring_register(c, IORING_REGISTER_BUFFERS2, &slots, sizeof(slots));
}

/* If one of the two is updated, the count tells that it is the good one. */
static long update_buffers_run(struct fault_cell *c)
{
	struct iovec iov[] = {
		{ uring_of(c)->data, sizeof(uring_of(c)->data) },
		{ cell_buf(c), cell_len(c) },
	};
	struct io_uring_rsrc_update2 update = {
		.data = (uintptr_t)iov, .nr = ARRAY_LEN(iov),
	};

	return uring_register(c, IORING_REGISTER_BUFFERS_UPDATE, &update, sizeof(update));
}

static const char *update_buffers_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_fixed_read(c, 1);
}

static const struct fault_path path_uring_update_buffers = {
	.name = "uring_update_buffers", .class = PATH_REGISTER, .access = FAULT_STORE,
	.flags = PATH_PINS, .ok = 2, .fails = { 1 },
	.decides = "io_uring/rsrc.c:__io_sqe_buffers_update(), io_uring/memmap.c:io_pin_pages()",
	.probe = probe_tags, .setup = uring_full_pipe, .arm = empty_slots_arm,
	.run = update_buffers_run, .check = update_buffers_check,
	.teardown = uring_teardown,
};

/* ---- A buffer ring -------------------------------------------------------- */

#define BUFFER_GROUP	7
#define BUFFER_ENTRIES	256

static long register_buffer_ring(int fd, void *page)
{
	struct io_uring_buf_reg reg = {
		.ring_addr = (uintptr_t)page, .bgid = BUFFER_GROUP,
		.ring_entries = BUFFER_ENTRIES,
	};

	return sysret(syscall(SYS_io_uring_register, fd, IORING_REGISTER_PBUF_RING, &reg, 1));
}

static const struct answer *probe_buffer_ring(void)
{
	struct io_uring_params params = { 0 };
	const struct answer *answer = uring_probe_read();
	struct io_uring ring;
	void *page;
	long err;

	if (!answer)
		answer = answer_to(NEED_IO_URING, "io_uring_setup()", uring_create(&ring, &params));
	if (answer)
		return answer;
	page = mmap(NULL, small_page(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	err = register_buffer_ring(ring.ring_fd, page);
	munmap(page, small_page());
	io_uring_queue_exit(&ring);
	return answer_to_flag(NEED_URING_BUFFER_RING, "IORING_REGISTER_PBUF_RING", err);
}

static long register_buffer_ring_run(struct fault_cell *c)
{
	return register_buffer_ring(uring_of(c)->ring.ring_fd, cell_buf(c));
}

static const char *untouched_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_page_around(c, 0);
}

static const struct fault_path path_uring_register_buffer_ring = {
	.name = "uring_register_buffer_ring", .class = PATH_REGISTER, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.decides = "io_uring/kbuf.c:io_register_pbuf_ring(), io_uring/memmap.c:io_pin_pages()",
	.probe = probe_buffer_ring, .setup = uring_setup, .arm = uring_arm,
	.run = register_buffer_ring_run, .check = untouched_check,
	.teardown = uring_teardown,
};

/* ---- The ring itself ------------------------------------------------------ */

/* Ask for a ring in memory of the caller, but give none: EFAULT shows that the flag is known. */
static const struct answer *probe_no_mmap(void)
{
	struct io_uring_params params = { .flags = IORING_SETUP_NO_MMAP };
	const struct answer *answer = uring_probe_read();
	long ret;

	if (answer)
		return answer;
	ret = sysret(syscall(SYS_io_uring_setup, RING_ENTRIES, &params));
	if (ret >= 0)
		close(ret);
	if (ret == -EFAULT)
		return NULL;
	return answer_to_flag(NEED_URING_NO_MMAP, "IORING_SETUP_NO_MMAP", ret) ?:
	       wrong_answer("a ring without memory was made");
}

/* The ring lives in the caller's memory. */
static long setup_user_memory_run(struct fault_cell *c)
{
	struct io_uring_params params = {
		.flags = IORING_SETUP_NO_MMAP,
		.sq_off.user_addr = (uintptr_t)uring_of(c)->data,
		.cq_off.user_addr = (uintptr_t)cell_buf(c),
	};

	return uring_setup_and_close(&params);
}

static const struct fault_path path_uring_setup_user_memory = {
	.name = "uring_setup_user_memory", .class = PATH_REGISTER, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.decides = "io_uring/io_uring.c:io_allocate_scq_urings(), io_uring/memmap.c:io_pin_pages()",
	.probe = probe_no_mmap, .setup = uring_setup, .run = setup_user_memory_run,
	.teardown = uring_teardown,
};

#define SETUP_NO_SQARRAY	BIT_OF(16)	/* as in <linux/io_uring.h> since 6.6 */

/* The same, and it is the memory of the submission queue that stalls. */
static long setup_user_queue_run(struct fault_cell *c)
{
	struct io_uring_params params = {
		.flags = IORING_SETUP_NO_MMAP | SETUP_NO_SQARRAY,
		.sq_off.user_addr = (uintptr_t)cell_buf(c),
		.cq_off.user_addr = (uintptr_t)uring_of(c)->data,
	};

	return uring_setup_and_close(&params);
}

static const struct fault_path path_uring_setup_user_queue = {
	.name = "uring_setup_user_queue", .class = PATH_REGISTER, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.decides = "io_uring/io_uring.c:io_allocate_scq_urings(), io_uring/memmap.c:io_pin_pages()",
	.probe = probe_no_mmap, .setup = uring_setup, .run = setup_user_queue_run,
	.teardown = uring_teardown,
};

/* ---- Tables --------------------------------------------------------------- */

static void files_fill(struct fault_cell *c, uint8_t *page)
{
	memcpy(cell_buf_in(c, page), &cell_fds(c)[FD_IN], sizeof(int));
}

static long register_files_run(struct fault_cell *c)
{
	return uring_register(c, IORING_REGISTER_FILES, cell_buf(c), 1);
}

static const char *register_files_check(struct fault_cell *c, long ret)
{
	struct io_uring_sqe *sqe = uring_add(c, REQUEST_OTHER, IORING_OP_READ, 0,
					     uring_of(c)->data, FAULT_LEN);

	sqe->flags = IOSQE_FIXED_FILE;
	ret = do_request(c, sqe);
	if (ret != FAULT_LEN)
		return complain("a read of the registered file gave %ld", ret);
	return check_payload(uring_of(c)->data, FAULT_LEN) ?: check_page_around(c, 0);
}

static const struct fault_path path_uring_register_files = {
	.name = "uring_register_files", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(int),
	.decides = "io_uring/rsrc.c:io_sqe_files_register()",
	.probe = uring_probe_read, .setup = uring_pipe_with_payload, .fill = files_fill,
	.arm = uring_arm, .run = register_files_run, .check = register_files_check,
	.teardown = uring_teardown,
};

#define PROBED_OPS	8

static long register_probe_run(struct fault_cell *c)
{
	return uring_register(c, IORING_REGISTER_PROBE, cell_buf(c), PROBED_OPS);
}

static const char *register_probe_check(struct fault_cell *c, long ret)
{
	struct io_uring_probe *probe = cell_buf(c);

	(void)ret;
	if (probe->ops_len != PROBED_OPS || !(probe->ops[0].flags & IO_URING_OP_SUPPORTED))
		return complain("the probe was not filled: %u operations", probe->ops_len);
	return check_page_around(c, cell_len(c));
}

static const struct fault_path path_uring_register_probe = {
	.name = "uring_register_probe", .class = PATH_UACCESS, .access = FAULT_STORE,
	.len = sizeof(struct io_uring_probe) + PROBED_OPS * sizeof(struct io_uring_probe_op),
	.decides = "io_uring/register.c:io_probe()",
	.probe = uring_probe_read, .setup = uring_setup, .fill = uring_zero_fill,
	.arm = uring_arm, .run = register_probe_run, .check = register_probe_check,
	.teardown = uring_teardown,
};

const struct matrix_row rows_uring_register[] = {
	{ .path = &path_uring_register_buffers, .sources = sources_thp_store,
	  .stimuli = stimuli_ordered, .fails = sources_failing_kernel,
	  .layouts = LAYOUTS_SHORT },
	{ .path = &path_uring_update_buffers, .sources = sources_anon,
	  .stimuli = stimuli_ordered, .fails = sources_failing_kernel },
	{ .path = &path_uring_register_buffer_ring, .sources = sources_held_store,
	  .stimuli = stimuli_few, .fails = sources_failing_kernel },
	{ .path = &path_uring_setup_user_memory, .sources = sources_anon,
	  .stimuli = stimuli_few, .fails = sources_failing_kernel },
	{ .path = &path_uring_setup_user_queue, .sources = sources_anon,
	  .stimuli = stimuli_few, .fails = SOURCES(&source_prot_none) },
	{ .path = &path_uring_register_files, .sources = sources_anon,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_uring_register_probe, .sources = sources_held_store,
	  .stimuli = stimuli_few, .fails = sources_failing_kernel },
	{ }
};
