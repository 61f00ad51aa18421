// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux AIO: a context of the victim, an iocb on the cell's buffer, and its event.
 *
 * Deciding kernel code: fs/aio.c.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "aio_calls.h"
#include "file.h"
#include "sources.h"

/* Few sources, as exit waits for RCU in fs/aio.c:exit_aio(): tens of milliseconds a cell. */
const struct fault_source *const sources_aio_load[] = {
	&source_uffd_missing_anon, &source_uffd_missing_hugetlb, &source_uffd_minor_shmem, NULL
};

const struct fault_source *const sources_aio_store[] = {
	&source_uffd_missing_anon, &source_uffd_missing_hugetlb, &source_uffd_minor_shmem,
	&source_uffd_wp_anon, NULL
};

/**
 * aio_probe() - tell whether the kernel has Linux AIO.
 *
 * The probe does not make a context: giving one back waits for RCU.
 *
 * Return: NULL, or the answer.
 */
const struct answer *aio_probe(void)
{
	long ret = sysret(syscall(SYS_io_setup, 0, NULL));

	/* The call has no place for the context, and has to say so. */
	return ret == -EFAULT || ret == -EINVAL ? NULL : answer_to(NEED_AIO, "io_setup()", ret);
}

/**
 * aio_arm() - in the victim: make a context for one iocb.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int aio_arm(struct fault_cell *c)
{
	return syscall(SYS_io_setup, 1, &dio_state(c)->context) ? -errno : 0;
}

/**
 * aio_take_events() - take events into a good buffer, whatever signals come meanwhile.
 * @c: the cell.
 * @at_least: number of events to wait for.
 * @at_most: number of events that @events has space for.
 * @events: filled.
 * Return: number of events, or -errno.
 */
long aio_take_events(struct fault_cell *c, long at_least, long at_most, void *events)
{
	unsigned long context = dio_state(c)->context;
	struct timespec at_once = { 0 };
	long n;

	do {
		n = sysret(syscall(SYS_io_getevents, context, at_least, at_most, events,
				   at_least ? NULL : &at_once));
	} while (n == -EINTR);
	return n;
}

/* Submit one iocb, and return the result that its event has. */
static long submit_and_reap(struct fault_cell *c, struct iocb *iocb)
{
	struct io_event event;
	long n;

	iocb->aio_data = AIO_DATA;
	iocb->aio_fildes = dio_file(c);
	n = sysret(syscall(SYS_io_submit, dio_state(c)->context, 1, &iocb));
	if (n == 1)
		n = aio_take_events(c, 1, 1, &event);
	if (n != 1)
		return dio_came_back(c, n < 0 ? n : -EIO);
	if (event.data != AIO_DATA || event.obj != (uintptr_t)iocb || event.res2)
		return dio_came_back(c, -EBADMSG);
	return dio_came_back(c, event.res);
}

/**
 * aio_transfer() - read into the cell's buffer, or write from it, and take the event.
 * @c: the cell.
 * @opcode: IOCB_CMD_PREAD or IOCB_CMD_PWRITE.
 * @offset: position in the file.
 * Return: bytes, or -errno.
 */
long aio_transfer(struct fault_cell *c, int opcode, off_t offset)
{
	struct iocb iocb = {
		.aio_lio_opcode = opcode, .aio_offset = offset,
		.aio_buf = (uintptr_t)cell_buf(c), .aio_nbytes = cell_len(c),
	};

	return submit_and_reap(c, &iocb);
}
