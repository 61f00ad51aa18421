// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registration of a restartable sequence's area, which the kernel reads before it accepts
 * it. A thread can have one registration, which the C library uses, so that one is undone
 * first.
 *
 * Deciding kernel code: kernel/rseq.c: rseq(): rseq_get_rseq_cs_ptr_val(),
 * rseq_register(). Before 6.15 the first access is on the way back to user mode
 * (rseq_handle_notify_resume()), where a bad area ends in SIGSEGV: no failing sources.
 */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "families.h"
#include "peer.h"
#include "sources.h"

/* Length of the area in the first ABI, which is right for every kernel. */
#define RSEQ_LEN	32

#if defined(__GLIBC__) && __has_include("sys/rseq.h")
#include <sys/rseq.h>

/* Any number will do on an architecture whose C library registers no area. */
#ifndef RSEQ_SIG
#define RSEQ_SIG	0x53053053
#endif

/* Bound of the area's length: a C library registers as many bytes as its kernel has fields. */
#define RSEQ_LEN_MAX	512

static long rseq_call(void *area, size_t len, int flags)
{
	return sysret(syscall(SYS_rseq, area, len, flags, RSEQ_SIG));
}

static void *thread_pointer(void)
{
#ifdef __x86_64__
	void *self;

	asm("mov %%fs:0, %0" : "=r"(self));
	return self;
#else
	return __builtin_thread_pointer();
#endif
}

static void *libc_area(void)
{
	return (uint8_t *)thread_pointer() + __rseq_offset;
}

/* Undo the C library's registration. Returns its length, or 0. */
static size_t undo_libc_rseq(void)
{
	size_t len;

	for (len = RSEQ_LEN; len <= RSEQ_LEN_MAX; len += RSEQ_LEN)
		if (!rseq_call(libc_area(), len, RSEQ_FLAG_UNREGISTER))
			return len;
	return 0;
}

static const struct answer *rseq_probe(void)
{
	struct rseq own = { 0 };
	void *area = __rseq_size ? libc_area() : &own;
	size_t len = __rseq_size ? undo_libc_rseq() : RSEQ_LEN;
	long ret;

	if (!len)
		return wrong_answer("the C library's rseq area can't be unregistered");
	ret = rseq_call(area, len, 0);
	if (!ret && !__rseq_size)
		rseq_call(area, len, RSEQ_FLAG_UNREGISTER);
	return answer_to(NEED_RSEQ, "rseq()", ret);
}

static void rseq_fill(struct fault_cell *c, uint8_t *page)
{
	memset(cell_buf_in(c, page), 0, RSEQ_LEN);
}

static long rseq_run(struct fault_cell *c)
{
	undo_libc_rseq();
	return rseq_call(cell_buf(c), RSEQ_LEN, 0);
}

static const char *rseq_check(struct fault_cell *c, long ret)
{
	const struct rseq *area = cell_buf(c);
	uint32_t start = area->cpu_id_start, id = area->cpu_id;

	(void)ret;
	if (rseq_call(cell_buf(c), RSEQ_LEN, RSEQ_FLAG_UNREGISTER))
		return complain("the area was not registered: %s", strerror(errno));
	if (start != id || id >= (uint32_t)sysconf(_SC_NPROCESSORS_CONF))
		return complain("the area says CPU %#x, %#x", start, id);
	if (area->rseq_cs || area->flags)
		return complain("the area says sequence %#llx, flags %#x",
				(unsigned long long)area->rseq_cs, area->flags);
	return check_page_around(c, RSEQ_LEN);
}

#else

static const struct answer *rseq_probe(void)
{
	return lacks(NEED_RSEQ_HEADER);
}

#endif

static const struct fault_path path_rseq = {
	.name = "rseq", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/rseq.c: rseq(): rseq_get_rseq_cs_ptr_val(), rseq_register()",
	.len = RSEQ_LEN, .probe = rseq_probe,
#if defined(__GLIBC__) && __has_include("sys/rseq.h")
	.fill = rseq_fill, .run = rseq_run, .check = rseq_check,
#endif
};

const struct matrix_row rows_rseq[] = {
	{ .path = &path_rseq, .sources = sources_held_load, .stimuli = stimuli_signals },
	{ }
};
