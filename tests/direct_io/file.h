/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file of a cell: three pages, or none, without a name, on a file system of
 * the program's own.  The controller looks at it through O_DIRECT when the victim
 * is done or dead: a block holds its old content or all of its new one.
 */
#ifndef DIRECT_IO_FILE_H
#define DIRECT_IO_FILE_H

#define BLOCK		LOOPFS_BLOCK
#define FILE_PAGES	3
#define FILE_SIZE	(FILE_PAGES * small_page())
#define SECTOR		512

/**
 * struct direct_io - state of a cell, shared by the controller and the victim.
 * @segment: first segment of the vectored calls, in a good page.
 * @returned: the call came back.
 * @ret: its result, if it did.
 * @whole: bytes by which the complete call moves the file position.
 * @context: Linux AIO.
 * @event: the completion of the cell's iocb.
 * @iocb: what the events must name.
 * @rest: events that were left in the ring behind the call.
 * @mapped: the victim's mapping of the file's last page.
 * @file: where the controller keeps the file's content, FILE_SIZE bytes.
 */
struct direct_io {
	uint8_t segment[BLOCK];
	bool returned;
	long ret;
	off_t whole;
	aio_context_t context;
	struct io_event event;
	uint64_t iocb;
	long rest;
	uint8_t *mapped;
	uint8_t file[] __attribute__((aligned(SECTOR)));
};

static struct direct_io *state(struct fault_cell *c)
{
	return *cell_priv(c);
}

static int file_of(struct fault_cell *c)
{
	return cell_fds(c)[0];
}

/* Byte @i of the file as it was: no two sectors are alike. */
static uint8_t file_byte(size_t i)
{
	return payload_byte(i + i / SECTOR);
}

/* Byte @i of the vectored calls' first segment: no byte is where the file has it. */
static uint8_t segment_byte(size_t i)
{
	return 0x7f - file_byte(i);
}

static size_t state_size(void)
{
	return sizeof(struct direct_io) + FILE_SIZE;
}

static int state_setup(struct fault_cell *c)
{
	struct direct_io *d;
	size_t i;

	d = mmap(NULL, state_size(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (d == MAP_FAILED)
		return -errno;
	*cell_priv(c) = d;
	for (i = 0; i < BLOCK; i++)
		d->segment[i] = segment_byte(i);
	return 0;
}

static void state_teardown(struct fault_cell *c)
{
	if (state(c))
		munmap(state(c), state_size());
}

static int empty_setup(struct fault_cell *c)
{
	int err = state_setup(c);

	if (err)
		return err;
	cell_fds(c)[0] = loopfs_file();
	return file_of(c) < 0 ? file_of(c) : 0;
}

static int full_setup(struct fault_cell *c)
{
	int err = empty_setup(c);
	ssize_t n;
	size_t i;

	if (err)
		return err;
	for (i = 0; i < FILE_SIZE; i++)
		state(c)->file[i] = file_byte(i);
	n = pwrite(file_of(c), state(c)->file, FILE_SIZE, 0);
	if (n < 0)
		return -errno;
	return n == (ssize_t)FILE_SIZE ? 0 : -EIO;
}

/* run() has come back with this: conserve() must know whether it did. */
static long came_back(struct fault_cell *c, long ret)
{
	state(c)->ret = ret;
	state(c)->returned = true;
	return ret;
}

static const char *check_file_bytes(const uint8_t *copy, size_t from, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (copy[i] != file_byte(from + i))
			return complain("byte %zu of the file differs: %#x, expected %#x",
					from + i, copy[i], file_byte(from + i));
	return NULL;
}

static const char *check_segment_bytes(const uint8_t *copy)
{
	size_t i;

	for (i = 0; i < BLOCK; i++)
		if (copy[i] != segment_byte(i))
			return complain("byte %zu of the first segment differs: %#x, expected %#x",
					i, copy[i], segment_byte(i));
	return NULL;
}

static const char *check_size(struct fault_cell *c, size_t want)
{
	struct stat st;

	if (fstat(file_of(c), &st))
		return complain("fstat: %s", strerror(errno));
	if (st.st_size != (off_t)want)
		return complain("the file has %ld bytes, expected %zu", (long)st.st_size, want);
	return NULL;
}

/*
 * Bytes the call moved.  Killed on its way back it told nobody: then the file
 * position says it, unless the engine knows better.
 */
static off_t moved_bytes(struct fault_cell *c, long moved)
{
	struct direct_io *d = state(c);

	if (d->returned)
		return d->ret > 0 ? d->ret : 0;
	return moved ? moved : lseek(file_of(c), 0, SEEK_CUR);
}

static const char *check_position(struct fault_cell *c, long moved)
{
	off_t position = lseek(file_of(c), 0, SEEK_CUR);
	off_t whole = state(c)->whole, want = whole ? moved_bytes(c, moved) : 0;

	if (position != want || (position && position != whole))
		return complain("the file position is %ld, expected %ld", (long)position,
				(long)want);
	return NULL;
}

/* Reads the file anew; the size is checked on the way. */
static const char *reread(struct fault_cell *c, size_t size)
{
	const char *wrong = check_size(c, size);
	ssize_t n;

	if (wrong)
		return wrong;
	n = pread(file_of(c), state(c)->file, size, 0);
	if (n != (ssize_t)size)
		return complain("reading the file again gave %zd", n);
	return NULL;
}

/* The file as it was, and the position where the call left it. */
static const char *read_conserve(struct fault_cell *c, long moved)
{
	return check_position(c, moved) ?: reread(c, FILE_SIZE) ?:
	       check_file_bytes(state(c)->file, 0, FILE_SIZE);
}

#endif /* DIRECT_IO_FILE_H */
