// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file of a cell, the state that controller and victim share, and the checks of both.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faultsig.h"
#include "file.h"

/**
 * dio_state() - find the state of a cell.
 * @c: the cell.
 * Return: the state that dio_state_setup() made, or NULL.
 */
struct direct_io *dio_state(struct fault_cell *c)
{
	return *cell_priv(c);
}

/**
 * dio_file() - find the file of a cell.
 * @c: the cell.
 * Return: its descriptor.
 */
int dio_file(struct fault_cell *c)
{
	return cell_fds(c)[0];
}

/* Byte @i of the file's first content, in which no two sectors are alike. */
static uint8_t file_byte(size_t i)
{
	return payload_byte(i + i / SECTOR);
}

/* Byte @i of the vectored calls' first segment, which differs from the file in every byte. */
static uint8_t segment_byte(size_t i)
{
	return 0x7f - file_byte(i);
}

static size_t state_size(void)
{
	return sizeof(struct direct_io) + FILE_SIZE;
}

/**
 * dio_state_setup() - make the state, and in it the first segment of the vectored calls.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int dio_state_setup(struct fault_cell *c)
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

/**
 * dio_teardown() - free the state.
 * @c: the cell.
 */
void dio_teardown(struct fault_cell *c)
{
	if (dio_state(c))
		munmap(dio_state(c), state_size());
}

/**
 * dio_fill_file() - write the content that all checks know into the file.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int dio_fill_file(struct fault_cell *c)
{
	ssize_t n;
	size_t i;

	for (i = 0; i < FILE_SIZE; i++)
		dio_state(c)->file[i] = file_byte(i);
	n = pwrite(dio_file(c), dio_state(c)->file, FILE_SIZE, 0);
	if (n < 0)
		return -errno;
	return n == (ssize_t)FILE_SIZE ? 0 : -EIO;
}

/**
 * dio_empty_setup() - make the state, and a file without content.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int dio_empty_setup(struct fault_cell *c)
{
	int err = dio_state_setup(c);

	if (err)
		return err;
	cell_fds(c)[0] = loopfs_file();
	return dio_file(c) < 0 ? dio_file(c) : 0;
}

/**
 * dio_full_setup() - make the state, and a file of FILE_SIZE bytes.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int dio_full_setup(struct fault_cell *c)
{
	return dio_empty_setup(c) ?: dio_fill_file(c);
}

/**
 * dio_vector_setup() - dio_full_setup() for a call that also moves the first segment.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int dio_vector_setup(struct fault_cell *c)
{
	int err = dio_full_setup(c);

	if (!err)
		dio_state(c)->whole = BLOCK + cell_len(c);
	return err;
}

/**
 * dio_came_back() - record that the call came back, for .conserve.
 * @c: the cell.
 * @ret: its result.
 * Return: @ret.
 */
long dio_came_back(struct fault_cell *c, long ret)
{
	dio_state(c)->ret = ret;
	dio_state(c)->returned = true;
	return ret;
}

/**
 * dio_check_bytes() - check bytes against what the file held at first.
 * @copy: the bytes.
 * @from: their position in the file.
 * @len: number of bytes.
 * Return: NULL, or a complaint.
 */
const char *dio_check_bytes(const uint8_t *copy, size_t from, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (copy[i] != file_byte(from + i))
			return complain("byte %zu of the file differs: %#x, expected %#x",
					from + i, copy[i], file_byte(from + i));
	return NULL;
}

/**
 * dio_check_segment() - check a block against the first segment of the vectored calls.
 * @copy: BLOCK bytes.
 * Return: NULL, or a complaint.
 */
const char *dio_check_segment(const uint8_t *copy)
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

	if (fstat(dio_file(c), &st))
		return complain("fstat: %s", strerror(errno));
	if (st.st_size != (off_t)want)
		return complain("the file has %ld bytes, expected %zu", (long)st.st_size, want);
	return NULL;
}

/**
 * dio_moved() - find out how many bytes the call moved.
 * @c: the cell.
 * @moved: as .conserve gets it.
 *
 * If the thread was killed on its way back, the call reported its result to nobody. Then the
 * file position tells it, unless the engine knows better.
 *
 * Return: number of bytes.
 */
off_t dio_moved(struct fault_cell *c, long moved)
{
	struct direct_io *d = dio_state(c);

	if (d->returned)
		return d->ret > 0 ? d->ret : 0;
	return moved ? moved : lseek(dio_file(c), 0, SEEK_CUR);
}

/**
 * dio_check_position() - check that the file position is where the call left it.
 * @c: the cell.
 * @moved: as .conserve gets it.
 * Return: NULL, or a complaint.
 */
const char *dio_check_position(struct fault_cell *c, long moved)
{
	off_t position = lseek(dio_file(c), 0, SEEK_CUR);
	off_t whole = dio_state(c)->whole, want = whole ? dio_moved(c, moved) : 0;

	if (position != want || (position && position != whole))
		return complain("the file position is %ld, expected %ld", (long)position,
				(long)want);
	return NULL;
}

/**
 * dio_reread() - read the file anew into the state, and check its size.
 * @c: the cell.
 * @size: the size that it has to have, bytes.
 * Return: NULL, or a complaint.
 */
const char *dio_reread(struct fault_cell *c, size_t size)
{
	const char *wrong = check_size(c, size);
	ssize_t n;

	if (wrong)
		return wrong;
	n = pread(dio_file(c), dio_state(c)->file, size, 0);
	if (n != (ssize_t)size)
		return complain("reading the file again gave %zd", n);
	return NULL;
}

/**
 * dio_second_block_check() - check that the buffer has the file's second block.
 * @c: the cell.
 * @ret: result of the call, unused.
 * Return: NULL, or a complaint.
 */
const char *dio_second_block_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return dio_check_bytes(cell_buf(c), BLOCK, BLOCK);
}

/**
 * dio_page_unchanged() - check that the page was only read.
 * @c: the cell.
 * @ret: result of the call, unused.
 * Return: NULL, or a complaint.
 */
const char *dio_page_unchanged(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_page_around(c, 0);
}

/**
 * dio_read_conserve() - check that the file is unchanged, and the position as the call says.
 * @c: the cell.
 * @moved: as .conserve gets it.
 * Return: NULL, or a complaint.
 */
const char *dio_read_conserve(struct fault_cell *c, long moved)
{
	return dio_check_position(c, moved) ?: dio_reread(c, FILE_SIZE) ?:
	       dio_check_bytes(dio_state(c)->file, 0, FILE_SIZE);
}
