// SPDX-License-Identifier: GPL-2.0-only
/*
 * The story of a cell: arm, stall, signal, observe, release, judge.  Also what a
 * path may know of its cell: the buffer, its content, the payload.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "environment.h"
#include "sources.h"

/* Small pages as well are apart from what is near: no path has to care for both. */
#define REGION_ALIGN_MIN	(2UL << 20)	/* not a page */
#define REGION_PAGES	4	/* of that size: two, and room behind them */
#define DEFAULT_OFFSET	64
/* What PATH_MESSAGE has at most of the good page, and of the one behind it. */
#define MESSAGE_PART	4096UL	/* not a page */

/**
 * small_page() - the size of a page, the smallest unit of a mapping.
 * Return: bytes: 4, 16 or 64 KiB.
 */
size_t small_page(void)
{
	return sysconf(_SC_PAGESIZE);
}

/**
 * payload_byte() - byte of what a path's peer sends.
 * @i: position.
 * Return: the byte; it differs from the page's content at every position.
 */
uint8_t payload_byte(size_t i)
{
	return (i * 5 + 1) & 0x7f;
}

static uint8_t pattern_byte(size_t i)
{
	return 0x80 | ((i * 7 + (i >> 8)) & 0x7f);
}

/**
 * payload_fill() - what a path's peer sends.
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
 * complain() - a sentence for a check to return.
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
 * check_payload() - did the payload arrive?
 * @buf: where it should be.
 * @len: bytes.
 * Return: NULL, or what is wrong.
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

/**
 * release_keeps_content() - is the page what the source held, once let go?
 * @source: the source.
 * @how: how the fault was let go.
 * Return: false if the page then is a fresh zero page.
 */
bool release_keeps_content(const struct fault_source *source, enum release_how how)
{
	if (how == RELEASE_ZEROPAGE)
		return false;
	if (how != RELEASE_UNREGISTER && how != RELEASE_CLOSE)
		return true;
	/* Page cache or a present page behind it, or nothing. */
	return !source->mode || source->backing == BACKING_SHMEM ||
	       strstr(source->name, "minor") || strstr(source->name, "wp");
}

/**
 * expected_byte() - what the page must hold after the release.
 * @c: the cell.
 * @page_offset: position in the page.
 * Return: the byte.
 */
uint8_t expected_byte(const struct fault_cell *c, size_t page_offset)
{
	if (!release_keeps_content(c->source, c->variant->release))
		return 0;
	return c->content[page_offset];
}

/**
 * cell_byte() - what the buffer must hold once its page is there.
 * @c: the cell.
 * @i: position in the buffer.
 * Return: the byte, which the source or the good page ahead of it has there.
 */
uint8_t cell_byte(const struct fault_cell *c, size_t i)
{
	size_t offset = (uint8_t *)c->buf - cell_page(c);

	return i < cell_good_len(c) ? GOOD_BYTE : expected_byte(c, offset + i);
}

/**
 * check_content() - was the page's content moved right?
 * @c: the cell.
 * @copy: what came out at the other end.
 * @len: bytes.
 * Return: NULL, or what is wrong.
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

/**
 * check_page_around() - is the page unchanged outside the buffer?
 * @c: the cell, in the victim.
 * @len: bytes of the buffer that were to change.
 * Return: NULL, or what is wrong.
 */
const char *check_page_around(const struct fault_cell *c, size_t len)
{
	const uint8_t *page = cell_page(c);
	size_t offset = (uint8_t *)c->buf - page, i;

	for (i = 0; i < small_page(); i++)
		if ((i < offset || i >= offset + len) && page[i] != expected_byte(c, i))
			return complain("byte %zu of the page changed: %#x, expected %#x", i,
					page[i], expected_byte(c, i));
	return NULL;
}

/**
 * sysret() - a system call's result as the kernel gave it.
 * @ret: what libc returned.
 * Return: @ret, or -errno.
 */
long sysret(long ret)
{
	return ret < 0 ? -errno : ret;
}

/**
 * cell_buf() - the buffer the path hands to the kernel.
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

/* Bytes of each of the two pages of LAYOUT_SECOND_PAGE */
static size_t page_part(const struct fault_cell *c)
{
	bool whole = !(c->path->flags & PATH_MESSAGE) || c->region.page_size < MESSAGE_PART;

	return whole ? c->region.page_size : MESSAGE_PART;
}

/**
 * cell_good_len() - bytes of the buffer ahead of the failing page.
 * @c: the cell.
 * Return: bytes; 0 when all of it is in the page that stalls.
 */
