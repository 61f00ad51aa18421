// SPDX-License-Identifier: GPL-2.0-only
/*
 * A load in a process that dumps core.
 */
#include <errno.h>

#include "core.h"
#include "families.h"
#include "sources.h"

static int load_dumps_prepare(struct fault_cell *c)
{
	*cell_priv(c) = dump_setup();
	return *cell_priv(c) ? 0 : -errno;
}

static int load_dumps_arm(struct fault_cell *c)
{
	return dump_arm(*cell_priv(c));
}

static void do_load_only(struct fault_cell *c)
{
	(void)*(volatile uint8_t *)cell_buf(c);
}

static long load_dumps_run(struct fault_cell *c)
{
	return guard_access(do_load_only, c);
}

static const char *load_dumps_conserve(struct fault_cell *c, long moved)
{
	(void)moved;
	return dump_check(*cell_priv(c));
}

static void load_dumps_end(struct fault_cell *c)
{
	dump_teardown(*cell_priv(c));
}

/* The dump waits for no page: the victim is gone while the fault is held. */
static const struct fault_path path_load_dumps = {
	.name = "load_dumps", .class = PATH_USER, .access = FAULT_LOAD, .flags = PATH_DUMPS,
	.decides = "fs/coredump.c:do_coredump(), mm/gup.c:get_dump_page()",
	.probe = core_probe, .setup = load_dumps_prepare, .arm = load_dumps_arm,
	.run = load_dumps_run, .conserve = load_dumps_conserve, .teardown = load_dumps_end,
};

const struct matrix_row rows_dump[] = {
	{ .path = &path_load_dumps, .sources = sources_user_load,
	  .stimuli = STIMULI(&stimulus_sigquit) },
	{ }
};
