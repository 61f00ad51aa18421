// SPDX-License-Identifier: GPL-2.0-only
/*
 * get_mempolicy() and move_pages() whose answer, or question, is in the page that is held: one
 * family of populate.c.
 *
 * Deciding kernel code: mm/mempolicy.c:do_get_mempolicy(), kernel_get_mempolicy();
 * mm/migrate.c:do_pages_stat().
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "families.h"
#include "numa.h"
#include "sources.h"

#define NODES	1024	/* bits of a set of nodes */

/* ---- get_mempolicy() ---- */

static const unsigned long first_node = 1;

/* The thread's own policy, of node 0 alone. */
static long own_policy(int mode)
{
	return sysret(set_mempolicy(mode, &first_node, 8 * sizeof(first_node)));
}

static long policy_run(struct fault_cell *c)
{
	unsigned long nodes[NODES / (8 * sizeof(long))] = { 0 };
	long ret = own_policy(MPOL_INTERLEAVE | MPOL_F_STATIC_NODES);

	ret = ret ?: sysret(get_mempolicy(cell_buf(c), nodes, NODES, NULL, 0));
	return ret ?: nodes[0] == first_node ? 0 : -EPROTO;
}

static const char *answer_check(struct fault_cell *c, int expected)
{
	int answer;

	memcpy(&answer, cell_buf(c), sizeof(answer));
	if (answer != expected)
		return complain("the answer is %d, expected %d", answer, expected);
	return check_page_around(c, sizeof(answer));
}

static const char *policy_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return answer_check(c, MPOL_INTERLEAVE | MPOL_F_STATIC_NODES);
}

static const struct fault_path path_get_mempolicy_mode = {
	.name = "get_mempolicy_mode", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "mm/mempolicy.c:do_get_mempolicy(), kernel_get_mempolicy(): put_user()",
	.len = sizeof(int), .probe = numa_probe, .run = policy_run, .check = policy_check,
};

/* Ask for the node that the next page will come from. */
static long next_node(struct fault_cell *c, int mode)
{
	long ret = own_policy(mode);

	return ret ?: sysret(get_mempolicy(cell_buf(c), NULL, 0, NULL, MPOL_F_NODE));
}

static long next_run(struct fault_cell *c)
{
	return next_node(c, MPOL_INTERLEAVE);
}

static const char *next_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return answer_check(c, 0);
}

static const struct fault_path path_get_mempolicy_next = {
	.name = "get_mempolicy_next", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "mm/mempolicy.c:do_get_mempolicy(), kernel_get_mempolicy(): put_user()",
	.len = sizeof(int), .probe = numa_probe, .run = next_run, .check = next_check,
};

static const struct answer *weighted_probe(void)
{
	const struct answer *answer = numa_probe();

	answer = answer ?: answer_to_flag(NEED_WEIGHTED_INTERLEAVE,
					  "set_mempolicy(MPOL_WEIGHTED_INTERLEAVE)",
					  own_policy(MPOL_WEIGHTED_INTERLEAVE));
	set_mempolicy(MPOL_DEFAULT, NULL, 0);
	return answer;
}

static long weighted_run(struct fault_cell *c)
{
	return next_node(c, MPOL_WEIGHTED_INTERLEAVE);
}

static const struct fault_path path_get_mempolicy_weighted = {
	.name = "get_mempolicy_weighted", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "mm/mempolicy.c:do_get_mempolicy(), kernel_get_mempolicy(): put_user()",
	.len = sizeof(int), .probe = weighted_probe, .run = weighted_run, .check = next_check,
};

static long allowed_run(struct fault_cell *c)
{
	return sysret(get_mempolicy(NULL, cell_buf(c), NODES, NULL, MPOL_F_MEMS_ALLOWED));
}

static const char *allowed_check(struct fault_cell *c, long ret)
{
	unsigned long again[NODES / (8 * sizeof(long))];

	(void)ret;
	memset(again, 0xff, sizeof(again));
	if (get_mempolicy(NULL, again, NODES, NULL, MPOL_F_MEMS_ALLOWED) || !again[0])
		return complain("get_mempolicy: errno %d", errno);
	if (memcmp(cell_buf(c), again, sizeof(again)))
		return complain("the nodes are others the second time");
	return check_page_around(c, sizeof(again));
}

static const struct fault_path path_get_mempolicy_nodes = {
	.name = "get_mempolicy_nodes", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "mm/mempolicy.c:copy_nodes_to_user(): copy_to_user()",
	.len = NODES / 8, .probe = numa_probe, .run = allowed_run, .check = allowed_check,
};

