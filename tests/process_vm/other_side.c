// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory at the other side of the copy: map it, fill it, and check that exactly the bytes
 * that the call reports were moved.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faultsig.h"
#include "other_side.h"

#define OTHER_SIZE	(OTHER_LEN + small_page())

/**
 * other_side() - find the other side of a cell.
 * @c: the cell.
 * Return: the memory that other_side_map() made, or NULL.
 */
struct other_side *other_side(struct fault_cell *c)
{
	return *cell_priv(c);
}

/**
 * other_side_map() - map the other side; the caller writes its content.
 * @c: the cell.
 * @in_peer: the memory is to belong to the peer: a fork copies it.
 * Return: 0 or -errno; other_side_teardown() frees it in either case.
 */
int other_side_map(struct fault_cell *c, bool in_peer)
{
	int sharing = in_peer ? MAP_PRIVATE : MAP_SHARED;
	struct other_side *other = calloc(1, sizeof(*other));

	if (!other)
		return -ENOMEM;
	*cell_priv(c) = other;
	other->mem = -1;
	other->in_peer = in_peer;
	other->buf = mmap(NULL, OTHER_SIZE, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
	if (other->buf == MAP_FAILED)
		return -errno;
	other->ahead = other->buf + OTHER_LEN;
	payload_fill(other->ahead, OTHER_SIZE - OTHER_LEN);
	return 0;
}

/**
 * vm_sink_setup() - make an other side for the call to write to.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int vm_sink_setup(struct fault_cell *c)
{
	int err = other_side_map(c, false);

	if (!err)
		memset(other_side(c)->buf, UNTOUCHED, OTHER_LEN);
	return err;
}

/**
 * vm_origin_setup() - make an other side for the call to read from.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int vm_origin_setup(struct fault_cell *c)
{
	int err = other_side_map(c, false);

	if (!err)
		payload_fill(other_side(c)->buf, OTHER_LEN);
	return err;
}

/**
 * other_side_teardown() - end the peer, if there is one, and free the other side.
 * @c: the cell.
 */
void other_side_teardown(struct fault_cell *c)
{
	struct other_side *other = other_side(c);

	if (!other)
		return;
	if (other->peer > 0) {
		kill(other->peer, SIGKILL);
		waitpid(other->peer, NULL, 0);
	}
	if (other->mem >= 0)
		close(other->mem);
	if (other->buf != MAP_FAILED)
		munmap(other->buf, OTHER_SIZE);
	free(other);
}

/* Copy the other side, from the victim's memory or the peer's. */
static const char *other_side_read(struct fault_cell *c, uint8_t *copy)
{
	const struct other_side *other = other_side(c);

	if (!other->in_peer)
		memcpy(copy, other->buf, OTHER_LEN);
	else if (pread(other->mem, copy, OTHER_LEN, (uintptr_t)other->buf) != (ssize_t)OTHER_LEN)
		return complain("the peer's memory can't be read: %s", strerror(errno));
	return NULL;
}

static const char *check_untouched(const uint8_t *copy, size_t from)
{
	size_t i;

	for (i = from; i < OTHER_LEN; i++)
		if (copy[i] != UNTOUCHED)
			return complain("byte %zu was written, but only %zu were moved", i, from);
	return NULL;
}

static const char *check_delivered(const uint8_t *copy, size_t from, size_t moved)
{
	size_t i;

	for (i = from; i < moved; i++)
		if (copy[i] == UNTOUCHED)
			return complain("byte %zu of %zu was not delivered", i, moved);
	return NULL;
}

/**
 * vm_sink_conserve_behind() - check that exactly the reported bytes have arrived.
 * @c: the cell.
 * @ahead: bytes at the front that the caller checks itself.
 * @moved: bytes that the call moved, with those ahead.
 * Return: NULL, or a complaint.
 */
const char *vm_sink_conserve_behind(struct fault_cell *c, size_t ahead, size_t moved)
{
	uint8_t copy[OTHER_LEN];

	return other_side_read(c, copy) ?: check_delivered(copy, ahead, moved) ?:
	       check_untouched(copy, moved);
}

/**
 * vm_sink_conserve() - check that exactly the reported bytes have arrived, all in the buffer.
 * @c: the cell.
 * @moved: bytes that the call moved.
 * Return: NULL, or a complaint.
 */
const char *vm_sink_conserve(struct fault_cell *c, long moved)
{
	return vm_sink_conserve_behind(c, 0, moved);
}

/**
 * vm_known_part() - count bytes of known content: not those of a page that should have failed.
 * @c: the cell.
 * @len: bytes that the call moved.
 * Return: how many of them have known content.
 */
size_t vm_known_part(struct fault_cell *c, size_t len)
{
	size_t good = cell_good_len(c);

	if (cell_layout(c) == LAYOUT_HELD || cell_layout(c) == LAYOUT_HELD_FIRST)
		return len;
	return len < good ? len : good;
}

/**
 * vm_check_page() - check that the rest of the held page is unchanged.
 * @c: the cell.
 * @len: bytes of the buffer that the call was to write.
 * Return: NULL, or a complaint.
 */
const char *vm_check_page(struct fault_cell *c, size_t len)
{
	return cell_layout(c) == LAYOUT_HELD ? check_page_around(c, len) : NULL;
}

/**
 * vm_sink_check() - check that the held page was copied, and only to the process named.
 * @c: the cell.
 * @ret: bytes that the call moved.
 * Return: NULL, or a complaint.
 */
const char *vm_sink_check(struct fault_cell *c, long ret)
{
	const struct other_side *other = other_side(c);
	const char *wrong;
	uint8_t copy[OTHER_LEN];

	wrong = other_side_read(c, copy) ?: check_content(c, copy, vm_known_part(c, ret));
	if (!wrong && other->in_peer)
		wrong = check_untouched(other->buf, 0);
	return wrong ?: vm_check_page(c, 0);
}

/**
 * vm_origin_check() - check that the payload is in the held page, and nothing else changed.
 * @c: the cell.
 * @ret: bytes that the call moved.
 * Return: NULL, or a complaint.
 */
const char *vm_origin_check(struct fault_cell *c, long ret)
{
	return check_payload(cell_buf(c), vm_known_part(c, ret)) ?: vm_check_page(c, ret);
}
