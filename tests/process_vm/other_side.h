/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory at the other side of the copy, opposite the page that stalls: the
 * victim's own, which the controller sees too, or another process's.
 */
#ifndef FAULTSIG_PROCESS_VM_OTHER_SIDE_H
#define FAULTSIG_PROCESS_VM_OTHER_SIDE_H

/*
 * What GUP or uaccess can't get ends the call, with the bytes moved before: to the
 * byte, although the manual promises no more than whole iovec elements.
 */
#define SHORT_COUNTS	{ 0, FAILS_PAGE, FAULT_LEN }

/*
 * But riscv64 copies from user memory in whole words, and never goes back for the bytes
 * of the one that fails (include/linux/uaccess.h: copying less is permitted).
 */
#ifdef __riscv
#define SHORT_LOADS	{ 0, FAILS_PAGE, FAULT_LEN & ~(sizeof(long) - 1) }
#else
#define SHORT_LOADS	SHORT_COUNTS
#endif

#define MOVES		(PATH_PINS | PATH_CHECK_SHORT)

/* Room for FAULT_LEN and two pages; behind it a page of payload. */
#define OTHER_LEN	(3 * small_page())
#define OTHER_SIZE	(OTHER_LEN + small_page())

/* Neither payload nor the content of any page: nothing was written here. */
#define UNTOUCHED	0x33

/**
 * struct other_side - the memory the call copies to or from.
 * @buf: the same address in controller, victim and peer: OTHER_LEN bytes.
 * @ahead: payload, for an iovec element that does not fault.
 * @peer: target of the call, 0 if that is the victim itself.
 * @in_peer: the memory is the peer's, and the victim's own at @buf stays as it is.
 * @mem: /proc/PEER/mem, or -1.
 */
struct other_side {
	uint8_t *buf;
	uint8_t *ahead;
	pid_t peer;
	bool in_peer;
	int mem;
};

static struct other_side *other_side(struct fault_cell *c)
{
	return *cell_priv(c);
}

static int other_side_map(struct fault_cell *c, bool in_peer)
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

/* The call writes to the other side. */
static int sink_setup(struct fault_cell *c)
{
	int err = other_side_map(c, false);

	if (!err)
		memset(other_side(c)->buf, UNTOUCHED, OTHER_LEN);
	return err;
}

/* The call reads from the other side. */
static int origin_setup(struct fault_cell *c)
{
	int err = other_side_map(c, false);

	if (!err)
		payload_fill(other_side(c)->buf, OTHER_LEN);
	return err;
}

static void other_side_teardown(struct fault_cell *c)
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

/* A copy of the other side, wherever it is. */
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

/* Exactly what was reported has arrived, behind the first @ahead bytes. */
static const char *conserve_behind(struct fault_cell *c, size_t ahead, size_t moved)
{
	uint8_t copy[OTHER_LEN];

	return other_side_read(c, copy) ?: check_delivered(copy, ahead, moved) ?:
	       check_untouched(copy, moved);
}

static const char *sink_conserve(struct fault_cell *c, long moved)
{
	return conserve_behind(c, 0, moved);
}

/* Bytes whose content is known: not those of a page that should have failed. */
static size_t known_part(struct fault_cell *c, size_t len)
{
	size_t good = cell_good_len(c);

	if (cell_layout(c) == LAYOUT_HELD || cell_layout(c) == LAYOUT_HELD_FIRST)
		return len;
	return len < good ? len : good;
}

static const char *check_page(struct fault_cell *c, size_t len)
{
	return cell_layout(c) == LAYOUT_HELD ? check_page_around(c, len) : NULL;
}

/* The held page has come over, and only to the process that was named. */
static const char *sink_check(struct fault_cell *c, long ret)
{
	const struct other_side *other = other_side(c);
	const char *wrong;
	uint8_t copy[OTHER_LEN];

	wrong = other_side_read(c, copy) ?: check_content(c, copy, known_part(c, ret));
	if (!wrong && other->in_peer)
		wrong = check_untouched(other->buf, 0);
	return wrong ?: check_page(c, 0);
}

/* The payload is in the held page, and nothing else changed. */
static const char *origin_check(struct fault_cell *c, long ret)
{
	return check_payload(cell_buf(c), known_part(c, ret)) ?: check_page(c, ret);
}

#endif /* FAULTSIG_PROCESS_VM_OTHER_SIDE_H */
