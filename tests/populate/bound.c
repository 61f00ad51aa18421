// SPDX-License-Identifier: GPL-2.0-only
/*
 * mbind() of memory of many kinds, and last of a page that is held: it looks for pages on other
 * nodes, and moves them if it is to. It may not fault the held page in, wait for it, or lose a
 * byte of its neighbours. One family of populate.c.
 *
 * Deciding kernel code: mm/mempolicy.c:do_mbind(), queue_folios_pte_range().
 */
#include <errno.h>

#include "families.h"
#include "neighbours.h"
#include "numa.h"
#include "sources.h"
#include "state.h"

#define NODE_HOME	0
#define NODE_AWAY	1

/*
 * struct binding - what an mbind() asks for.
 * @mode: the policy; all but MPOL_DEFAULT are of NODE_AWAY.
 * @flags: MPOL_MF_*.
 * @shared: a child shares the memory meanwhile.
 * @result: of the call for the neighbours.
 * @moved: their pages have to be on NODE_AWAY then.
 */
struct binding {
	int mode;
	unsigned int flags;
	bool shared;
	long result;
	bool moved;
};

/* The neighbours begin on NODE_HOME, on whatever node this thread runs. */
static int bound_arm(struct fault_cell *c)
{
	unsigned long home = BIT_OF(NODE_HOME);
	int err;

	if (set_mempolicy(MPOL_BIND, &home, 8 * sizeof(home) + 1))
		return -errno;
	err = neighbours_make();
	if (set_mempolicy(MPOL_DEFAULT, NULL, 0))
		return -errno;
	return err ?: look_arm(c);
}

static long bind_to(const struct binding *b, struct stretch to)
{
	unsigned long nodes = BIT_OF(NODE_AWAY);
	bool away = b->mode != MPOL_DEFAULT;

	/* The kernel takes one bit less than it is told of. */
	return sysret(mbind(to.start, to.len, b->mode, away ? &nodes : NULL,
			    away ? 8 * sizeof(nodes) + 1 : 0, b->flags));
}

static long bind_all(void *binding)
{
	return bind_to(binding, neighbours_all());
}

/* The second time the memory has the policy, and its pages may be where they have to be. */
static long bound_run(struct fault_cell *c)
{
	struct binding b = *(const struct binding *)cell_args(c);
	long ret = b.shared ? with_sharer(bind_all, &b) : bind_all(&b);

	if (ret == b.result && b.moved)
		ret = bind_all(&b);
	if (ret != b.result)
		return ret ?: -EPROTO;
	return bind_to(&b, (struct stretch){ cell_buf(c), cell_len(c) });
}

static const char *bound_check(struct fault_cell *c, long ret)
{
	const struct binding *b = cell_args(c);
	void *page = neighbour(SMALL_PAGES).start + small_page();
	int node = -1;

	if (move_pages(0, 1, &page, NULL, &node, 0) || node < 0)
		return complain("move_pages: node %d, errno %d", node, errno);
	/* By default the kernel moves pages to the node where the caller happens to run. */
	if (b->mode != MPOL_DEFAULT && node != (b->moved ? NODE_AWAY : NODE_HOME))
		return complain("the neighbours are on node %d", node);
	return neighbours_check() ?: look_check(c, ret);
}

#define BOUND_PATH(path_name, ...) \
	.name = path_name, .class = PATH_NOFAULT, .access = FAULT_LOAD, \
	.decides = "mm/mempolicy.c:do_mbind(), queue_folios_pte_range()", \
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .needs = "numa", \
	.probe = two_nodes_probe, .args = &(const struct binding){ __VA_ARGS__ }, \
	.setup = look_setup, .arm = bound_arm, .teardown = look_teardown, \
	.run = bound_run, .check = bound_check

static const struct fault_path path_mbind_away = {
	BOUND_PATH("mbind_away", .mode = MPOL_BIND, .flags = MPOL_MF_MOVE, .moved = true),
};

static const struct fault_path path_mbind_interleave = {
	BOUND_PATH("mbind_interleave", .mode = MPOL_INTERLEAVE, .flags = MPOL_MF_MOVE,
		   .moved = true),
};

static const struct fault_path path_mbind_default = {
	BOUND_PATH("mbind_default", .mode = MPOL_DEFAULT, .flags = MPOL_MF_MOVE),
};

/* It says that there are pages on other nodes, and leaves them there. */
static const struct fault_path path_mbind_strict = {
	BOUND_PATH("mbind_strict", .mode = MPOL_BIND, .flags = MPOL_MF_STRICT, .result = -EIO),
};

/* Shared pages stay where they are. */
static const struct fault_path path_mbind_shared = {
	BOUND_PATH("mbind_shared", .mode = MPOL_BIND, .flags = MPOL_MF_MOVE, .shared = true),
};

/* A page that a pipe refers to can't be moved, and it says so when it has moved the others. */
static const struct fault_path path_mbind_strict_move = {
	BOUND_PATH("mbind_strict_move", .mode = MPOL_BIND,
		   .flags = MPOL_MF_STRICT | MPOL_MF_MOVE, .result = -EIO, .moved = true),
};

/* Shared pages are moved as well, but for those that a pipe refers to. */
static const struct fault_path path_mbind_move_all = {
	BOUND_PATH("mbind_move_all", .mode = MPOL_BIND, .flags = MPOL_MF_MOVE_ALL,
		   .shared = true, .moved = true),
};

#define BOUND(of_path) \
	{ .path = of_path, .sources = sources_anon, .stimuli = stimuli_none }

const struct matrix_row rows_bound[] = {
	{ .path = &path_mbind_away, .stimuli = stimuli_none,
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_wp_anon) },
	BOUND(&path_mbind_interleave),
	BOUND(&path_mbind_default),
	BOUND(&path_mbind_strict),
	BOUND(&path_mbind_strict_move),
	BOUND(&path_mbind_shared),
	BOUND(&path_mbind_move_all),
	{ }
};
