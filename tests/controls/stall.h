/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stall and the time it is held: no fault message, one too many, one of a
 * stranger or for another page, and a sibling that burns CPU meanwhile.
 */
#ifndef FAULTSIG_CONTROLS_STALL_H
#define FAULTSIG_CONTROLS_STALL_H

static long sleep_elsewhere(struct fault_cell *c)
{
	(void)c;
	return sysret(pause());
}

static const struct fault_path path_sleeps_elsewhere = {
	GUP_VICTIM(sleeps_elsewhere), .run = sleep_elsewhere,
};

CONTROL(sleeps_elsewhere, sleeps_elsewhere, uffd_missing_anon, none,
	OUTCOME_WRONG, "^no fault message in 5000 ms$", .pace = BESIDE)

static long die_early(struct fault_cell *c)
{
	(void)c;
	_exit(EXIT_SUCCESS);
}

static const struct fault_path path_dies_early = {
	GUP_VICTIM(dies_early), .run = die_early,
};

CONTROL(dies_early, dies_early, uffd_missing_anon, none,
	OUTCOME_WRONG, "^the victim died before any fault was pending$")

/* A process of its own, on the victim's memory, takes the fault. */
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

static const struct fault_path path_foreign_fault = {
	GUP_VICTIM(foreign_fault), .run = let_another_process_fault,
};

CONTROL(foreign_fault, foreign_fault, uffd_missing_anon, none,
	OUTCOME_WRONG, "^fault message from task [0-9]+, which is not the victim's$")

static const struct fault_path path_no_kworker = {
	GUP_VICTIM(no_kworker), .flags = PATH_KWORKER, .setup = rig_setup, .run = gup_run,
	.teardown = rig_teardown,
};

CONTROL(no_kworker, no_kworker, uffd_missing_anon, none,
	OUTCOME_WRONG, "^fault message from task [0-9]+, which is no kernel worker$")

/* ---- a fault on the page behind ---- */

static uintptr_t page_behind(struct fault_cell *c)
{
	return (uintptr_t)cell_page(c) + c->region.page_size;
}

static int arm_two_pages(struct fault_cell *c)
{
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int err = held_arm(c);

	if (err)
		return err;
	reg.range.start = page_behind(c);
	reg.range.len = c->region.page_size;
	return ioctl(c->region.fd, UFFDIO_REGISTER, &reg) ? -errno : 0;
}

static int resolve_page_behind(struct fault_cell *c, enum release_how how)
{
	struct uffdio_zeropage zero = { .range = { page_behind(c), c->region.page_size } };

	(void)how;
	return ioctl(c->region.fd, UFFDIO_ZEROPAGE, &zero) ? -errno : 0;
}

HELD_SOURCE(two_pages, .arm = arm_two_pages, .next = held_next,
	    .release = resolve_page_behind, .wake = held_wake);

static long load_page_behind(struct fault_cell *c)
{
	rig_of(c)->copy[0] = *(volatile uint8_t *)page_behind(c);
	return 0;
}

static const struct fault_path path_wrong_page = {
	USER_VICTIM(wrong_page), .setup = rig_setup, .run = load_page_behind,
	.teardown = rig_teardown,
};

CONTROL(wrong_page, wrong_page, two_pages, none,
	OUTCOME_WRONG, HELD "; fault message for offset [0-9]+ of the page$")

/* ---- a huge page that is watched in part: its fault is one of a small page ---- */

static int arm_small_part(struct fault_cell *c)
{
	struct uffdio_range behind = { .start = page_behind(c) };
	int err = held_arm(c);

	if (err)
		return err;
	behind.len = thp_page_size() - c->region.page_size;
	return ioctl(c->region.fd, UFFDIO_UNREGISTER, &behind) ? -errno : 0;
}

static const struct source_ops small_part_ops = {
	.probe = held_probe, .prepare = held_prepare, .arm = arm_small_part,
	.next = held_next, .release = held_release, .wake = held_wake,
};

static const struct fault_source source_small_part = {
	.name = "small_part", .class = SOURCE_HELD, .backing = BACKING_THP,
	.mode = UFFDIO_REGISTER_MODE_MISSING, .ops = &small_part_ops,
	.held_in = "__do_huge_pmd_anonymous_page do_huge_pmd_anonymous_page",
};

#define HELD_AS_SMALL \
	"; held in [a-z_.0-9]+\\+0x[0-9a-f]+ as a small page is, not in __do_huge_pmd_anonymous_page"

CONTROL(load_held_as_small, good_load, small_part, sigusr1, OUTCOME_WRONG, HELD HELD_AS_SMALL)
CONTROL(gup_held_as_small, good_gup, small_part, none, OUTCOME_WRONG, HELD HELD_AS_SMALL)

/* ---- more fault messages than are due: somebody wakes the thread for nothing ---- */

#define NEEDLESS_WAKES	5

