// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux AIO where it copies: a buffered read inside io_submit(), the iocb that
 * io_submit() reads, the events that io_getevents() writes.  There is no O_DIRECT: the
 * file is a memfd.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "aio_calls.h"
#include "families.h"
#include "file.h"
#include "sources.h"

/* On other architectures a copy may give up before the first bad byte. */
#if defined(__x86_64__)
#define MID_COPIED	FAULT_LEN
#else
#define MID_COPIED	FAILS_SKIP
#endif

/* Enough events to reach from a good page into the next one. */
#define MAX_EVENTS	(2 * small_page() / sizeof(struct io_event))

static int memfd_setup(struct fault_cell *c)
{
	int err = dio_state_setup(c);

	if (err)
		return err;
	cell_fds(c)[0] = memfd_create("faultsig_aio", MFD_CLOEXEC);
	return dio_file(c) < 0 ? -errno : dio_fill_file(c);
}

static long aio_buffered_read_run(struct fault_cell *c)
{
	return aio_transfer(c, IOCB_CMD_PREAD, 0);
}

static const char *aio_buffered_read_check(struct fault_cell *c, long ret)
{
	const char *wrong = dio_check_bytes(cell_buf(c), 0, ret);

	if (wrong || cell_layout(c) != LAYOUT_HELD)
		return wrong;
	return check_page_around(c, ret);
}

static const struct fault_path path_aio_buffered_read = {
	.name = "aio_buffered_read", .class = PATH_UACCESS, .access = FAULT_STORE,
	.flags = PATH_CHECK_SHORT,
	.ok = FAULT_LEN, .fails = { 0, FAILS_PAGE, MID_COPIED },
	.decides = "fs/aio.c:aio_read(), mm/shmem.c:shmem_file_read_iter()",
	.probe = aio_probe, .setup = memfd_setup, .arm = aio_arm,
	.run = aio_buffered_read_run, .check = aio_buffered_read_check,
	.conserve = dio_read_conserve, .teardown = dio_teardown,
};

static size_t events_due(const struct fault_cell *c)
{
	return cell_len(c) / sizeof(struct io_event);
}

/* Complete reads of one byte each; their events wait in the ring. */
static int getevents_arm(struct fault_cell *c)
{
	struct direct_io *d = dio_state(c);
	struct iocb iocb = {
		.aio_lio_opcode = IOCB_CMD_PREAD, .aio_fildes = dio_file(c),
		.aio_buf = (uintptr_t)d->segment, .aio_nbytes = 1,
	}, *list = &iocb;
	size_t i;

	d->iocb = (uintptr_t)&iocb;
	if (syscall(SYS_io_setup, MAX_EVENTS, &d->context))
		return -errno;
	for (i = 0; i < events_due(c); i++) {
		iocb.aio_data = AIO_DATA + i;
		if (syscall(SYS_io_submit, d->context, 1, &list) != 1)
			return -errno;
	}
	return 0;
}

static const char *check_events(struct fault_cell *c, const struct io_event *events, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (events[i].data != AIO_DATA + i || events[i].obj != dio_state(c)->iocb ||
		    events[i].res != 1 || events[i].res2)
			return complain("event %zu has data %#llx, iocb %#llx, result %lld", i,
					(unsigned long long)events[i].data,
					(unsigned long long)events[i].obj,
					(long long)events[i].res);
	return NULL;
}

/* Take the events that are still in the ring into the shared state. */
static long take_rest(struct fault_cell *c)
{
	return aio_take_events(c, 0, MAX_EVENTS, dio_state(c)->file);
}

static long aio_getevents_run(struct fault_cell *c)
{
	long n = events_due(c), ret;

	ret = sysret(syscall(SYS_io_getevents, dio_state(c)->context, n, n, cell_buf(c), NULL));
	dio_state(c)->rest = take_rest(c);
	return dio_came_back(c, ret);
}

static const char *aio_getevents_check(struct fault_cell *c, long ret)
{
	return check_events(c, cell_buf(c), ret) ?: check_page_around(c, cell_len(c));
}

