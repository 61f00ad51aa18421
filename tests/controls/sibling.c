// SPDX-License-Identifier: GPL-2.0-only
/* Siblings that do not do what they are there for: a family of controls.c. */
#include <errno.h>

#include "families.h"
#include "lock_fault/families.h"
#include "rig.h"
#include "user_access/families.h"

static int keep_page(struct fault_cell *c)
{
	(void)c;
	return 0;
}

static int fail(struct fault_cell *c)
{
	(void)c;
	return -EINVAL;
}

static const struct stimulus stimulus_unmaps_nothing = {
	.name = "munmap", .effect = EFFECT_NOTHING, .flags = STIM_TAKES_PAGE,
	.story = "a sibling says that it has unmapped the page",
	.send = have_sibling_unmap, .act = keep_page,
};

static const struct stimulus stimulus_call_fails = {
	.name = "dontneed", .effect = EFFECT_NOTHING, .flags = STIM_TAKES_PAGE,
	.story = "a sibling's call fails",
	.send = have_sibling_act, .act = fail,
};

const struct control controls_sibling[] = {
	{ .name = "page_without_mapping", CELL(load, uffd_missing_anon, unmaps_nothing),
	  .cell.release = &release_replaced,
	  .observed = OUTCOME_NO_FAULT,
	  .words = "a page for an address without its mapping, not -ENOENT: 0$" },
	{ .name = "sibling_fails", CELL(load, uffd_missing_anon, call_fails),
	  .observed = OUTCOME_WRONG,
	  .words = "the sibling's call did not return, or failed: -110$" },
	{ }
};