static int next_and_wake(struct fault_cell *c, struct fault_event *event)
{
	struct pollfd pfd = { .fd = c->region.fd, .events = POLLIN };
	int n = held_next(c, event);

	if (n || !c->obs.stalled || rig_of(c)->wakes == NEEDLESS_WAKES)
		return n;
	rig_of(c)->wakes++;
	held_wake(c);
	poll(&pfd, 1, RELEASE_DEADLINE_MS);
	return n;
}

HELD_SOURCE(wakes_for_nothing, .arm = held_arm, .next = next_and_wake,
	    .release = held_release, .wake = held_wake);

CONTROL(refaults, good_gup, wakes_for_nothing, none,
	OUTCOME_WRONG, HELD "; 5 fault messages after the first, at most 0 are due$")
CONTROL(refaults_after_handler, good_load, wakes_for_nothing, sigusr1,
	OUTCOME_WRONG, HELD "; [56] fault messages after the first, at most 2 are due$")

/* A handler in one thread, a fault in another: nothing faults again. */
static void *load_the_page(void *arg)
{
	do_load(arg);
	victim_raise_flag(&rig_of(arg)->held);
	return NULL;
}

static long let_sibling_load(struct fault_cell *c)
{
	int err = start_sibling(load_the_page, c);

	if (!err)
		await_flag(&rig_of(c)->held);
	return err;
}

static const struct fault_path path_sibling_faults = {
	USER_VICTIM(sibling_faults), .flags = PATH_ASYNC, .setup = rig_setup,
	.run = let_sibling_load, .check = load_check, .teardown = rig_teardown,
};

CONTROL(sibling_faults, sibling_faults, uffd_missing_anon, sigusr1,
	OUTCOME_WRONG, HELD "; the access did not fault again after the handler$")

/* ---- a spurious wake (release_how RELEASE_WAKE) that lets the thread go ---- */

static int wake_for_good(struct fault_cell *c)
{
	return held_release(c, RELEASE_RESOLVE);
}

static int released_before(struct fault_cell *c, enum release_how how)
{
	(void)c;
	(void)how;
	return 0;
}

HELD_SOURCE(lets_go_early, .arm = held_arm, .next = held_next,
	    .release = released_before, .wake = wake_for_good);

CONTROL(wake_lets_go, good_gup, lets_go_early, none,
	OUTCOME_WRONG, HELD "; a spurious wake let the call return$",
	.cell.release = RELEASE_WAKE)

static int wake_nobody(struct fault_cell *c)
{
	(void)c;
	return 0;
}

HELD_SOURCE(loses_wake, .arm = held_arm, .next = held_next, .release = held_release,
	    .wake = wake_nobody);

CONTROL(wake_is_lost, good_gup, loses_wake, none,
	OUTCOME_WRONG, HELD "; 0 messages after a spurious wake, expected 1$",
	.cell.release = RELEASE_WAKE, .pace = BESIDE)

/* ---- a sibling, woken by the leader's poke, that burns CPU while held ---- */

#define SPUN	"^cpu ([2-9]|[1-9][0-9]+)\\.[0-9] ms while held, 0 handler runs, 0 refaults"

static void *spin_while_held(void *arg)
{
	struct fault_cell *c = arg;

	await_flag(&rig_of(c)->go);
	while (!atomic_load(&c->victim.shared->released))
		;
	return NULL;
}

static void *sleep_while_held(void *arg)
{
	struct fault_cell *c = arg;

	await_flag(&rig_of(c)->go);
	await_flag(&c->victim.shared->returned);
	return NULL;
}

static int arm_spinner(struct fault_cell *c)
{
	return start_sibling(spin_while_held, c);
}

static int arm_sleeper(struct fault_cell *c)
{
	return start_sibling(sleep_while_held, c);
}

static int poke_sibling(struct fault_cell *c, const struct stimulus *stim)
{
	(void)stim;
	victim_raise_flag(&rig_of(c)->go);
	return 0;
}

static const struct fault_path path_sibling_spins = {
	GUP_VICTIM(sibling_spins), .setup = rig_setup, .arm = arm_spinner, .run = gup_run,
	.check = gup_check, .poke = poke_sibling, .teardown = rig_teardown,
};

CONTROL(sibling_spins, sibling_spins, uffd_missing_anon, task_work,
	OUTCOME_SPINNING, SPUN "$")

#define STIMULI_POKE(X, path) \
	X(path, task_work)

FAULT_PATH(good_sibling, SOURCES_ANON, STIMULI_POKE) = {
	GUP_VICTIM(good_sibling), .setup = rig_setup, .arm = arm_sleeper, .run = gup_run,
	.check = gup_check, .poke = poke_sibling, .teardown = rig_teardown,
};

/* The faulting thread itself: its handler does not end while the fault is held. */
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

static const struct fault_path path_thread_spins = {
	USER_VICTIM(thread_spins), .setup = rig_setup, .arm = arm_spinning_handler,
	.run = load_run, .check = load_check, .teardown = rig_teardown,
};

CONTROL(thread_spins, thread_spins, uffd_missing_anon, sigusr1,
	OUTCOME_SPINNING, SPUN ", signal not pending; ")

#endif /* FAULTSIG_CONTROLS_STALL_H */
