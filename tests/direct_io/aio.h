/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Linux AIO with O_DIRECT: io_submit() itself pins the buffer, so that the submitter
 * stalls; the result comes as an event.
 */
#ifndef DIRECT_IO_AIO_H
#define DIRECT_IO_AIO_H

#define AIO_DATA	0x5eedULL

/* Not with a context: giving one back waits for RCU. */
static const struct answer *aio_probe(void)
{
	long ret = sysret(syscall(SYS_io_setup, 0, NULL));

	/* Without a place for the context it has to say so. */
	return ret == -EFAULT || ret == -EINVAL ? NULL : answer_to(NEED_AIO, "io_setup()", ret);
}

static const struct answer *dio_aio_probe(void)
{
	return loopfs_probe() ?: aio_probe();
}

static int aio_arm(struct fault_cell *c)
{
	return syscall(SYS_io_setup, 1, &state(c)->context) ? -errno : 0;
}

/* Events into a good buffer; a signal that comes meanwhile is none of theirs. */
static long take_events(struct fault_cell *c, long at_least, long at_most, void *events)
{
	struct timespec at_once = { 0 };
	long n;

	do {
		n = sysret(syscall(SYS_io_getevents, state(c)->context, at_least, at_most, events,
				   at_least ? NULL : &at_once));
	} while (n == -EINTR);
	return n;
}

/* Result of one iocb, as its event tells it. */
static long submit_and_reap(struct fault_cell *c, struct iocb *iocb)
{
	struct direct_io *d = state(c);
	long n;

	iocb->aio_data = AIO_DATA;
	iocb->aio_fildes = file_of(c);
	n = sysret(syscall(SYS_io_submit, d->context, 1, &iocb));
	if (n == 1)
		n = take_events(c, 1, 1, &d->event);
	if (n != 1)
		return came_back(c, n < 0 ? n : -EIO);
	if (d->event.data != AIO_DATA || d->event.obj != (uintptr_t)iocb || d->event.res2)
		return came_back(c, -EBADMSG);
	return came_back(c, d->event.res);
}

static long aio_transfer(struct fault_cell *c, int opcode, off_t offset)
{
	struct iocb iocb = {
		.aio_lio_opcode = opcode, .aio_offset = offset,
		.aio_buf = (uintptr_t)cell_buf(c), .aio_nbytes = cell_len(c),
	};

	return submit_and_reap(c, &iocb);
}

static long aio_read_run(struct fault_cell *c)
{
	return aio_transfer(c, IOCB_CMD_PREAD, BLOCK);
}

/* Exit waits for RCU in fs/aio.c:exit_aio(): tens of milliseconds a cell. */
#define SOURCES_AIO_LOAD(X, path) \
	X(path, uffd_missing_anon) \
	X(path, uffd_missing_hugetlb) \
	X(path, uffd_minor_shmem)

#define SOURCES_AIO_STORE(X, path) \
	SOURCES_AIO_LOAD(X, path) \
	X(path, uffd_wp_anon)

FAULT_PATH(aio_read, SOURCES_AIO_STORE, STIMULI_ORDERED) = {
	.name = "aio_read", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS,
	.len = BLOCK, .offset = PATH_AT_START, .ok = BLOCK,
	.decides = "fs/aio.c:aio_read(), fs/iomap/direct-io.c, mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = dio_aio_probe,
	.setup = full_setup, .arm = aio_arm, .run = aio_read_run,
	.check = dio_preadv2_check, .conserve = read_conserve, .teardown = state_teardown,
};

FAULT_PATH_PAGES(aio_read, SOURCES_FAILING_KERNEL)

static long aio_write_run(struct fault_cell *c)
{
	return aio_transfer(c, IOCB_CMD_PWRITE, BLOCK);
}

/* Old or new, and which of them if anybody can tell. */
static const char *check_written_block(struct fault_cell *c, long moved)
{
	const uint8_t *block = state(c)->file + BLOCK;
	const struct direct_io *d = state(c);

	if (d->returned ? d->ret < 0 : !moved && !check_file_bytes(block, BLOCK, BLOCK))
		return check_file_bytes(block, BLOCK, BLOCK);
	return check_content(c, block, BLOCK);
}

static const char *aio_write_conserve(struct fault_cell *c, long moved)
{
	const uint8_t *third = state(c)->file + 2 * BLOCK;

	return check_position(c, moved) ?: reread(c, FILE_SIZE) ?:
	       check_file_bytes(state(c)->file, 0, BLOCK) ?: check_written_block(c, moved) ?:
	       check_file_bytes(third, 2 * BLOCK, FILE_SIZE - 2 * BLOCK);
}

FAULT_PATH(aio_write, SOURCES_AIO_LOAD, STIMULI_ORDERED) = {
	.name = "aio_write", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = PATH_PINS,
	.len = BLOCK, .offset = PATH_AT_START, .ok = BLOCK,
	.decides = "fs/aio.c:aio_write(), fs/iomap/direct-io.c, mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = dio_aio_probe,
	.setup = full_setup, .arm = aio_arm, .run = aio_write_run,
	.check = page_unchanged, .conserve = aio_write_conserve, .teardown = state_teardown,
};

FAULT_PATH_FAILS(aio_write, SOURCES_FAILING_KERNEL)

#endif /* DIRECT_IO_AIO_H */
