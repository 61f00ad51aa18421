// SPDX-License-Identifier: GPL-2.0-only
/*
 * Load, store, atomic, instruction fetch.
 */
#include <errno.h>
#include <string.h>

#include "families.h"
#include "sources.h"

#define STORED		0x11u

static volatile uint8_t *accessed(const struct fault_cell *c)
{
	return (uint8_t *)cell_buf(c) + cell_good_len(c);
}

static void do_load(struct fault_cell *c)
{
	uint8_t byte = *accessed(c);

	*cell_priv(c) = (void *)(uintptr_t)byte;
}

static long load_run(struct fault_cell *c)
{
	return guard_access(do_load, c);
}

static const char *load_check(struct fault_cell *c, long ret)
{
	uint8_t byte = (uintptr_t)*cell_priv(c);

	(void)ret;
	return check_content(c, &byte, 1) ?: check_page_around(c, 0);
}

const struct fault_path path_load = {
	.name = "load", .class = PATH_USER, .access = FAULT_LOAD,
	.decides = "arch/x86/mm/fault.c:do_user_addr_fault()",
	.run = load_run, .check = load_check,
};

static void do_store(struct fault_cell *c)
{
	*accessed(c) = STORED;
}

static long store_run(struct fault_cell *c)
{
	return guard_access(do_store, c);
}

static const char *store_check(struct fault_cell *c, long ret)
{
	(void)ret;
	if (*accessed(c) != STORED)
		return complain("the store was lost: %#x", *accessed(c));
	return check_page_around(c, 1);
}

const struct fault_path path_store = {
	.name = "store", .class = PATH_USER, .access = FAULT_STORE,
	.decides = "arch/x86/mm/fault.c:do_user_addr_fault()",
	.run = store_run, .check = store_check,
};

/*
 * The access has to be in the caller's own code, at every level of optimization; on arm64 the
 * compiler would call a library's.
 */
static inline __attribute__((always_inline)) uint8_t add_stored(volatile uint8_t *to)
{
#ifdef __aarch64__
	unsigned int old, sum, failed;

	do {
		asm volatile("ldaxrb %w0, %3\n\tadd %w1, %w0, %4\n\tstlxrb %w2, %w1, %3"
			     : "=&r"(old), "=&r"(sum), "=&r"(failed), "+Q"(*to)
			     : "i"(STORED) : "memory");
	} while (failed);
	return old;
#else
	return __atomic_fetch_add(to, STORED, __ATOMIC_SEQ_CST);
#endif
}

static void do_atomic(struct fault_cell *c)
{
	uint8_t old = add_stored(accessed(c));

	*cell_priv(c) = (void *)(uintptr_t)old;
}

static long atomic_run(struct fault_cell *c)
{
	return guard_access(do_atomic, c);
}

/* The instruction must have added exactly once, even if it was restarted. */
static const char *atomic_check(struct fault_cell *c, long ret)
{
	uint8_t old = (uintptr_t)*cell_priv(c), now = *accessed(c);

	(void)ret;
	if (now != (uint8_t)(old + STORED))
		return complain("the atomic add was done wrong: %#x + %#x gave %#x", old,
				STORED, now);
	return check_content(c, &old, 1) ?: check_page_around(c, 1);
}

const struct fault_path path_atomic = {
	.name = "atomic", .class = PATH_USER, .access = FAULT_STORE,
	.flags = PATH_READS_TOO,
	.decides = "arch/x86/mm/fault.c:do_user_addr_fault()",
	.run = atomic_run, .check = atomic_check,
};

/* Fill the page with return instructions; it can be entered at any of them. */
static void exec_fill(struct fault_cell *c, uint8_t *page)
{
#if defined(__x86_64__)
	static const uint8_t ret[] = { 0xc3, 0x90, 0x90, 0x90 };
#elif defined(__aarch64__)
	static const uint8_t ret[] = { 0xc0, 0x03, 0x5f, 0xd6 };
#elif defined(__riscv)
	static const uint8_t ret[] = { 0x67, 0x80, 0x00, 0x00 };
#else
	static const uint8_t ret[] = { 0, 0, 0, 0 };
#endif
	size_t i;

	(void)c;
	for (i = 0; i < small_page(); i += sizeof(ret))
		memcpy(page + i, ret, sizeof(ret));
}

static const struct answer *exec_probe(void)
{
#if defined(__x86_64__) || defined(__aarch64__) || defined(__riscv)
	return NULL;
#else
	return lacks(NEED_RETURN_INSTRUCTION);
#endif
}

static void do_exec(struct fault_cell *c)
{
	void (*function)(void);
	void *address = (void *)accessed(c);

	memcpy(&function, &address, sizeof(function));
	function();
}

static long exec_run(struct fault_cell *c)
{
	return guard_access(do_exec, c);
}

static const char *exec_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_page_around(c, 0);
}

const struct fault_path path_exec_fetch = {
	.name = "exec_fetch", .class = PATH_USER, .access = FAULT_EXEC,
	.flags = PATH_NEEDS_EXEC,
	.decides = "arch/x86/mm/fault.c:do_user_addr_fault()",
	.probe = exec_probe, .fill = exec_fill,
	.run = exec_run, .check = exec_check,
};

const struct matrix_row rows_instructions[] = {
	{ .path = &path_load, .sources = sources_user_thp_load, .stimuli = stimuli_ordered,
	  .own = STIMULI(&stimulus_ptrace_interrupt),
	  .fails = sources_failing, .layouts = LAYOUTS_SHORT, .releases = releases_load },
	{ .path = &path_store, .sources = sources_user_store, .stimuli = stimuli_ordered,
	  .own = STIMULI(&stimulus_ptrace_interrupt) },
	/*
	 * No timer: for each fault the kernel clears a huge page before it finds out that it
	 * must not use it. With a timer that would be most of the CPU time, and look like
	 * spinning.
	 */
	{ .path = &path_store, .apart = "thp", .sources = SOURCES(&source_uffd_missing_thp),
	  .stimuli = stimuli_few },
	{ .path = &path_store, .fails = sources_failing, .layouts = LAYOUTS_SHORT,
	  .releases = releases_store },
	{ .path = &path_atomic, .sources = sources_user_store, .stimuli = stimuli_ordered,
	  .fails = sources_failing },
	{ .path = &path_exec_fetch, .sources = sources_user_load,
	  .stimuli = stimuli_ordered, .fails = sources_failing },
	{ }
};
