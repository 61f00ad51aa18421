// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of registered buffers and files that the kernel copies entry by entry, their tags, and
 * requests that look at what is ahead of them: timeouts of a chain.
 *
 * Deciding kernel code: io_uring/rsrc.c:__io_sqe_buffers_update(), io_sqe_files_register(),
 * io_uring/timeout.c:__io_timeout_prep().
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "completions.h"
#include "events.h"
#include "families.h"
#include "pipe.h"
#include "probe.h"
#include "sources.h"

static const struct answer *probe_tags(void)
{
	return uring_probe_feature(IORING_FEAT_RSRC_TAGS, NEED_URING_RSRC_TAGS);
}

static const char *unchanged(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_page_around(c, 0);
}

#define TABLE \
	.class = PATH_UACCESS, .access = FAULT_LOAD, .len = 2 * sizeof(uint64_t), \
	.probe = probe_tags, .setup = uring_open_pipe, .check = unchanged, \
	.teardown = uring_teardown

/* ---- Buffers -------------------------------------------------------------- */

static int two_slots_arm(struct fault_cell *c)
{
	struct iovec none[2] = { 0 };
	struct io_uring_rsrc_register slots = { .nr = 2, .data = (uintptr_t)none };
	int err = uring_arm(c);

	return err ?: uring_register(c, IORING_REGISTER_BUFFERS2, &slots, sizeof(slots));
}

static long update_buffers(struct fault_cell *c, const struct iovec *iov, const void *tags)
{
	struct io_uring_rsrc_update2 update = {
		.data = (uintptr_t)iov, .tags = (uintptr_t)tags, .nr = 2,
	};

	return uring_register(c, IORING_REGISTER_BUFFERS_UPDATE, &update, sizeof(update));
}

/* The page's content is not 0, and so a tag. */
static long buffer_tags_run(struct fault_cell *c)
{
	struct iovec iov[2] = { uring_of(c)->iov, uring_of(c)->iov };

	return update_buffers(c, iov, cell_buf(c));
}

static const struct fault_path path_uring_buffer_tags = {
	TABLE, .name = "uring_buffer_tags", .ok = 2,
	.decides = "io_uring/rsrc.c:__io_sqe_buffers_update()",
	.arm = two_slots_arm, .run = buffer_tags_run,
};

/* No buffer can't have a tag. */
static long buffer_tags_none_run(struct fault_cell *c)
{
	const struct iovec none[2] = { 0 };

	return update_buffers(c, none, cell_buf(c));
}

static const struct fault_path path_uring_buffer_tags_none = {
	TABLE, .name = "uring_buffer_tags_none", .ok = -EINVAL,
	.decides = "io_uring/rsrc.c:__io_sqe_buffers_update()",
	.arm = two_slots_arm, .run = buffer_tags_none_run,
};

/* The vectors themselves are in the page. */
static void vectors_fill(struct fault_cell *c, uint8_t *page)
{
	const struct iovec iov[2] = { uring_of(c)->iov, uring_of(c)->iov };

	memcpy(cell_buf_in(c, page), iov, sizeof(iov));
}

static long buffer_vectors_run(struct fault_cell *c)
{
	return update_buffers(c, cell_buf(c), NULL);
}

static const struct fault_path path_uring_buffer_vectors = {
	.name = "uring_buffer_vectors", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = 2 * sizeof(struct iovec), .ok = 2,
	.decides = "io_uring/rsrc.c:__io_sqe_buffers_update(): iovec_from_user()",
	.probe = probe_tags, .setup = uring_open_pipe, .fill = vectors_fill,
	.arm = two_slots_arm, .run = buffer_vectors_run, .check = unchanged,
	.teardown = uring_teardown,
};

/* ---- Files ---------------------------------------------------------------- */

static long register_files(struct fault_cell *c, const int *fds, const void *tags)
{
	struct io_uring_rsrc_register files = {
		.nr = 2, .data = (uintptr_t)fds, .tags = (uintptr_t)tags,
	};

	return uring_register(c, IORING_REGISTER_FILES2, &files, sizeof(files));
}

static long file_tags_run(struct fault_cell *c)
{
	const int fds[2] = { cell_fds(c)[FD_IN], cell_fds(c)[FD_OUT] };

	return register_files(c, fds, cell_buf(c));
}

static const struct fault_path path_uring_file_tags = {
	TABLE, .name = "uring_file_tags",
	.decides = "io_uring/rsrc.c:io_sqe_files_register()",
	.arm = uring_arm, .run = file_tags_run,
};

/* A slot without a file can't have a tag. */
static long file_tags_none_run(struct fault_cell *c)
{
	const int fds[2] = { cell_fds(c)[FD_IN], -1 };

	return register_files(c, fds, cell_buf(c));
}

