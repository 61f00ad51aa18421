// SPDX-License-Identifier: GPL-2.0-only
/*
 * Futexes with the number of a NUMA node behind the word: a family of real_stalls.c. The kernel
 * reads the number to find the futex, and writes it, if there is none.
 *
 * Deciding kernel code: kernel/futex/core.c:get_futex_key().
 */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "families.h"
#include "futex.h"
#include "require.h"
#include "sources.h"

#ifndef SYS_futex_wait
#define SYS_futex_wait	455	/* all architectures; 6.7 */
#endif

/* linux/futex.h of 6.16 */
#define WORD_32		0x02
#define WITH_NODE	0x04
#define PRIVATE		0x80
#define NO_NODE		(-1U)

static long wait_with_node(void *word)
{
	return sysret(syscall(SYS_futex_wait, word, FUTEX_WORD + 1, 0xffffffffUL,
			      WORD_32 | WITH_NODE | PRIVATE, NULL, CLOCK_MONOTONIC));
}

static const struct answer *node_probe(void)
{
	uint32_t word[2] __attribute__((aligned(8))) = { FUTEX_WORD, NO_NODE };
	long ret = wait_with_node(word);

	if (ret == -ENOSYS || ret == -EINVAL)
		return lacks(NEED_FUTEX2_NUMA);
	if (ret == -EAGAIN)
		return NULL;
	return answer_to(NEED_FUTEX2_NUMA, "futex_wait(FUTEX2_NUMA)", ret);
}

static void node_fill(struct fault_cell *c, uint8_t *page)
{
	uint32_t word[2] = { FUTEX_WORD, 0 };

	memcpy(cell_buf_in(c, page), word, sizeof(word));
}

static void no_node_fill(struct fault_cell *c, uint8_t *page)
{
	uint32_t word[2] = { FUTEX_WORD, NO_NODE };

	memcpy(cell_buf_in(c, page), word, sizeof(word));
}

/* The word has another value: the call looks, and does not wait. */
static long wait_node_run(struct fault_cell *c)
{
	return wait_with_node(cell_buf(c));
}

static const struct fault_path path_wait_node = {
	.name = "futex_wait_node", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/core.c:get_futex_key(): FLAGS_NUMA",
	.len = 2 * sizeof(uint32_t), .ok = -EAGAIN, .probe = node_probe, .fill = node_fill,
	.run = wait_node_run, .check = futex_known_check,
};

/* The kernel chooses a node, and writes its number. */
static const char *no_node_check(struct fault_cell *c, long ret)
{
	uint32_t word[2];

	(void)ret;
	memcpy(word, cell_buf(c), sizeof(word));
	return word[1] == NO_NODE ? complain("no node was chosen") : futex_check(c, FUTEX_WORD);
}

static const struct fault_path path_wait_no_node = {
	.name = "futex_wait_no_node", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "kernel/futex/core.c:get_futex_key(): FLAGS_NUMA, FUTEX_NO_NODE",
	.len = 2 * sizeof(uint32_t), .ok = -EAGAIN, .probe = node_probe, .fill = no_node_fill,
	.run = wait_node_run, .check = no_node_check,
};

const struct matrix_row rows_futex_node[] = {
	{ .path = &path_wait_node, .sources = sources_anon, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel },
	{ .path = &path_wait_no_node, .sources = sources_anon, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel },
	{ }
};
