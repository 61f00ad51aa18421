// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel worker that is in the fault, played by a child of the controller: the messages
 * name it, and the victim waits for it.  A real kernel worker is in driver.c.
 */
#include <stdlib.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"

static void __attribute__((noreturn)) be_worker(struct rig *rig, bool spins)
{
	if (!spins)
		rig_await(&rig->go);
	while (!atomic_load(&rig->go))
		;
	_exit(EXIT_SUCCESS);
}

static int start_worker(struct fault_cell *c, bool spins)
{
	int err = rig_setup(c);

	if (!err)
		err = rig_fork_peer(c);
	if (!err)
		be_worker(rig_of(c), spins);
	return err < 0 ? err : 0;
}

static int start_spinning_worker(struct fault_cell *c)
{
	return start_worker(c, true);
}

static int start_sleeping_worker(struct fault_cell *c)
{
	return start_worker(c, false);
}

static void worker_teardown(struct fault_cell *c)
{
	victim_raise_flag(&rig_of(c)->go);
	rig_reap_peer(c);
	rig_teardown(c);
}

static int next_of_worker(struct fault_region *r, struct fault_event *event)
{
	struct fault_cell *c = cell_of(r);
	int n = held_next(r, event);

	if (n == 1)
		event->tid = rig_of(c)->peer;
	return n;
}

static int release_worker(struct fault_region *r)
{
	struct fault_cell *c = cell_of(r);

	victim_raise_flag(&rig_of(c)->go);
	return held_release(r);
}

static const struct source_ops by_worker_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = next_of_worker,
	.release = release_worker, .wake = held_wake,
};

static const struct fault_source source_by_worker = {
	.name = "by_worker", HELD_SOURCE, .ops = &by_worker_ops,
};

static const struct fault_path path_good_worker = {
	.name = "good_worker", GUP_VICTIM, .flags = PATH_KWORKER, .setup = start_sleeping_worker,
	.run = rig_gup_run, .check = rig_gup_check, .teardown = worker_teardown,
};

const struct control controls_worker[] = {
	{ .name = "worker_spins", CELL(good_worker, by_worker, none),
	  .setup = start_spinning_worker, .observed = OUTCOME_SPINNING, .words = SPUN "$" },
	{ .good = { .path = &path_good_worker, .sources = SOURCES(&source_by_worker),
		    .stimuli = stimuli_none } },
	{ }
};
