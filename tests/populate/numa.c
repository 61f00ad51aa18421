// SPDX-License-Identifier: GPL-2.0-only
/*
 * mbind(), move_pages() and get_mempolicy(): one family of populate.c.  They look at the
 * page or set a policy for it without faulting it in. Only MPOL_F_NODE with MPOL_F_ADDR,
 * which asks for the page's node, brings it in.
 */
#include <errno.h>
#include <string.h>

#include "families.h"
#include "numa.h"
#include "sources.h"
#include "state.h"

/**
 * numa_probe() - tell whether there are memory policies.
 * Return: NULL, or the answer.
 */
const struct answer *numa_probe(void)
{
#if HAVE_LIBNUMA
	return answer_to(NEED_NUMA, "get_mempolicy()",
			 sysret(get_mempolicy(NULL, NULL, 0, NULL, 0)));
#else
	return lacks(NEED_LIBNUMA);
#endif
}

/**
 * move_pages_probe() - tell whether there is move_pages().
 * Return: NULL, or the answer.
 */
const struct answer *move_pages_probe(void)
{
	const struct answer *answer = numa_probe();

	return answer ?: answer_to(NEED_MIGRATION, "move_pages() of no page",
				   sysret(move_pages(0, 0, NULL, NULL, NULL, 0)));
}

static long move_pages_run(struct fault_cell *c)
{
	void *page = cell_page(c);

	return sysret(move_pages(0, 1, &page, NULL, &look_of(c)->status, 0));
}

/* The answer must be the node of a page that is there, and ENOENT for any other. */
static const char *move_pages_check(struct fault_cell *c, long ret)
{
	int status = look_of(c)->status;

	if (look_of(c)->present == 1 && status < 0)
		return complain("status %d of a page that is there", status);
	if (!look_of(c)->present && status != -ENOENT)
		return complain("status %d of a page that is not there", status);
	return look_check(c, ret);
}

static const struct fault_path path_move_pages = {
	.name = "move_pages", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/migrate.c:do_pages_stat_array()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = move_pages_probe,
	.setup = look_setup, .arm = look_arm, .teardown = look_teardown,
	.run = move_pages_run, .check = move_pages_check,
};

/**
 * two_nodes_probe() - tell whether there are two nodes to move a page between.
 * Return: NULL, or the answer.
 */
const struct answer *two_nodes_probe(void)
{
	unsigned long nodes[sizeof(((struct look *)0)->nodes) / sizeof(long)] = { 0 };
	const struct answer *answer = move_pages_probe();

	if (!answer)
		answer = answer_to_flag(NEED_TWO_NODES, "get_mempolicy(MPOL_F_MEMS_ALLOWED)",
					sysret(get_mempolicy(NULL, nodes, LOOK_NODES, NULL,
							     MPOL_F_MEMS_ALLOWED)));
	return answer ?: ((nodes[0] & 3) == 3 ? NULL : lacks(NEED_TWO_NODES));
}

/* Move a page that is there to the other node, with its contents and protection. */
static long move_pages_away_run(struct fault_cell *c)
{
	void *page = cell_page(c);
	int node, away;

	if (move_pages(0, 1, &page, NULL, &node, 0))
		return -errno;
	away = node == 0;
	look_of(c)->away = node < 0 ? node : away;
	return sysret(move_pages(0, 1, &page, &away, &look_of(c)->status, MPOL_MF_MOVE));
}

static const char *move_pages_away_check(struct fault_cell *c, long ret)
{
	if (look_of(c)->status != look_of(c)->away)
		return complain("status %d, expected %d", look_of(c)->status, look_of(c)->away);
	return move_pages_check(c, ret);
}

static const struct fault_path path_move_pages_away = {
	.name = "move_pages_away", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/migrate.c:add_folio_for_migration()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .needs = "numa", .probe = two_nodes_probe,
	.setup = look_setup, .arm = look_arm, .teardown = look_teardown,
	.run = move_pages_away_run, .check = move_pages_away_check,
};

