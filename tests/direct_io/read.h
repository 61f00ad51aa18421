/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * O_DIRECT reads: the whole page is replaced by the file's bytes, or the call fails
 * and the file position stays.
 */
#ifndef DIRECT_IO_READ_H
#define DIRECT_IO_READ_H

static int read_setup(struct fault_cell *c)
{
	int err = full_setup(c);

	if (!err)
		state(c)->whole = cell_len(c);
	return err;
}

static long dio_read_run(struct fault_cell *c)
{
	return came_back(c, sysret(read(file_of(c), cell_buf(c), cell_len(c))));
}

static const char *dio_read_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_file_bytes(cell_buf(c), 0, BLOCK);
}

FAULT_PATH(dio_read, SOURCES_THP_STORE, STIMULI_ORDERED) = {
	.name = "dio_read", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = BLOCK,
	.decides = "fs/iomap/direct-io.c:iomap_dio_bio_iter(), mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = read_setup, .run = dio_read_run,
	.check = dio_read_check, .conserve = read_conserve, .teardown = state_teardown,
};

FAULT_PATH_PAGES(dio_read, SOURCES_FAILING_KERNEL)
FAULT_PATH_RELEASES(dio_read, RELEASES_STORE)

static int readv_setup(struct fault_cell *c)
{
	int err = full_setup(c);

	if (!err)
		state(c)->whole = BLOCK + cell_len(c);
	return err;
}

static long dio_readv_run(struct fault_cell *c)
{
	struct iovec iov[] = {
		{ state(c)->segment, BLOCK },
		{ cell_buf(c), cell_len(c) },
	};

	return came_back(c, sysret(readv(file_of(c), iov, ARRAY_LEN(iov))));
}

static const char *dio_readv_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_file_bytes(cell_buf(c), BLOCK, BLOCK);
}

/* The good segment may be read although the call fails, but not by halves. */
static const char *check_first_segment(struct fault_cell *c, long moved)
{
	const uint8_t *segment = state(c)->segment;

	if (!moved_bytes(c, moved) && !check_segment_bytes(segment))
		return NULL;
	return check_file_bytes(segment, 0, BLOCK);
}

static const char *dio_readv_conserve(struct fault_cell *c, long moved)
{
	return check_first_segment(c, moved) ?: read_conserve(c, moved);
}

FAULT_PATH(dio_readv, SOURCES_HELD_STORE, STIMULI_ORDERED) = {
	.name = "dio_readv", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = 2 * BLOCK,
	.decides = "block/bio.c:bio_iov_iter_get_pages(), mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = readv_setup, .run = dio_readv_run,
	.check = dio_readv_check, .conserve = dio_readv_conserve, .teardown = state_teardown,
};

FAULT_PATH_FAILS(dio_readv, SOURCES_FAILING_KERNEL)

/* RWF_NOWAIT is about the file, not about the buffer: the fault is waited for. */
static long dio_preadv2_run(struct fault_cell *c)
{
	struct iovec iov = { cell_buf(c), cell_len(c) };

	return came_back(c, sysret(preadv2(file_of(c), &iov, 1, BLOCK, RWF_NOWAIT)));
}

static const char *dio_preadv2_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_file_bytes(cell_buf(c), BLOCK, BLOCK);
}

FAULT_PATH(dio_preadv2, SOURCES_HELD_STORE, STIMULI_ORDERED) = {
	.name = "dio_preadv2", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = BLOCK,
	.decides = "fs/iomap/direct-io.c:iomap_dio_bio_iter() with IOCB_NOWAIT, mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = full_setup, .run = dio_preadv2_run,
	.check = dio_preadv2_check, .conserve = read_conserve, .teardown = state_teardown,
};

FAULT_PATH_PAGES(dio_preadv2, SOURCES_FAILING_KERNEL)

/*
 * The buffer is a mapping of the file that is read.  A userfaultfd can't hold a page
 * of such a mapping: it is the first segment, pinned through the file system's own
 * fault handler by the time the second one stalls.
 */
#define MAPPED_AT	((FILE_PAGES - 1) * small_page())

static int mmap_self_arm(struct fault_cell *c)
{
	void *mapped = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_SHARED, file_of(c),
			    MAPPED_AT);

	if (mapped == MAP_FAILED)
		return -errno;
	state(c)->mapped = mapped;
	return 0;
}

static long mmap_self_run(struct fault_cell *c)
{
	struct iovec iov[] = {
		{ state(c)->mapped, BLOCK },
		{ cell_buf(c), cell_len(c) },
	};

	return came_back(c, sysret(readv(file_of(c), iov, ARRAY_LEN(iov))));
}

static const char *mmap_self_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_file_bytes(state(c)->mapped, 0, BLOCK) ?:
	       check_file_bytes(cell_buf(c), BLOCK, BLOCK);
}

/* The mapped block was read into, all of it or nothing; behind it the page is as it was. */
static const char *mmap_self_conserve(struct fault_cell *c, long moved)
{
	const uint8_t *file = state(c)->file;
	const char *wrong = check_position(c, moved) ?: reread(c, FILE_SIZE) ?:
			    check_file_bytes(file, 0, MAPPED_AT) ?:
			    check_file_bytes(file + MAPPED_AT + BLOCK, MAPPED_AT + BLOCK,
					     small_page() - BLOCK);

	if (wrong)
		return wrong;
	if (!moved_bytes(c, moved) && !check_file_bytes(file + MAPPED_AT, MAPPED_AT, BLOCK))
		return NULL;
	return check_file_bytes(file + MAPPED_AT, 0, BLOCK);
}

#define SOURCES_MMAP_SELF(X, path) \
	X(path, uffd_missing_anon) \
	X(path, uffd_minor_shmem) \
	X(path, uffd_wp_anon)

FAULT_PATH(dio_mmap_self, SOURCES_MMAP_SELF, STIMULI_ORDERED) = {
	.name = "dio_mmap_self", .class = PATH_GUP, .access = FAULT_STORE,
	.flags = PATH_PINS, .len = BLOCK, .offset = PATH_AT_START, .ok = 2 * BLOCK,
	.decides = "block/bio.c:bio_iov_iter_get_pages(), mm/gup.c:faultin_page()",
	.needs = "ext4", .probe = loopfs_probe,
	.setup = readv_setup, .arm = mmap_self_arm,
	.run = mmap_self_run, .check = mmap_self_check, .conserve = mmap_self_conserve,
	.teardown = state_teardown,
};

FAULT_PATH_FAILS(dio_mmap_self, SOURCES_FAILING_KERNEL)

#endif /* DIRECT_IO_READ_H */