size_t cell_good_len(const struct fault_cell *c)
{
	switch (c->variant->layout) {
	case LAYOUT_SECOND_PAGE:
		return page_part(c);
	case LAYOUT_MID_BUFFER:
		return FAULT_LEN;
	default:
		return 0;
	}
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
 * cell_priv() - the path's own state.
 * @c: the cell.
 * Return: a pointer for the path to keep something in; it frees it itself.
 */
void **cell_priv(struct fault_cell *c)
{
	return &c->priv;
}

/**
 * cell_submitter_exits() - must run() return right after submitting?
 * @c: the cell.
 * Return: true for the stimulus in which the submitting thread exits.
 */
bool cell_submitter_exits(const struct fault_cell *c)
{
	return c->stim->flags & STIM_SUBMITTER_EXIT;
}

/**
 * cell_layout() - where the failing page begins.
 * @c: the cell.
 * Return: the layout.
 */
enum layout cell_layout(const struct fault_cell *c)
{
	return c->variant->layout;
}

/**
 * cell_page() - the page that stalls or fails.
 * @c: the cell.
 * Return: its first byte.
 */
uint8_t *cell_page(const struct fault_cell *c)
{
	return c->region.base + c->region.page * c->region.page_size;
}

/**
 * cell_region() - the region that stalls or fails, for a path that needs its source.
 * @c: the cell.
 * Return: the region: its page size, its backing, its source's descriptor.
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

static void place_buffer(struct fault_cell *c)
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
		/* The source makes the page behind it one that can't be had. */
		c->buf = page + c->region.page_size - FAULT_LEN;
		c->len = 2 * FAULT_LEN;
		break;
	case LAYOUT_SECOND_PAGE:
		c->buf = page - page_part(c);
		c->len = 2 * page_part(c);
		break;
	case LAYOUT_MID_BUFFER:
		c->buf = page - FAULT_LEN;
		c->len = 2 * FAULT_LEN;
		break;
	default:
		c->buf = page + offset;
		c->len = len;
	}
}

/* The highest alignment a source needs: the largest page that it may be served with. */
static size_t region_align(const struct fault_source *source)
{
	size_t size = 0;

	if (source->backing == BACKING_THP)
		size = thp_page_size();
	if (source->backing == BACKING_HUGETLB)
		size = hugepool_page_size();
	return size > REGION_ALIGN_MIN ? size : REGION_ALIGN_MIN;
}

static int reserve_region(struct fault_cell *c)
{
	size_t align = region_align(c->source), size = REGION_PAGES * align;
	struct fault_region *r = &c->region;
	uint8_t *base;

	base = mmap(NULL, size + align, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (base == MAP_FAILED)
		return -errno;
	/* Never the first page of the reservation: a path may map the page ahead. */
	r->base = (uint8_t *)(((uintptr_t)base + align) & ~(align - 1));
	r->size = size;
	r->prot = PROT_READ | PROT_WRITE | (c->path->flags & PATH_NEEDS_EXEC ? PROT_EXEC : 0);
	return 0;
}

static int make_content(struct fault_cell *c)
{
	size_t i, size = c->region.page_size;

	/*
	 * All of it present, or UFFDIO_COPY of a huge page needs a second one on the way; but
	 * for the first small page it is the page of zeros, which costs no memory.
	 */
	c->content = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
			  -1, 0);
	if (c->content == MAP_FAILED)
		return -errno;
	if (mprotect(c->content, small_page(), PROT_READ | PROT_WRITE))
		return -errno;
	for (i = 0; i < small_page(); i++)
		c->content[i] = pattern_byte(i);
	return 0;
}

static int build(struct fault_cell *c, const char **what)
{
	int err = reserve_region(c);

	*what = "reserving address space";
	if (!err) {
		*what = "preparing the source";
		err = c->source->ops->prepare(c);
	}
	if (!err) {
		place_buffer(c);
		*what = "content of the page";
		err = make_content(c);
	}
	if (!err && c->path->setup) {
		*what = "setting up the path";
		err = c->path->setup(c);
	}
	if (!err && c->path->fill)
		c->path->fill(c, c->content);
	return err;
}