/* ---- move_pages() that asks for nodes ---- */

/* More pages than the kernel asks for at once, and their number in a buffer of FAULT_LEN. */
#define PAGES_ASKED	(FAULT_LEN / sizeof(int))
#define PAGES_NAMED	(FAULT_LEN / sizeof(void *))

/* Of the controller and, at the same addresses, of the victim: a page of zeros, an unused one. */
static uint8_t *zeros;

static int pages_setup(struct fault_cell *c)
{
	(void)c;
	zeros = mmap(NULL, 2 * small_page(), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return zeros == MAP_FAILED ? -errno : 0;
}

/* No mapping, the page of zeros, a page that was never touched, and one that is there. */
static const void *page_asked(size_t i)
{
	const void *pages[] = { NULL, zeros, zeros + small_page(), &zeros };

	return pages[i % ARRAY_LEN(pages)];
}

static bool is_node(int node)
{
	unsigned long nodes[NODES / 8 / sizeof(long)] = { 0 };
	int bits = 8 * sizeof(long);

	if (node < 0 || node >= NODES)
		return false;
	get_mempolicy(NULL, nodes, NODES, NULL, MPOL_F_MEMS_ALLOWED);
	return nodes[node / bits] >> node % bits & 1;
}

/* NUMA balancing may move a page that is there to another node meanwhile. */
static bool says_the_same(const void *page, int status, int again)
{
	return status == again || (page == &zeros && is_node(status) && is_node(again));
}

/* Ask again, in memory that is there. */
static const char *check_status(const int *status, size_t nr)
{
	void *pages[PAGES_ASKED];
	int again[PAGES_ASKED];
	size_t i;

	for (i = 0; i < nr; i++)
		pages[i] = (void *)page_asked(i);
	if (move_pages(0, nr, pages, NULL, again, 0))
		return complain("move_pages: %s", strerror(errno));
	for (i = 0; i < nr; i++)
		if (!says_the_same(pages[i], status[i], again[i]) ||
		    (status[i] < 0 && pages[i] == &zeros))
			return complain("status %d of page %zu, then %d", status[i], i, again[i]);
	return NULL;
}

static void name_pages(struct fault_cell *c, uint8_t *page)
{
	const void *address;
	size_t i;

	(void)c;
	for (i = 0; i < PAGES_NAMED; i++) {
		address = page_asked(i);
		memcpy(page + i * sizeof(address), &address, sizeof(address));
	}
}

static int named_status[PAGES_NAMED];

static long named_run(struct fault_cell *c)
{
	(void)*(volatile uint8_t *)zeros;
	return sysret(move_pages(0, PAGES_NAMED, cell_buf(c), NULL, named_status, 0));
}

static const char *named_check(struct fault_cell *c, long ret)
{
	(void)ret;
	return check_status(named_status, PAGES_NAMED) ?: check_page_around(c, 0);
}

static const struct fault_path path_move_pages_names = {
	.name = "pages_named", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "mm/migrate.c:do_pages_stat(): copy_from_user()",
	.offset = PATH_AT_START, .probe = move_pages_probe, .setup = pages_setup,
	.fill = name_pages, .run = named_run, .check = named_check,
};

static long status_run(struct fault_cell *c)
{
	void *pages[PAGES_ASKED];
	size_t i;

	for (i = 0; i < PAGES_ASKED; i++)
		pages[i] = (void *)page_asked(i);
	(void)*(volatile uint8_t *)zeros;
	return sysret(move_pages(0, PAGES_ASKED, pages, NULL, cell_buf(c), 0));
}

static const char *status_check(struct fault_cell *c, long ret)
{
	int status[PAGES_ASKED];

	(void)ret;
	memcpy(status, cell_buf(c), sizeof(status));
	return check_status(status, PAGES_ASKED) ?: check_page_around(c, sizeof(status));
}

static const struct fault_path path_move_pages_status = {
	.name = "pages_told", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "mm/migrate.c:do_pages_stat(): copy_to_user()",
	.probe = move_pages_probe, .setup = pages_setup, .run = status_run, .check = status_check,
};

#define POLICY(of_path) \
	{ .path = of_path, .sources = sources_anon, .fails = SOURCES(&source_prot_none), \
	  .stimuli = stimuli_brief }

const struct matrix_row rows_policy[] = {
	POLICY(&path_get_mempolicy_mode),
	POLICY(&path_get_mempolicy_next),
	POLICY(&path_get_mempolicy_weighted),
	POLICY(&path_get_mempolicy_nodes),
	POLICY(&path_move_pages_names),
	POLICY(&path_move_pages_status),
	{ }
};
