// SPDX-License-Identifier: GPL-2.0-only
/*
 * A load in a process that dumps core.
 */
#include "core.h"
#include "families.h"
#include "sources.h"

static void do_load_only(struct fault_cell *c)
{
	(void)*(volatile uint8_t *)cell_buf(c);
}

static long load_dumps_run(struct fault_cell *c)
{
	return guard_access(do_load_only, c);
}

/* The dump must not wait for a page: the victim is gone while the fault is held. */
static const struct fault_path path_load_dumps = {
	.name = "load_dumps", .class = PATH_USER, .access = FAULT_LOAD, .flags = PATH_DUMPS,
	.decides = "fs/coredump.c:do_coredump(), mm/gup.c:get_dump_page()",
	.probe = core_probe, .setup = dump_setup, .arm = dump_arm, .run = load_dumps_run,
	.conserve = dump_check, .teardown = dump_teardown,
};

const struct matrix_row rows_dump[] = {
	{ .path = &path_load_dumps, .sources = sources_user_load,
	  .stimuli = STIMULI(&stimulus_sigquit) },
	{ }
};