/* What the cell lacks, or has and finds wrong, or can't look at; NULL if nothing. */
static const struct answer *unavailable(const struct cell_variant *v, const struct stimulus *stim)
{
	bool user_mode = v->path->class == PATH_USER;
	const struct answer *answer = NULL;

	environment_before();
	if (v->path->probe)
		answer = v->path->probe();
	if (!answer && v->source->ops->probe)
		answer = v->source->ops->probe(v->source, user_mode);
	if (!answer && v->release == RELEASE_POISON)
		answer = source_uffd_poison.ops->probe(&source_uffd_poison, user_mode);
	if (!answer && !task_has_schedstat())
		answer = lacks(NEED_SCHED_INFO);
	if (!answer && v->layout != LAYOUT_HELD &&
	    contract_failure(v->path, v->source->class, v->layout) == FAILS_SKIP)
		answer = lacks(NEED_LAYOUT);
	return answer ?: stimulus_probe(stim);
}

/* The end of a cell whose probe has an answer. */
static void judge_answer(const struct answer *answer, struct cell_verdict *verdict)
{
	const char *words = answer->words;

	switch (answer->kind) {
	case ANSWER_ABSENT:
		verdict->missing = requirement(answer->need);
		words = verdict->missing->reason;
		verdict->status = CELL_SKIP;
		verdict->observed = OUTCOME_SKIP;
		break;
	case ANSWER_WRONG:
		verdict->status = CELL_FAIL;
		verdict->observed = OUTCOME_WRONG;
		break;
	default:
		verdict->status = CELL_ERROR;
		verdict->observed = OUTCOME_ERROR;
	}
	snprintf(verdict->reason, sizeof(verdict->reason), "%s", words);
	snprintf(verdict->complaints, sizeof(verdict->complaints), "%s",
		 answer->kind == ANSWER_WRONG ? words : "");
}

static void live(struct fault_cell *c)
{
	if (observe_stall(c)) {
		observe_held(c);
		observe_released(c);
		return;
	}
	/* Not held: the call came back, or something else is wrong. */
	if (c->obs.returned_held) {
		c->obs.woken = true;
		/* A path's check may touch what a driver holds, even from SIGKILL. */
		if (c->source->ops->settle && source_stalls(c->source->class))
			c->source->ops->wake(c);
		victim_raise_flag(&c->victim.shared->released);
		wait_victim(c, &c->victim.shared->finished, RELEASE_DEADLINE_MS);
	}
}

/* GUP gives up on a fatal signal, even after the release; a copy does not look. */
static bool acts_late(const struct fault_cell *c)
{
	if (c->stim->effect == EFFECT_CORE || c->stim->effect == EFFECT_HANDLER_TERM)
		return true;
	return c->path->class == PATH_UACCESS && c->stim->flags & (STIM_DEFAULT | STIM_LEADER);
}

/*
 * A fatal signal that waited for the release acts on the way back to user mode: the
 * call was complete, and nobody saw its result.
 */
static long bytes_moved(const struct fault_cell *c)
{
	const struct victim_shared *s = c->victim.shared;
	long ret = 0;

	if (atomic_load(&s->returned))
		ret = s->ret;
	else if (acts_late(c) && !c->obs.dead)
		ret = c->path->ok;
	return ret > 0 ? ret : 0;
}

static void settle_accounts(struct fault_cell *c)
{
	struct victim_shared *s = c->victim.shared;
	const char *lost = NULL;

	c->obs.handlers = atomic_load(&s->handlers);
	c->obs.leader_handlers = atomic_load(&s->leader_handlers);
	if (c->path->conserve)
		lost = c->path->conserve(c, bytes_moved(c));
	if (!lost && c->source->ops->settle)
		lost = c->source->ops->settle(c);
	if (lost && !c->obs.wrong[0])
		snprintf(c->obs.wrong, sizeof(c->obs.wrong), "%s", lost);
}

static void take_down(struct fault_cell *c)
{
	size_t i;

	if (c->region.fd >= 0)
		close(c->region.fd);
	if (c->region.memfd >= 0)
		close(c->region.memfd);
	for (i = 0; i < CELL_FDS; i++)
		if (c->fds[i] >= 0)
			close(c->fds[i]);
	if (c->path->teardown)
		c->path->teardown(c);
}

/* Set-up broke half-way: no task and no descriptor may stay. */
static void abandon(struct fault_cell *c)
{
	if (c->victim.pid > 0) {
		kill(c->victim.pid, SIGKILL);
		waitpid(c->victim.pid, NULL, 0);
	}
	take_down(c);
}

/* What the kernel has to say when all of the cell is over */
static void look_behind(struct fault_cell *c)
{
	task_forget();
	pins_after(c);
	klog_after(c);
	ledger_after(c);
	if (c->no_wchan && c->obs.stalled)
		add_unjudged(c, "a late wake-up: this kernel's wchan tells nothing");
}