static int mbind_arm(struct fault_cell *c)
{
	if (get_mempolicy(NULL, look_of(c)->nodes, LOOK_NODES, NULL, MPOL_F_MEMS_ALLOWED))
		return -errno;
	return look_arm(c);
}

static long bind_page(struct fault_cell *c, unsigned int flags)
{
	return sysret(mbind(cell_buf(c), cell_len(c), MPOL_BIND, look_of(c)->nodes, LOOK_NODES,
			    flags));
}

static long mbind_run(struct fault_cell *c)
{
	return bind_page(c, 0);
}

static const char *mbind_check(struct fault_cell *c, long ret)
{
	int policy = -1;

	if (get_mempolicy(&policy, NULL, 0, cell_page(c), MPOL_F_ADDR))
		return complain("get_mempolicy: %s", strerror(errno));
	if (policy != MPOL_BIND)
		return complain("policy %d, expected MPOL_BIND", policy);
	return look_check(c, ret);
}

/* mbind() refuses a part of a huge page. */
static const struct fault_path path_mbind = {
	.name = "mbind", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/mempolicy.c:do_mbind(), mbind_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = numa_probe,
	.setup = look_setup, .arm = mbind_arm, .teardown = look_teardown,
	.run = mbind_run, .check = mbind_check,
};

/* With MPOL_MF_MOVE it walks the page table for pages on other nodes, and finds none. */
static long mbind_move_run(struct fault_cell *c)
{
	return bind_page(c, MPOL_MF_MOVE);
}

static const struct fault_path path_mbind_move = {
	.name = "mbind_move", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/mempolicy.c:queue_folios_pte_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = numa_probe,
	.setup = look_setup, .arm = mbind_arm, .teardown = look_teardown,
	.run = mbind_move_run, .check = mbind_check,
};

static long get_mempolicy_run(struct fault_cell *c)
{
	return sysret(get_mempolicy(&look_of(c)->policy, NULL, 0, cell_buf(c), MPOL_F_ADDR));
}

static const char *get_mempolicy_check(struct fault_cell *c, long ret)
{
	if (look_of(c)->policy != MPOL_DEFAULT)
		return complain("policy %d, expected MPOL_DEFAULT", look_of(c)->policy);
	return look_check(c, ret);
}

static const struct fault_path path_get_mempolicy = {
	.name = "get_mempolicy", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/mempolicy.c:do_get_mempolicy()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = numa_probe,
	.setup = look_setup, .arm = look_arm, .teardown = look_teardown,
	.run = get_mempolicy_run, .check = get_mempolicy_check,
};

static long get_mempolicy_node_run(struct fault_cell *c)
{
	return sysret(get_mempolicy(&look_of(c)->policy, NULL, 0, cell_buf(c),
				    MPOL_F_ADDR | MPOL_F_NODE));
}

static const char *get_mempolicy_node_check(struct fault_cell *c, long ret)
{
	if (look_of(c)->policy < 0)
		return complain("no node");
	return populated_check(c, ret);
}

static const struct fault_path path_get_mempolicy_node = {
	.name = "get_mempolicy_node", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = "mm/mempolicy.c:lookup_node(), mm/gup.c:get_user_pages_fast()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = numa_probe,
	.setup = look_setup, .teardown = look_teardown,
	.run = get_mempolicy_node_run, .check = get_mempolicy_node_check,
};

const struct matrix_row rows_numa[] = {
	{ .path = &path_move_pages, .sources = sources_thp_store, .stimuli = stimuli_none },
	{ .path = &path_move_pages_away, .sources = sources_not_hugetlb,
	  .stimuli = stimuli_none },
	{ .path = &path_mbind, .sources = sources_not_hugetlb, .stimuli = stimuli_none },
	{ .path = &path_mbind_move, .sources = sources_not_hugetlb, .stimuli = stimuli_none },
	{ .path = &path_get_mempolicy, .sources = sources_held_store, .stimuli = stimuli_none },
	{ .path = &path_get_mempolicy_node, .sources = sources_held_load,
	  .stimuli = stimuli_ordered, .fails = sources_failing_kernel },
	{ }
};