static const struct fault_path path_uring_file_tags_none = {
	TABLE, .name = "uring_file_tags_none", .ok = -EINVAL,
	.decides = "io_uring/rsrc.c:io_sqe_files_register()",
	.arm = uring_arm, .run = file_tags_none_run,
};

/* The descriptors are in the page: one is none, which is allowed without a tag. */
static void sparse_fill(struct fault_cell *c, uint8_t *page)
{
	const int fds[2] = { -1, cell_fds(c)[FD_IN] };

	memcpy(cell_buf_in(c, page), fds, sizeof(fds));
}

static long sparse_files_run(struct fault_cell *c)
{
	return register_files(c, cell_buf(c), NULL);
}

static const struct fault_path path_uring_sparse_files = {
	TABLE, .name = "uring_sparse_files",
	.decides = "io_uring/rsrc.c:io_sqe_files_register()",
	.fill = sparse_fill, .arm = uring_arm, .run = sparse_files_run,
};

/* ---- A timeout of the request ahead --------------------------------------- */

static void add_link_timeout(struct fault_cell *c, enum request which, const void *time)
{
	uring_add(c, which, IORING_OP_LINK_TIMEOUT, -1, time, 1);
}

/* The request ahead waits for an event that does not come in time. */
static long link_timeout_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add(c, REQUEST_OTHER, IORING_OP_POLL_ADD,
					     cell_fds(c)[FD_IN], NULL, 0);

	sqe->poll_events = POLLIN;
	sqe->flags = IOSQE_IO_LINK;
	add_link_timeout(c, REQUEST_HELD, cell_buf(c));
	return uring_submit_inline(c);
}

static const char *link_timeout_check(struct fault_cell *c, long ret)
{
	const char *wrong = uring_load_check(c, ret);

	if (!wrong && uring_of(c)->res[REQUEST_OTHER] != -ECANCELED)
		wrong = complain("the request ahead: cqe.res %d, expected %d",
				 uring_of(c)->res[REQUEST_OTHER], -ECANCELED);
	return wrong;
}

#define LINK_TIMEOUT \
	.class = PATH_UACCESS, .access = FAULT_LOAD, .len = sizeof(struct __kernel_timespec), \
	.decides = "io_uring/timeout.c:__io_timeout_prep()", .probe = uring_probe_worker, \
	.setup = uring_open_pipe, .fill = uring_timespec_fill, .arm = uring_arm, \
	.teardown = uring_teardown

static const struct fault_path path_uring_link_timeout = {
	LINK_TIMEOUT, .name = "uring_link_timeout", .ok = -ETIME, .run = link_timeout_run,
	.check = link_timeout_check,
};

/* There is no request ahead. */
static long link_timeout_alone_run(struct fault_cell *c)
{
	add_link_timeout(c, REQUEST_HELD, cell_buf(c));
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_link_timeout_alone = {
	LINK_TIMEOUT, .name = "uring_link_timeout_alone", .ok = -EINVAL,
	.run = link_timeout_alone_run, .check = uring_load_check,
};

/* The request ahead is a timeout itself. */
static long link_timeout_twice_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add(c, REQUEST_OTHER, IORING_OP_POLL_ADD,
					     cell_fds(c)[FD_IN], NULL, 0);

	sqe->poll_events = POLLIN;
	sqe->flags = IOSQE_IO_LINK;
	uring_add(c, REQUEST_FILLER, IORING_OP_LINK_TIMEOUT, -1, &uring_of(c)->soon,
		  1)->flags = IOSQE_IO_LINK;
	add_link_timeout(c, REQUEST_HELD, cell_buf(c));
	return uring_submit_inline(c);
}

static const struct fault_path path_uring_link_timeout_twice = {
	LINK_TIMEOUT, .name = "uring_link_timeout_twice", .ok = -EINVAL,
	.run = link_timeout_twice_run, .check = link_timeout_check,
};

#define ROW(name)	{ .path = &path_##name, .sources = sources_anon, .stimuli = stimuli_brief }
#define FAILS(name) \
	{ .path = &path_##name, .sources = sources_anon, .stimuli = stimuli_brief, \
	  .fails = SOURCES(&source_prot_none) }

const struct matrix_row rows_uring_tags[] = {
	FAILS(uring_buffer_tags), ROW(uring_buffer_tags_none), FAILS(uring_buffer_vectors),
	FAILS(uring_file_tags), ROW(uring_file_tags_none), FAILS(uring_sparse_files),
	ROW(uring_link_timeout), ROW(uring_link_timeout_alone), ROW(uring_link_timeout_twice),
	{ }
};