static void tell_error(struct fault_cell *c, struct cell_verdict *verdict)
{
	verdict->observed = OUTCOME_ERROR;
	verdict->status = CELL_ERROR;
	snprintf(verdict->reason, sizeof(verdict->reason), "%s", c->obs.broken);
}

static void run_story(struct fault_cell *c, struct cell_verdict *verdict)
{
	const char *what = "starting the victim";
	int err;

	pins_before(c);
	c->start_ns = now_ns();
	if (c->obs.broken[0]) {
		pins_after(c);
		tell_error(c, verdict);
		return;
	}
	klog_before(c);
	held_in_before(c);
	err = build(c, &what);
	if (!err) {
		what = "starting the victim";
		err = victim_start(c);
	}
	if (err) {
		break_cell(c, "%s: %s", what, strerror(-err));
		abandon(c);
		pins_after(c);
		tell_error(c, verdict);
		return;
	}
	live(c);
	victim_end(c);
	settle_accounts(c);
	take_down(c);
	look_behind(c);
	judge(c, verdict);
}

/* The cells that are watched for long, WATCH_ON_MS: the first of their kind. */
static struct {
	const struct cell_variant *variant;
	const struct stimulus *stim;
} long_watched[PATH_CLASS_NR * 2 * EFFECT_NR];

static size_t nr_long_watched;

/* Returns the cell that is watched for a class of paths and a stimulus, or NULL. */
static const struct cell_variant *long_watched_of(enum path_class class,
						  const struct stimulus *stim)
{
	size_t i;

	for (i = 0; i < nr_long_watched; i++)
		if (long_watched[i].variant->path->class == class &&
		    long_watched[i].stim == stim)
			return long_watched[i].variant;
	return NULL;
}

/*
 * Cells that pin take turns, all others that pin wait for a long watch, too. Only these
 * classes have no path that does not pin, in one program or another.
 */
static bool can_stand_for_class(const struct fault_path *path)
{
	return !(path->flags & PATH_PINS) || path->class == PATH_GUP_LONGTERM ||
	       path->class == PATH_REGISTER;
}

/**
 * cell_choose_watch() - tell of each cell of a program, in order, before any is run.
 * @variant: its row.
 * @stim: its stimulus.
 *
 * The choice depends on nothing but the program, so that a cell run alone is watched as
 * long as it is in a whole run.
 */
void cell_choose_watch(const struct cell_variant *variant, const struct stimulus *stim)
{
	if (nr_long_watched == ARRAY_LEN(long_watched) || variant->layout != LAYOUT_HELD ||
	    !source_stalls(variant->source->class) || !can_stand_for_class(variant->path) ||
	    long_watched_of(variant->path->class, stim))
		return;
	long_watched[nr_long_watched].variant = variant;
	long_watched[nr_long_watched++].stim = stim;
}

/**
 * cell_run() - live one cell through and judge it.
 * @variant: path, source, layout, release.
 * @stim: stimulus.
 * @cell_name: fixture.variant.test, for the report.
 * @verdict: filled.
 *
 * Prints the machine-readable line and, when the cell fails, what was seen.
 */
void cell_run(const struct cell_variant *variant, const struct stimulus *stim,
	      const char *cell_name, struct cell_verdict *verdict)
{
	struct fault_cell c = {
		.name = cell_name, .variant = variant, .path = variant->path,
		.source = variant->source, .stim = stim,
		.region = { .source = variant->source, .fd = -1, .memfd = -1 },
		.victim = { .pidfd = -1 },
		.long_watch = variant->watched ||
			      long_watched_of(variant->path->class, stim) == variant,
	};
	const struct answer *answer;
	size_t i;

	ledger_before(&c);
	pins_turn(&c);
	answer = unavailable(variant, stim);
	for (i = 0; i < CELL_FDS; i++)
		c.fds[i] = -1;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	memset(verdict, 0, sizeof(*verdict));
	verdict->expected = contract_outcome(variant, stim);
	if (stopped(&c, verdict->reason, sizeof(verdict->reason))) {
		verdict->status = CELL_SKIP;
		verdict->observed = OUTCOME_NOT_RUN;
		answer = NULL;
	} else if (!answer) {
		run_story(&c, verdict);
	}
	if (verdict->status == CELL_FAIL)
		answer = environment_excuse(&c);
	if (answer)
		judge_answer(answer, verdict);
	report_cell(&c, verdict);
}
