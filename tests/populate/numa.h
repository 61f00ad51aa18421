/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mbind(), move_pages() and get_mempolicy(): one room of populate.c.  They look at the
 * page or set a policy for it without faulting it in, but for MPOL_F_NODE with
 * MPOL_F_ADDR: that asks for the page's node, and brings it in to tell.
 */
#ifndef FAULTSIG_POPULATE_NUMA_H
#define FAULTSIG_POPULATE_NUMA_H

#if HAVE_LIBNUMA

static const struct answer *numa_probe(void)
{
	return answer_to(NEED_NUMA, "get_mempolicy()",
			 sysret(get_mempolicy(NULL, NULL, 0, NULL, 0)));
}

#else

#define MPOL_BIND		2
#define MPOL_DEFAULT		0
#define MPOL_F_ADDR		0
#define MPOL_F_MEMS_ALLOWED	0
#define MPOL_F_NODE		0
#define MPOL_MF_MOVE		0

/* Never called: the probe says no. */
static long no_libnuma(long result, ...)
{
	return result;
}

#define get_mempolicy(...)	no_libnuma(-1, __VA_ARGS__)
#define mbind(...)		no_libnuma(-1, __VA_ARGS__)
#define move_pages(...)		no_libnuma(-1, __VA_ARGS__)

static const struct answer *numa_probe(void)
{
	return lacks(NEED_LIBNUMA);
}

#endif

static const struct answer *move_pages_probe(void)
{
	const struct answer *answer = numa_probe();

	return answer ?: answer_to(NEED_MIGRATION, "move_pages() of no page",
				   sysret(move_pages(0, 0, NULL, NULL, NULL, 0)));
}

static long move_pages_run(struct fault_cell *c)
{
	void *page = cell_page(c);

	return sysret(move_pages(0, 1, &page, NULL, &look(c)->status, 0));
}

/* The node of a page that is there; ENOENT for one that is not. */
static const char *move_pages_check(struct fault_cell *c, long ret)
{
	int status = look(c)->status;

	if (look(c)->present == 1 && status < 0)
		return complain("status %d of a page that is there", status);
	if (!look(c)->present && status != -ENOENT)
		return complain("status %d of a page that is not there", status);
	return untouched_check(c, ret);
}

FAULT_PATH(move_pages, SOURCES_THP_STORE, STIMULI_NONE) = {
	.name = "move_pages", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/migrate.c:do_pages_stat_array()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = move_pages_probe,
	.setup = look_setup, .arm = look_arm, .teardown = look_teardown,
	.run = move_pages_run, .check = move_pages_check,
};

/* Two nodes to move a page between. */
static const struct answer *two_nodes_probe(void)
{
	unsigned long nodes[sizeof(((struct look *)0)->nodes) / sizeof(long)] = { 0 };
	const struct answer *answer = move_pages_probe();

	if (!answer)
		answer = answer_to_flag(NEED_TWO_NODES, "get_mempolicy(MPOL_F_MEMS_ALLOWED)",
					sysret(get_mempolicy(NULL, nodes, LOOK_NODES, NULL,
							     MPOL_F_MEMS_ALLOWED)));
	return answer ?: ((nodes[0] & 3) == 3 ? NULL : lacks(NEED_TWO_NODES));
}

/* A page that is there goes to the other node, its contents and protection with it. */
static long move_pages_away_run(struct fault_cell *c)
{
	void *page = cell_page(c);
	int node, away;

	if (move_pages(0, 1, &page, NULL, &node, 0))
		return -errno;
	away = node == 0;
	look(c)->away = node < 0 ? node : away;
	return sysret(move_pages(0, 1, &page, &away, &look(c)->status, MPOL_MF_MOVE));
}

static const char *move_pages_away_check(struct fault_cell *c, long ret)
{
	if (look(c)->status != look(c)->away)
		return complain("status %d, expected %d", look(c)->status, look(c)->away);
	return move_pages_check(c, ret);
}

FAULT_PATH(move_pages_away, SOURCES_NOT_HUGETLB, STIMULI_NONE) = {
	.name = "move_pages_away", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/migrate.c:add_folio_for_migration()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .needs = "numa", .probe = two_nodes_probe,
	.setup = look_setup, .arm = look_arm, .teardown = look_teardown,
	.run = move_pages_away_run, .check = move_pages_away_check,
};

static int mbind_arm(struct fault_cell *c)
{
	if (get_mempolicy(NULL, look(c)->nodes, LOOK_NODES, NULL, MPOL_F_MEMS_ALLOWED))
		return -errno;
	return look_arm(c);
}

static long bind_page(struct fault_cell *c, unsigned int flags)
{
	return sysret(mbind(cell_buf(c), cell_len(c), MPOL_BIND, look(c)->nodes, LOOK_NODES,
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
	return untouched_check(c, ret);
}

/* Not for a part of a huge page. */
FAULT_PATH(mbind, SOURCES_NOT_HUGETLB, STIMULI_NONE) = {
	.name = "mbind", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/mempolicy.c:do_mbind(), mbind_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = numa_probe,
	.setup = look_setup, .arm = mbind_arm, .teardown = look_teardown,
	.run = mbind_run, .check = mbind_check,
};

/* It walks the page table for pages on other nodes, of which there are none. */
static long mbind_move_run(struct fault_cell *c)
{
	return bind_page(c, MPOL_MF_MOVE);
}

FAULT_PATH(mbind_move, SOURCES_NOT_HUGETLB, STIMULI_NONE) = {
	.name = "mbind_move", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/mempolicy.c:queue_folios_pte_range()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = numa_probe,
	.setup = look_setup, .arm = mbind_arm, .teardown = look_teardown,
	.run = mbind_move_run, .check = mbind_check,
};

static long get_mempolicy_run(struct fault_cell *c)
{
	return sysret(get_mempolicy(&look(c)->policy, NULL, 0, cell_buf(c), MPOL_F_ADDR));
}

static const char *get_mempolicy_check(struct fault_cell *c, long ret)
{
	if (look(c)->policy != MPOL_DEFAULT)
		return complain("policy %d, expected MPOL_DEFAULT", look(c)->policy);
	return untouched_check(c, ret);
}

FAULT_PATH(get_mempolicy, SOURCES_HELD_STORE, STIMULI_NONE) = {
	.name = "get_mempolicy", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	.decides = "mm/mempolicy.c:do_get_mempolicy()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = numa_probe,
	.setup = look_setup, .arm = look_arm, .teardown = look_teardown,
	.run = get_mempolicy_run, .check = get_mempolicy_check,
};

static long get_mempolicy_node_run(struct fault_cell *c)
{
	return sysret(get_mempolicy(&look(c)->policy, NULL, 0, cell_buf(c),
				    MPOL_F_ADDR | MPOL_F_NODE));
}

static const char *get_mempolicy_node_check(struct fault_cell *c, long ret)
{
	if (look(c)->policy < 0)
		return complain("no node");
	return populated_check(c, ret);
}

FAULT_PATH(get_mempolicy_node, SOURCES_HELD_LOAD, STIMULI_ORDERED) = {
	.name = "get_mempolicy_node", .class = PATH_GUP, .access = FAULT_LOAD,
	.decides = "mm/mempolicy.c:lookup_node(), mm/gup.c:get_user_pages_fast()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START, .probe = numa_probe,
	.setup = look_setup, .teardown = look_teardown,
	.run = get_mempolicy_node_run, .check = get_mempolicy_node_check,
};

FAULT_PATH_FAILS(get_mempolicy_node, SOURCES_FAILING_KERNEL)

#endif /* FAULTSIG_POPULATE_NUMA_H */
