// SPDX-License-Identifier: GPL-2.0-only
/*
 * Defects of the stall and of the time it is held: no fault message, one too many, one of
 * another process or for another page, and a sibling that burns CPU meanwhile.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"

static long sleep_elsewhere(struct fault_cell *c)
{
	(void)c;
	return sysret(pause());
}

static long die_early(struct fault_cell *c)
{
	(void)c;
	_exit(EXIT_SUCCESS);
}

/* Have another process that shares the victim's memory take the fault. */
static long let_another_process_fault(struct fault_cell *c)
{
	volatile uint8_t *byte = cell_buf(c);
	pid_t child = vfork();

	if (child < 0)
		return -errno;
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		*byte;
		_exit(EXIT_SUCCESS);
	}
	return sysret(waitpid(child, NULL, 0));
}

static const struct fault_path path_no_kworker = {
	.name = "no_kworker", GUP_VICTIM, .flags = PATH_KWORKER, .setup = rig_setup,
	.run = rig_gup_run, .teardown = rig_teardown,
};

/* ---- a fault on the page behind ---- */

static uintptr_t page_behind(struct fault_cell *c)
{
	return (uintptr_t)cell_page(c) + c->region.page_size;
}

static int arm_two_pages(struct fault_region *r)
{
	struct fault_cell *c = cell_of(r);
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int err = held_arm(r);

	if (err)
		return err;
	reg.range.start = page_behind(c);
	reg.range.len = r->page_size;
	return ioctl(r->fd, UFFDIO_REGISTER, &reg) ? -errno : 0;
}

static int resolve_page_behind(struct fault_region *r)
{
	struct fault_cell *c = cell_of(r);
	struct uffdio_zeropage zero = { .range = { page_behind(c), r->page_size } };

	return ioctl(r->fd, UFFDIO_ZEROPAGE, &zero) ? -errno : 0;
}

static const struct source_ops two_pages_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = arm_two_pages, .next = held_next,
	.release = resolve_page_behind, .wake = held_wake,
};

static const struct fault_source source_two_pages = {
	.name = "two_pages", HELD_SOURCE, .ops = &two_pages_ops,
};

static long load_page_behind(struct fault_cell *c)
{
	rig_of(c)->copy[0] = *(volatile uint8_t *)page_behind(c);
	return 0;
}

static const struct fault_path path_wrong_page = {
	.name = "wrong_page", USER_VICTIM, .setup = rig_setup, .run = load_page_behind,
	.teardown = rig_teardown,
};

/* ---- a huge page that is watched in part: its fault is one of a small page ---- */

static int arm_small_part(struct fault_region *r)
{
	struct fault_cell *c = cell_of(r);
	struct uffdio_range behind = { .start = page_behind(c) };
	int err = held_arm(r);

	if (err)
		return err;
	behind.len = thp_page_size() - r->page_size;
	return ioctl(r->fd, UFFDIO_UNREGISTER, &behind) ? -errno : 0;
}

static const struct source_ops small_part_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = arm_small_part,
	.next = held_next, .release = held_release, .wake = held_wake,
	.largest_page = thp_page_size,
};

static const struct fault_source source_small_part = {
	.name = "small_part", .backing = BACKING_THP, .own = &uffd_missing,
	.ops = &small_part_ops,
	.held_in = "__do_huge_pmd_anonymous_page do_huge_pmd_anonymous_page",
};

#define HELD_AS_SMALL \
	"; held in [a-z_.0-9]+\\+0x[0-9a-f]+ as a small page is, not in __do_huge_pmd_anonymous_page"

/* ---- more fault messages than are due: the thread is woken for nothing ---- */

#define NEEDLESS_WAKES	5

static int next_and_wake(struct fault_region *r, struct fault_event *event)
{
	struct fault_cell *c = cell_of(r);
	struct pollfd pfd = { .fd = r->fd, .events = POLLIN };
	int n = held_next(r, event);

	if (n || !c->obs.stalled || rig_of(c)->wakes == NEEDLESS_WAKES)
		return n;
	rig_of(c)->wakes++;
	held_wake(r);
	poll(&pfd, 1, RELEASE_DEADLINE_MS);
	return n;
}

static const struct source_ops wakes_for_nothing_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = next_and_wake,
	.release = held_release, .wake = held_wake,
};

static const struct fault_source source_wakes_for_nothing = {
	.name = "wakes_for_nothing", HELD_SOURCE, .ops = &wakes_for_nothing_ops,
};

/* The handler runs in one thread and the fault is in another: nothing faults again. */
static void *load_the_page(void *arg)
{
	rig_load_byte(arg);
	victim_raise_flag(&rig_of(arg)->held);
	return NULL;
}

static long let_sibling_load(struct fault_cell *c)
{
	int err = rig_start_sibling(load_the_page, c);

	if (!err)
		rig_await(&rig_of(c)->held);
	return err;
}

static const struct fault_path path_sibling_faults = {
	.name = "sibling_faults", USER_VICTIM, .flags = PATH_ASYNC, .setup = rig_setup,
	.run = let_sibling_load, .check = rig_load_check, .teardown = rig_teardown,
};

/* ---- a spurious wake (release_wake) that lets the thread go ---- */

static int wake_for_good(struct fault_region *r)
{
	return held_release(r);
}

static const struct source_ops lets_go_early_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = release_nobody, .wake = wake_for_good,
};