/* Each event must have been handed out, or still be in the ring. */
static const char *aio_getevents_conserve(struct fault_cell *c, long moved)
{
	struct direct_io *d = dio_state(c);
	long due = events_due(c) - (d->ret > 0 ? d->ret : 0);

	(void)moved;
	if (!d->returned)
		return NULL;	/* the ring died with the victim */
	if (d->rest != due)
		return complain("%ld events left in the ring, expected %ld", d->rest, due);
	return check_events(c, (struct io_event *)d->file, d->rest);
}

static const struct fault_path path_aio_getevents = {
	.name = "aio_getevents", .class = PATH_UACCESS, .access = FAULT_STORE,
	.len = sizeof(struct io_event), .ok = 1,
	.decides = "fs/aio.c:aio_read_events_ring()",
	.probe = aio_probe, .setup = memfd_setup, .arm = getevents_arm,
	.run = aio_getevents_run, .check = aio_getevents_check,
	.conserve = aio_getevents_conserve, .teardown = dio_teardown,
};

/* One event more than there are: behind the fault the call waits, and gives up. */
static long aio_getevents_late_run(struct fault_cell *c)
{
	struct timespec soon = { .tv_nsec = 1000000 };
	long n = events_due(c) + 1, ret;

	ret = sysret(syscall(SYS_io_getevents, dio_state(c)->context, n, n, cell_buf(c), &soon));
	dio_state(c)->rest = take_rest(c);
	return dio_came_back(c, ret);
}

static const struct fault_path path_aio_getevents_late = {
	.name = "aio_getevents_late", .class = PATH_UACCESS, .access = FAULT_STORE,
	.len = sizeof(struct io_event), .ok = 1,
	.decides = "fs/aio.c:read_events()",
	.probe = aio_probe, .setup = memfd_setup, .arm = getevents_arm,
	.run = aio_getevents_late_run, .check = aio_getevents_check,
	.conserve = aio_getevents_conserve, .teardown = dio_teardown,
};

/* The iocb itself is in the page that stalls. */
static void submit_fill(struct fault_cell *c, uint8_t *page)
{
	struct iocb iocb = {
		.aio_data = AIO_DATA, .aio_lio_opcode = IOCB_CMD_PREAD,
		.aio_fildes = dio_file(c),
		.aio_buf = (uintptr_t)dio_state(c)->segment, .aio_nbytes = 1,
	};

	memcpy(cell_buf_in(c, page), &iocb, sizeof(iocb));
}

static long aio_submit_run(struct fault_cell *c)
{
	struct iocb *list = cell_buf(c);
	long ret;

	dio_state(c)->iocb = (uintptr_t)list;
	ret = sysret(syscall(SYS_io_submit, dio_state(c)->context, 1, &list));
	dio_state(c)->rest = take_rest(c);
	return dio_came_back(c, ret);
}

static const char *aio_submit_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return dio_check_bytes(dio_state(c)->segment, 0, 1) ?: check_page_around(c, 0);
}

/* The request must have been submitted if and only if the call says so. */
static const char *aio_submit_conserve(struct fault_cell *c, long moved)
{
	struct direct_io *d = dio_state(c);
	long due = d->ret > 0;

	(void)moved;
	if (!d->returned)
		return NULL;	/* the ring died with the victim */
	if (d->rest != due)
		return complain("%ld events for a call that returned %ld", d->rest, d->ret);
	return check_events(c, (struct io_event *)d->file, d->rest);
}

static const struct fault_path path_aio_submit = {
	.name = "aio_submit", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.len = sizeof(struct iocb), .ok = 1,
	.decides = "fs/aio.c:io_submit_one()",
	.probe = aio_probe, .setup = memfd_setup, .fill = submit_fill, .arm = aio_arm,
	.run = aio_submit_run, .check = aio_submit_check,
	.conserve = aio_submit_conserve, .teardown = dio_teardown,
};

const struct matrix_row rows_aio_copy[] = {
	{ .path = &path_aio_buffered_read, .sources = sources_aio_store,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT,
	  .late = sources_late },
	{ .path = &path_aio_getevents, .sources = sources_aio_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel, .layouts = LAYOUTS_SHORT },
	{ .path = &path_aio_getevents_late, .sources = sources_anon, .stimuli = stimuli_few },
	{ .path = &path_aio_submit, .sources = sources_aio_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ }
};
