// SPDX-License-Identifier: GPL-2.0-only
/*
 * The accessors by which a path sees its cell, in the victim and in the controller: the buffer
 * and the bytes it must hold, the payload of a path's peer, and the checks against both.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"

/* A buffer of PATH_MESSAGE takes at most this much of the good page and of the failing one. */
#define MESSAGE_PART	4096UL	/* not a page */
#define DEFAULT_OFFSET	64

/**
 * small_page() - size of a page, the smallest unit of a mapping.
 * Return: bytes: 4, 16 or 64 KiB.
 */
size_t small_page(void)
{
	return sysconf(_SC_PAGESIZE);
}

/**
 * payload_byte() - byte of the payload that a path's peer sends.
 * @i: position.
 * Return: the byte; it differs from the page's content at every position.
 */
uint8_t payload_byte(size_t i)
{
	return (i * 5 + 1) & 0x7f;
}

/**
 * payload_fill() - fill a buffer with the payload that a path's peer sends.
 * @buf: filled.
 * @len: bytes.
 */
void payload_fill(void *buf, size_t len)
{
	uint8_t *b = buf;
	size_t i;

	for (i = 0; i < len; i++)
		b[i] = payload_byte(i);
}

/**
 * complain() - format the complaint that a check returns.
 * @fmt: printf format.
 * Return: the text, in a buffer of the calling thread that the next call reuses.
 */