static const struct fault_source source_lets_go_early = {
	.name = "lets_go_early", HELD_SOURCE, .ops = &lets_go_early_ops,
};

static const struct source_ops loses_wake_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = held_arm, .next = held_next,
	.release = held_release, .wake = wake_nobody,
};

static const struct fault_source source_loses_wake = {
	.name = "loses_wake", HELD_SOURCE, .ops = &loses_wake_ops,
};

/* ---- a sibling, woken by the leader, that burns CPU while held ---- */

static void *spin_while_held(void *arg)
{
	struct fault_cell *c = arg;

	rig_await(&rig_of(c)->go);
	while (!atomic_load(&c->victim.shared->released))
		;
	return NULL;
}

static void *sleep_while_held(void *arg)
{
	struct fault_cell *c = arg;

	rig_await(&rig_of(c)->go);
	rig_await(&c->victim.shared->returned);
	return NULL;
}

static int arm_spinner(struct fault_cell *c)
{
	return rig_start_sibling(spin_while_held, c);
}

static int arm_sleeper(struct fault_cell *c)
{
	return rig_start_sibling(sleep_while_held, c);
}

static int wake_sibling(struct fault_cell *c)
{
	victim_raise_flag(&rig_of(c)->go);
	return 0;
}

static const struct stimulus stimulus_wake_sibling = {
	.name = "task_work", .effect = EFFECT_TASK_WORK, .flags = STIM_POKE,
	.story = "another thread is woken: no signal at all",
	.send = have_leader_act, .act = wake_sibling,
};

static const struct fault_path path_good_sibling = {
	.name = "good_sibling", GUP_VICTIM, .setup = rig_setup, .arm = arm_sleeper,
	.run = rig_gup_run, .check = rig_gup_check, .teardown = rig_teardown,
};

/* The faulting thread burns CPU itself: its handler does not end while the fault is held. */
static struct victim_shared *watched;

static void spin_in_handler(int signo)
{
	(void)signo;
	while (!atomic_load(&watched->released))
		;
}

static int arm_spinning_handler(struct fault_cell *c)
{
	watched = c->victim.shared;
	return signal(SIGUSR1, spin_in_handler) == SIG_ERR ? -errno : 0;
}

const struct control controls_stall[] = {
	{ .name = "sleeps_elsewhere", CELL(good_gup, uffd_missing_anon, none),
	  .run = sleep_elsewhere, .observed = OUTCOME_WRONG,
	  .words = "^no fault message in 5000 ms$", .pace = BESIDE },
	{ .name = "dies_early", CELL(good_gup, uffd_missing_anon, none), .run = die_early,
	  .observed = OUTCOME_WRONG,
	  .words = "^the victim died before any fault was pending$" },
	{ .name = "foreign_fault", CELL(good_gup, uffd_missing_anon, none),
	  .run = let_another_process_fault, .observed = OUTCOME_WRONG,
	  .words = "^fault message from task [0-9]+, which is not the victim's$" },
	{ .name = "no_kworker", CELL(no_kworker, uffd_missing_anon, none),
	  .observed = OUTCOME_WRONG,
	  .words = "^fault message from task [0-9]+, which is no kernel worker$" },
	{ .name = "wrong_page", CELL(wrong_page, two_pages, none), .observed = OUTCOME_WRONG,
	  .words = HELD "; fault message for offset [0-9]+ of the page$" },
	{ .name = "load_held_as_small", CELL(good_load, small_part, sigusr1),
	  .observed = OUTCOME_WRONG, .words = HELD HELD_AS_SMALL },
	{ .name = "gup_held_as_small", CELL(good_gup, small_part, none),
	  .observed = OUTCOME_WRONG, .words = HELD HELD_AS_SMALL },
	{ .name = "refaults", CELL(good_gup, wakes_for_nothing, none),
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; 5 fault messages after the first, at most 0 are due$" },
	{ .name = "refaults_after_handler", CELL(good_load, wakes_for_nothing, sigusr1),
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; [56] fault messages after the first, at most 2 are due$" },
	{ .name = "sibling_faults", CELL(sibling_faults, uffd_missing_anon, sigusr1),
	  .observed = OUTCOME_WRONG,
	  .words = HELD "; the access did not fault again after the handler$" },
	{ .name = "wake_lets_go", CELL(good_gup, lets_go_early, none),
	  .cell.release = &release_wake, .observed = OUTCOME_WRONG,
	  .words = HELD "; a spurious wake let the call return$" },
	{ .name = "wake_is_lost", CELL(good_gup, loses_wake, none),
	  .cell.release = &release_wake, .observed = OUTCOME_WRONG,
	  .words = HELD "; 0 messages after a spurious wake, expected 1$", .pace = BESIDE },
	{ .name = "sibling_spins", CELL(good_gup, uffd_missing_anon, wake_sibling),
	  .arm = arm_spinner, .observed = OUTCOME_SPINNING, .words = SPUN "$" },
	{ .good = { .path = &path_good_sibling, .sources = sources_anon,
		    .stimuli = STIMULI(&stimulus_wake_sibling) } },
	{ .name = "thread_spins", CELL(good_load, uffd_missing_anon, sigusr1),
	  .arm = arm_spinning_handler, .observed = OUTCOME_SPINNING,
	  .words = SPUN ", signal not pending; " },
	{ }
};
