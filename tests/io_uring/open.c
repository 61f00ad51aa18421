// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files to open, whose name, or how they are to be opened, is in the page that is held. The
 * submitter copies it; a worker opens those that may take long.
 *
 * Deciding kernel code: io_uring/openclose.c:__io_openat_prep(), io_openat2_prep().
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "completions.h"
#include "events.h"
#include "families.h"
#include "probe.h"
#include "sources.h"

#define OPENED_NAME	"/dev/null"

static const struct answer *probe_openat2(void)
{
	return uring_probe_opcode(IORING_OP_OPENAT2, NEED_URING_OPENAT2);
}

static void name_fill(struct fault_cell *c, uint8_t *page)
{
	memcpy(cell_buf_in(c, page), OPENED_NAME, sizeof(OPENED_NAME));
}

/* Check that the file was opened by its name and with the flags asked for, and close it. */
static long close_opened(long fd, int flags)
{
	struct stat st;
	bool right;

	if (fd < 0)
		return fd;
	right = !fstat(fd, &st) && S_ISCHR(st.st_mode) && major(st.st_rdev) == 1 &&
		minor(st.st_rdev) == 3 && fcntl(fd, F_GETFD) == FD_CLOEXEC &&
		(fcntl(fd, F_GETFL) & (O_ACCMODE | O_PATH)) == (flags & (O_ACCMODE | O_PATH));
	close(fd);
	return right ? 0 : -EBADF;
}

static long open_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add_held(c, IORING_OP_OPENAT, AT_FDCWD);
	const int *flags = cell_args(c);

	sqe->len = 0;
	sqe->open_flags = *flags;
	return close_opened(uring_submit_inline(c), *flags);
}

#define OPEN(flags) \
	.class = PATH_UACCESS, .access = FAULT_LOAD, .len = sizeof(OPENED_NAME), \
	.decides = "io_uring/openclose.c:__io_openat_prep(), fs/namei.c:getname_flags()", \
	.args = &(const int){ (flags) | O_CLOEXEC }, .probe = probe_openat2, \
	.setup = uring_setup, .fill = name_fill, .arm = uring_arm, .run = open_run, \
	.check = uring_load_check, .teardown = uring_teardown

static const struct fault_path path_uring_openat = {
	OPEN(O_RDONLY), .name = "uring_openat",
};

static const struct fault_path path_uring_openat_path = {
	OPEN(O_PATH), .name = "uring_openat_path",
};

/* A worker opens it, because that may sleep for long. */
static const struct fault_path path_uring_openat_truncate = {
	OPEN(O_WRONLY | O_TRUNC), .name = "uring_openat_truncate",
};

static void open_how_fill(struct fault_cell *c, uint8_t *page)
{
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC };

	memcpy(cell_buf_in(c, page), &how, sizeof(how));
}

static long openat2_how_run(struct fault_cell *c)
{
	struct io_uring_sqe *sqe = uring_add_held(c, IORING_OP_OPENAT2, AT_FDCWD);

	sqe->addr2 = sqe->addr;
	sqe->addr = (uintptr_t)OPENED_NAME;
	return close_opened(uring_submit_inline(c), O_RDONLY);
}

static const struct fault_path path_uring_openat2_how = {
	.name = "uring_openat2_how", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct open_how),
	.decides = "io_uring/openclose.c:io_openat2_prep()",
	.probe = probe_openat2, .setup = uring_setup, .fill = open_how_fill, .arm = uring_arm,
	.run = openat2_how_run, .check = uring_load_check, .teardown = uring_teardown,
};

const struct matrix_row rows_uring_open[] = {
	{ .path = &path_uring_openat, .sources = sources_anon, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_uring_openat2_how, .sources = sources_anon,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_uring_openat_path, .sources = sources_anon, .stimuli = stimuli_brief },
	{ .path = &path_uring_openat_truncate, .sources = sources_anon,
	  .stimuli = stimuli_brief },
	{ }
};