const char *complain(const char *fmt, ...)
{
	static __thread char text[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return text;
}

/**
 * check_payload() - check that the payload arrived.
 * @buf: where it should be.
 * @len: bytes.
 * Return: NULL, or a complaint.
 */
const char *check_payload(const void *buf, size_t len)
{
	const uint8_t *b = buf;
	size_t i;

	for (i = 0; i < len; i++)
		if (b[i] != payload_byte(i))
			return complain("data differs at byte %zu: %#x, expected %#x", i, b[i],
					payload_byte(i));
	return NULL;
}

static bool is_zero_page(const struct fault_source *source, const struct fault_release *release)
{
	if (!release || release->content == CONTENT_OF_SOURCE)
		return false;
	return release->content == CONTENT_ZERO || !source->backed;
}

/* The bytes that the page must hold after the release, or NULL where they are zeros. */
static const uint8_t *expected_page(const struct fault_cell *c)
{
	if (c->let_through && !c->source->backed)
		return NULL;
	return is_zero_page(c->source, c->variant->release) ? NULL : c->region.content;
}

static uint8_t expected_byte(const struct fault_cell *c, size_t page_offset)
{
	const uint8_t *expected = expected_page(c);

	return expected ? expected[page_offset] : 0;
}

/**
 * cell_byte() - byte that the buffer must hold once its page is there.
 * @c: the cell.
 * @i: position in the buffer.
 * Return: the byte of the source's page, or of the good page ahead of it.
 */
uint8_t cell_byte(const struct fault_cell *c, size_t i)
{
	size_t offset = (uint8_t *)c->buf - cell_page(c);

	return i < cell_good_len(c) ? GOOD_BYTE : expected_byte(c, offset + i);
}

/**
 * check_content() - check that the page's content was moved right.
 * @c: the cell.
 * @copy: the bytes that came out at the other end.
 * @len: bytes.
 * Return: NULL, or a complaint.
 */
const char *check_content(const struct fault_cell *c, const void *copy, size_t len)
{
	const uint8_t *b = copy;
	size_t i;

	for (i = 0; i < len; i++)
		if (b[i] != cell_byte(c, i))
			return complain("data differs at byte %zu: %#x, expected %#x", i, b[i],
					cell_byte(c, i));
	return NULL;
}

static bool all_zero(const uint8_t *b, size_t len)
{
	return !b[0] && !memcmp(b, b + 1, len - 1);
}

/* Check the bytes of the page from @begin to before @end. */
static const char *check_page_part(const struct fault_cell *c, size_t begin, size_t end)
{
	const uint8_t *page = cell_page(c), *expected = expected_page(c);
	size_t i;

	if (begin >= end || (expected ? !memcmp(page + begin, expected + begin, end - begin) :
					all_zero(page + begin, end - begin)))
		return NULL;
	for (i = begin; i < end; i++)
		if (page[i] != expected_byte(c, i))
			return complain("byte %zu of the page changed: %#x, expected %#x", i,
					page[i], expected_byte(c, i));
	return NULL;
}

/**
 * check_page_around() - check that the page is unchanged outside the buffer.
 * @c: the cell, in the victim.
 * @len: bytes of the buffer that were to change.
 * Return: NULL, or a complaint.
 */
const char *check_page_around(const struct fault_cell *c, size_t len)
{
	size_t good = cell_good_len(c), size = small_page();
	size_t offset = (uint8_t *)c->buf + good - cell_page(c);
	const char *complaint = check_page_part(c, 0, offset < size ? offset : size);

	len = len > good ? len - good : 0;
	return complaint ? complaint : check_page_part(c, offset + len, size);
}

/**
 * sysret() - turn libc's result of a system call back into the kernel's.
 * @ret: the result that libc returned.
 * Return: @ret, or -errno.
 */
long sysret(long ret)
{
	return ret < 0 ? -errno : ret;
}

/**
 * cell_buf() - buffer that the path hands to the kernel.
 * @c: the cell.
 * Return: its first byte, in the page that stalls or fails, or ahead of it.
 */
void *cell_buf(const struct fault_cell *c)
{
	return c->buf;
}

/**
 * cell_len() - bytes of the buffer.
 * @c: the cell.
 * Return: bytes.
 */
size_t cell_len(const struct fault_cell *c)
{
	return c->len;
}

/* Bytes of the buffer in each of the two pages of LAYOUT_SECOND_PAGE. */
static size_t page_part(const struct fault_cell *c)
{
	bool whole = !(c->path->flags & PATH_MESSAGE) || c->region.page_size < MESSAGE_PART;

	return whole ? c->region.page_size : MESSAGE_PART;
}

/**
 * cell_good_len() - bytes of the buffer ahead of the failing page.
 * @c: the cell.
 * Return: bytes; 0 when the whole buffer is in the page that stalls.
 */
size_t cell_good_len(const struct fault_cell *c)
{
	switch (c->variant->layout) {
	case LAYOUT_SECOND_PAGE:
		return page_part(c);
	case LAYOUT_MID_BUFFER:
	case LAYOUT_HELD_LAST:
		return FAULT_LEN;
	default:
		return 0;
	}
}

/**
 * cell_ok() - result of the path when nothing went wrong.
 * @c: the cell.
 * Return: the path's @ok, with the good bytes ahead of a page that stalls.
 */
long cell_ok(const struct fault_cell *c)
{
	bool more = c->variant->layout == LAYOUT_HELD_LAST && c->path->ok > 0;

	return c->path->ok + (more ? FAULT_LEN : 0);
}

/**
 * cell_fds() - descriptors of the path, closed at the end of the cell.
 * @c: the cell.
 * Return: CELL_FDS of them, -1 where unused.
 */
int *cell_fds(struct fault_cell *c)
{
	return c->fds;
}

/**
 * cell_victim() - process that takes the fault, for stimuli that do something to its memory.
 * @c: the cell, in the controller.
 * Return: its pid.
 */
pid_t cell_victim(const struct fault_cell *c)
{
	return c->victim.pid;
}

/**
 * cell_priv() - the path's own state.
 * @c: the cell.
 * Return: a pointer in which the path may keep something; the path itself frees it.
 */
void **cell_priv(struct fault_cell *c)
{
	return &c->priv;
}

/**
 * cell_args() - the path's constants, for functions that are the @run of several paths.
 * @c: the cell.
 * Return: fault_path.args.
 */
const void *cell_args(const struct fault_cell *c)
{
	return c->path->args;
}

/**
 * cell_submitter_exits() - tell whether run() must return right after submitting.
 * @c: the cell.
 * Return: true for the stimulus in which the submitting thread exits.
 */
bool cell_submitter_exits(const struct fault_cell *c)
{
	return c->stim->flags & STIM_SUBMITTER_EXIT;
}

/**
 * cell_layout() - position in the buffer at which the failing page begins.
 * @c: the cell.
 * Return: the layout.
 */
enum layout cell_layout(const struct fault_cell *c)
{
	return c->variant->layout;
}

/**
 * region_page() - page of a region that stalls or fails.
 * @r: the region.
 * Return: its first byte.
 */
uint8_t *region_page(const struct fault_region *r)
{
	return r->base + r->page * r->page_size;
}

/**
 * cell_buf_in() - find the cell's buffer in its page, for fault_path.fill().
 * @c: the cell.
 * @page: first byte of the page's content, as fault_path.fill() gets it.
 * Return: the buffer's first byte.
 */
void *cell_buf_in(const struct fault_cell *c, uint8_t *page)
{
	return page + ((uint8_t *)cell_buf(c) - cell_page(c));
}

/**
 * cell_page() - page of the cell that stalls or fails.
 * @c: the cell.
 * Return: its first byte.
 */
uint8_t *cell_page(const struct fault_cell *c)
{
	return region_page(&c->region);
}

/**
 * cell_region() - region that stalls or fails, for a path that has to know its source.
 * @c: the cell.
 * Return: the region, with its page size, its source and the source's descriptor.
 */
struct fault_region *cell_region(struct fault_cell *c)
{
	return &c->region;
}

static size_t path_len(const struct fault_path *path)
{
	if (path->len == PATH_WHOLE_PAGE)
		return small_page();
	return path->len ? path->len : FAULT_LEN;
}

/**
 * place_buffer() - place the path's buffer in the region.
 * @c: the cell, its region's page size known; gets the buffer.
 */
void place_buffer(struct fault_cell *c)
{
	size_t len = path_len(c->path);
	size_t offset = c->path->offset ? c->path->offset : DEFAULT_OFFSET;
	uint8_t *page;

	if (offset == PATH_AT_START)
		offset = 0;
	c->region.page = c->variant->layout >= LAYOUT_SECOND_PAGE;
	page = cell_page(c);
	switch (c->variant->layout) {
	case LAYOUT_HELD_FIRST:
		/* The buffer runs on into the next page, which the source makes unobtainable. */
		c->buf = page + c->region.page_size - FAULT_LEN;
		c->len = 2 * FAULT_LEN;
		break;
	case LAYOUT_SECOND_PAGE:
		c->buf = page - page_part(c);
		c->len = 2 * page_part(c);
		break;
	case LAYOUT_MID_BUFFER:
	case LAYOUT_HELD_LAST:
		c->buf = page - FAULT_LEN;
		c->len = 2 * FAULT_LEN;
		break;
	default:
		c->buf = page + offset;
		c->len = len;
	}
}
