/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Handlers of slowfault.ko that are wrong in one way, passed off as a conforming driver's.
 * They need the module, and so run in a guest: harness/check/guest.sh.
 */
#ifndef FAULTSIG_CONTROLS_DRIVER_H
#define FAULTSIG_CONTROLS_DRIVER_H

CONTROL(driver_leaks_page, good_load, driver_leaks_page, none, OUTCOME_WRONG,
	"1 page references left behind")

CONTROL(driver_drops_page, good_load, driver_drops_page, none, OUTCOME_WRONG,
	"1 page references dropped that were not its own")

CONTROL(driver_gives_stale_page, good_load, driver_gives_stale_page, none, OUTCOME_WRONG,
	"data differs at byte")

CONTROL(driver_spins, good_load, driver_spins, sigusr1, OUTCOME_SPINNING,
	"cpu [0-9.]+ ms while held")

CONTROL(driver_is_deaf, good_load, driver_is_deaf, sigkill, OUTCOME_UNKILLABLE,
	"cpu [0-9.]+ ms while held")

SPOILED(counts_major, (s->minflt = 0, s->majflt = 1));
CONTROL(driver_counts_major, counts_major, nopage_refault, none, OUTCOME_WRONG,
	"ru_majflt grew by 1, although the fault was never to be tried again")

/* The kernel's own thread is in the handler, and its caller is asleep. */
CALL_PATH(worker_gup, SOURCES_ANON, STIMULI_NONE, PATH_KTHREAD_GUP, FAULT_LOAD,
	  .op = SLOWFAULT_GUP_UNLOCKED, .flags = SLOWFAULT_CALL_KTHREAD)
	.ok = 1, .flags = PATH_KWORKER, .decides = "mm/gup.c:__get_user_pages_locked()",
	.probe = slowfault_device_probe, .check = pages_check, .conserve = pages_conserve,
};

/* Behind the call another page is put in its place, with the same content. */
static long get_another_page(struct fault_cell *c)
{
	static const struct slowfault_call call = { .op = SLOWFAULT_GUP_UNLOCKED };
	size_t size = small_page();
	long ret = do_call(c, &call);
	uint8_t copy[size];

	memcpy(copy, cell_page(c), size);
	if (mmap(cell_page(c), size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		return -errno;
	memcpy(cell_page(c), copy, size);
	return ret;
}

static const struct fault_path path_gets_another_page = {
	.name = "gets_another_page", .class = PATH_GUP, .access = FAULT_LOAD, .ok = 1,
	.decides = "mm/gup.c:__get_user_pages_locked()", .probe = slowfault_device_probe,
	.setup = caller_setup, .run = get_another_page, .check = pages_check,
	.conserve = pages_conserve,
};

CONTROL(driver_gets_another_page, gets_another_page, uffd_missing_anon, none, OUTCOME_WRONG,
	"page 0 of the call is not the one at its address$")

CONTROL(driver_worker_spins, worker_gup, driver_spins, none, OUTCOME_SPINNING,
	"^cpu ([2-9]|[1-9][0-9]+)\\.[0-9] ms while held, 0 handler runs, 0 refaults$")

#endif /* FAULTSIG_CONTROLS_DRIVER_H */
