/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A task of the kernel's own that is in the fault, played by a process of the controller's:
 * the messages name it, and the victim waits for it.  A real one is in driver.h.
 */
#ifndef FAULTSIG_CONTROLS_WORKER_H
#define FAULTSIG_CONTROLS_WORKER_H

static void __attribute__((noreturn)) be_worker(struct rig *rig, bool spins)
{
	if (!spins)
		await_flag(&rig->go);
	while (!atomic_load(&rig->go))
		;
	_exit(EXIT_SUCCESS);
}

static int start_worker(struct fault_cell *c, bool spins)
{
	int err = rig_setup(c);

	if (!err)
		err = fork_peer(c);
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
	reap_peer(c);
	rig_teardown(c);
}

static int next_of_worker(struct fault_cell *c, struct fault_event *event)
{
	int n = held_next(c, event);

	if (n == 1)
		event->tid = rig_of(c)->peer;
	return n;
}

static int release_worker(struct fault_cell *c, enum release_how how)
{
	victim_raise_flag(&rig_of(c)->go);
	return held_release(c, how);
}

HELD_SOURCE(by_worker, .arm = held_arm, .next = next_of_worker, .release = release_worker,
	    .wake = held_wake);

static const struct fault_path path_worker_spins = {
	GUP_VICTIM(worker_spins), .flags = PATH_KWORKER, .setup = start_spinning_worker,
	.run = gup_run, .check = gup_check, .teardown = worker_teardown,
};

CONTROL(worker_spins, worker_spins, by_worker, none, OUTCOME_SPINNING, SPUN "$")

#define SOURCES_BY_WORKER(X, path) \
	X(path, by_worker)

FAULT_PATH(good_worker, SOURCES_BY_WORKER, STIMULI_NONE) = {
	GUP_VICTIM(good_worker), .flags = PATH_KWORKER, .setup = start_sleeping_worker,
	.run = gup_run, .check = gup_check, .teardown = worker_teardown,
};

#endif /* FAULTSIG_CONTROLS_WORKER_H */
