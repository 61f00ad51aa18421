// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handlers of slowfault.ko that are wrong in one way, judged as if they were a conforming
 * driver's. They need the module, and so run in a guest: harness/check/guest.sh.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "engine.h"
#include "families.h"
#include "kernel_gup/call.h"
#include "rig.h"

static long counts_major_run(struct fault_cell *c)
{
	long ret = rig_load_run(c);

	c->victim.shared->minflt = 0;
	c->victim.shared->majflt = 1;
	return ret;
}

/* A kernel worker is in the handler, and its caller is asleep. */
static const struct fault_path path_worker_gup = {
	.name = "worker_gup", .class = PATH_KTHREAD_GUP, .access = FAULT_LOAD, .ok = 1,
	.flags = PATH_KWORKER, .decides = "mm/gup.c:__get_user_pages_locked()",
	CALLS_KERNEL(.op = SLOWFAULT_GUP_UNLOCKED, .flags = SLOWFAULT_CALL_KTHREAD),
	.probe = slowfault_device_probe, .check = call_check_pages,
	.conserve = call_conserve_pages,
};

/* After the call put another page with the same content in the place of the one it got. */
static long get_another_page(struct fault_cell *c)
{
	static const struct slowfault_call call = { .op = SLOWFAULT_GUP_UNLOCKED };
	size_t size = small_page();
	long ret = call_make(c, &call);
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
	.setup = call_setup, .run = get_another_page, .check = call_check_pages,
	.conserve = call_conserve_pages,
};

const struct control controls_driver[] = {
	{ .name = "driver_leaks_page", CELL(good_load, driver_leaks_page, none),
	  .observed = OUTCOME_WRONG, .words = "1 page references left behind" },
	{ .name = "driver_drops_page", CELL(good_load, driver_drops_page, none),
	  .observed = OUTCOME_WRONG,
	  .words = "1 page references dropped that were not its own" },
	{ .name = "driver_gives_stale_page", CELL(good_load, driver_gives_stale_page, none),
	  .observed = OUTCOME_WRONG, .words = "data differs at byte" },
	{ .name = "driver_spins", CELL(good_load, driver_spins, sigusr1),
	  .observed = OUTCOME_SPINNING, .words = "cpu [0-9.]+ ms while held" },
	{ .name = "driver_is_deaf", CELL(good_load, driver_is_deaf, sigkill),
	  .observed = OUTCOME_UNKILLABLE, .words = "cpu [0-9.]+ ms while held" },
	{ .name = "driver_counts_major", CELL(good_load, nopage_refault, none),
	  .run = counts_major_run, .observed = OUTCOME_WRONG,
	  .words = "ru_majflt grew by 1, although the fault was never to be tried again" },
	{ .name = "driver_gets_another_page", CELL(gets_another_page, uffd_missing_anon, none),
	  .observed = OUTCOME_WRONG,
	  .words = "page 0 of the call is not the one at its address$" },
	{ .name = "driver_worker_spins", CELL(worker_gup, driver_spins, none),
	  .observed = OUTCOME_SPINNING, .words = SPUN "$" },
	{ }
};
