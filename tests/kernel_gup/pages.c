// SPDX-License-Identifier: GPL-2.0-only
/*
 * get_user_pages() and pin_user_pages() in all their forms. They return a number of pages.
 *
 * Deciding kernel code: mm/gup.c:__get_user_pages_locked(), faultin_page().
 */
#include <sys/mman.h>

#include "call.h"
#include "families.h"
#include "sources.h"

/* With FOLL_REMOTE, for the memory of another process, protection keys are not checked. */
static long remote_fails_on(enum fault_error error, enum layout layout)
{
	return error == FAULT_PKEY ? FAILS_UNTOLD : call_fails_on(error, layout);
}

#define GETS_PAGES \
	.ok = 1, .fails_on = call_fails_on, .probe = slowfault_device_probe, \
	.check = call_check_pages, .conserve = call_conserve_pages

#define GETS_REMOTE_PAGES \
	.ok = 1, .fails_on = remote_fails_on, \
	.probe = slowfault_device_probe, .check = call_check_pages, .conserve = call_conserve_pages

#define GUP_FUNCTION "mm/gup.c:__get_user_pages_locked(), faultin_page()"

const struct fault_path path_gup_unlocked = {
	.name = "gup_unlocked", .class = PATH_GUP, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_UNLOCKED),
	.decides = GUP_FUNCTION, GETS_PAGES,
};

const struct fault_path path_gup_unlocked_write = {
	.name = "gup_unlocked_write", .class = PATH_GUP, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_WRITE),
	.decides = GUP_FUNCTION, GETS_PAGES,
};

static long hwpoison_fails_on(enum fault_error error, enum layout layout)
{
	if (error == FAULT_HWPOISON || error == FAULT_POISON)
		return -EHWPOISON;
	return call_fails_on(error, layout);
}

const struct fault_path path_gup_hwpoison = {
	.name = "gup_hwpoison", .class = PATH_GUP, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_HWPOISON),
	.ok = 1, .fails_on = hwpoison_fails_on, .decides = GUP_FUNCTION,
	.probe = slowfault_device_probe, .check = call_check_pages, .conserve = call_conserve_pages,
};

static const struct fault_path path_gup_unlocked_force = {
	.name = "gup_unlocked_force", .class = PATH_GUP, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_UNLOCKED,
		     .foll = SLOWFAULT_FOLL_WRITE | SLOWFAULT_FOLL_FORCE),
	.decides = GUP_FUNCTION, GETS_PAGES,
};

const struct fault_path path_gup_fast = {
	.name = "gup_fast", .class = PATH_GUP, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_FAST),
	.decides = GUP_FUNCTION, GETS_PAGES,
};

const struct fault_path path_pup_fast_write = {
	.name = "pup_fast_write", .class = PATH_GUP, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_PUP_FAST, .foll = SLOWFAULT_FOLL_WRITE),
	.flags = PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

static const struct fault_path path_pup_unlocked_write = {
	.name = "pup_unlocked_write", .class = PATH_GUP, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_PUP_UNLOCKED, .foll = SLOWFAULT_FOLL_WRITE),
	.flags = PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

static const struct fault_path path_pup_fast_longterm = {
	.name = "pup_fast_longterm", .class = PATH_GUP_LONGTERM, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_PUP_FAST,
		     .foll = SLOWFAULT_FOLL_WRITE | SLOWFAULT_FOLL_LONGTERM),
	.flags = PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

/* With &locked the call may drop mmap_lock, and says so. */
const struct fault_path path_gup_remote_locked = {
	.name = "gup_remote_locked", .class = PATH_GUP, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_REMOTE, .flags = SLOWFAULT_CALL_LOCKED),
	.flags = PATH_REMOTE, .decides = GUP_FUNCTION, GETS_REMOTE_PAGES,
};

const struct fault_path path_pup_remote_locked = {
	.name = "pup_remote_locked", .class = PATH_GUP, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_PUP_REMOTE, .foll = SLOWFAULT_FOLL_WRITE,
		     .flags = SLOWFAULT_CALL_LOCKED),
	.flags = PATH_REMOTE | PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

/* Without &locked the fault may not be retried, and so is not FAULT_FLAG_KILLABLE either. */
const struct fault_path path_gup = {
	.name = "gup", .class = PATH_GUP_LOCKED, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP),
	.decides = GUP_FUNCTION, GETS_PAGES,
};

static const struct fault_path path_pup_write = {
	.name = "pup_write", .class = PATH_GUP_LOCKED, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_PUP, .foll = SLOWFAULT_FOLL_WRITE),
	.flags = PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

const struct fault_path path_gup_remote = {
	.name = "gup_remote", .class = PATH_GUP_LOCKED, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_REMOTE),
	.flags = PATH_REMOTE, .decides = GUP_FUNCTION, GETS_PAGES,
};

/*
 *	[ present ][ held ]
 *
 * The call gets two pages in the end, or one if the kernel gives up on the second.
 */
static int page_ahead_arm(struct fault_cell *c)
{
	size_t size = small_page();
	void *ahead = mmap(cell_page(c) - size, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_POPULATE, -1, 0);

	return ahead == MAP_FAILED ? -errno : 0;
}

#define GETS_TWO_PAGES \
	.ok = 2, .offset = PATH_AT_START, .arm = page_ahead_arm, \
	.probe = slowfault_device_probe, .check = call_check_pages, .conserve = call_conserve_pages

static const struct fault_path path_gup_two_pages = {
	.name = "gup_two_pages", .class = PATH_GUP, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_UNLOCKED, .len = TWO_PAGES),
	.fails = { 1 }, .decides = GUP_FUNCTION, GETS_TWO_PAGES,
};

/* ---- FOLL_INTERRUPTIBLE, FOLL_NOWAIT, FOLL_NOFAULT ---- */

static const struct answer *interruptible_probe(void)
{
	static const struct slowfault_call call = {
		.op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_INTERRUPTIBLE,
	};

	return call_probe(&call, NEED_FOLL_INTERRUPTIBLE);
}

/*
 * After the release a handler that dropped the lock still says "try again", and GUP then looks
 * for signals.
 */
#define MAY_END_EARLY	(PATH_RESUMES | PATH_EINTR_AFTER | PATH_EINTR_STOP)

#define INTERRUPTIBLE \
	.probe = interruptible_probe, .check = call_check_pages, .conserve = call_conserve_pages

const struct fault_path path_gup_interruptible = {
	.name = "gup_interruptible", .class = PATH_GUP_INTERRUPTIBLE, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_INTERRUPTIBLE),
	.ok = 1, .flags = MAY_END_EARLY, .decides = "mm/gup.c:gup_signal_pending()",
	INTERRUPTIBLE,
};

const struct fault_path path_gup_remote_interruptible = {
	.name = "gup_remote_interruptible", .class = PATH_GUP_INTERRUPTIBLE,
	.access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_REMOTE, .foll = SLOWFAULT_FOLL_INTERRUPTIBLE,
		     .flags = SLOWFAULT_CALL_LOCKED),
	.ok = 1, .flags = MAY_END_EARLY | PATH_REMOTE,
	.decides = "mm/gup.c:gup_signal_pending()", INTERRUPTIBLE,
};

const struct fault_path path_pup_interruptible = {
	.name = "pup_interruptible", .class = PATH_GUP_INTERRUPTIBLE, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_PUP_UNLOCKED,
		     .foll = SLOWFAULT_FOLL_INTERRUPTIBLE | SLOWFAULT_FOLL_WRITE),
	.ok = 1, .flags = MAY_END_EARLY | PATH_PINS,
	.decides = "mm/gup.c:gup_signal_pending()", INTERRUPTIBLE,
};

static const struct fault_path path_gup_two_pages_interruptible = {
	.name = "gup_two_pages_interruptible", .class = PATH_GUP_INTERRUPTIBLE,
	.access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_INTERRUPTIBLE,
		     .len = TWO_PAGES),
	.ok = 2, .interrupted = 1, .offset = PATH_AT_START,
	.arm = page_ahead_arm, .flags = MAY_END_EARLY,
	.decides = "mm/gup.c:gup_signal_pending()", INTERRUPTIBLE,
};

static const char *nowait_check(struct fault_cell *c, long ret)
{
	if (!call_of(c)->locked)
		return complain("FOLL_NOWAIT has dropped mmap_lock");
	return call_held_pages(c) ? complain("the call holds a page and returned %ld", ret) : NULL;
}

/* FOLL_NOWAIT tries, does not wait, and keeps mmap_lock. */
const struct fault_path path_gup_nowait = {
	.name = "gup_nowait", .class = PATH_GUP_NOWAIT, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_REMOTE, .foll = SLOWFAULT_FOLL_NOWAIT,
		     .flags = SLOWFAULT_CALL_LOCKED),
	.ok = GOT_NOTHING, .flags = PATH_REMOTE | PATH_RESUMES,
	.decides = "mm/gup.c:faultin_page(): FAULT_FLAG_RETRY_NOWAIT",
	.probe = slowfault_device_probe, .check = nowait_check, .conserve = call_conserve_pages,
};

static const struct answer *nofault_probe(void)
{
	static const struct slowfault_call call = {
		.op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_NOFAULT,
	};

	return call_probe(&call, NEED_FOLL_NOFAULT);
}

static const struct fault_path path_gup_nofault = {
	.name = "gup_nofault", .class = PATH_NOFAULT, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_NOFAULT),
	.ok = -EFAULT, .decides = "mm/gup.c:faultin_page(): FOLL_NOFAULT",
	.probe = nofault_probe, .conserve = call_conserve_pages,
};

/* ---- from a kernel thread, while the caller waits for it ---- */

const struct fault_path path_kthread_gup = {
	.name = "kthread_gup", .class = PATH_KTHREAD_GUP, .access = FAULT_LOAD,
	CALLS_KERNEL(.op = SLOWFAULT_GUP_UNLOCKED, .flags = SLOWFAULT_CALL_KTHREAD),
	.flags = PATH_KWORKER, .decides = GUP_FUNCTION, GETS_PAGES,
};

const struct fault_path path_kthread_pup_remote = {
	.name = "kthread_pup_remote", .class = PATH_KTHREAD_GUP, .access = FAULT_STORE,
	CALLS_KERNEL(.op = SLOWFAULT_PUP_REMOTE, .foll = SLOWFAULT_FOLL_WRITE,
		     .flags = SLOWFAULT_CALL_KTHREAD | SLOWFAULT_CALL_LOCKED),
	.flags = PATH_KWORKER | PATH_REMOTE | PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

/* Sources for long-term pins, which may not have a driver's pages. */
static const struct fault_source *const sources_longterm[] = {
	&source_uffd_missing_anon, &source_uffd_missing_shmem, &source_uffd_wp_anon, NULL
};

const struct matrix_row rows_kernel_pages[] = {
	{ .path = &path_gup_unlocked, .sources = sources_call_load,
	  .stimuli = stimuli_ordered },
	{ .path = &path_gup_unlocked_write, .sources = sources_call_store,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_gup_hwpoison, .sources = sources_call_load, .stimuli = stimuli_few },
	{ .path = &path_gup_unlocked_force, .sources = sources_call_store,
	  .stimuli = stimuli_few },
	{ .path = &path_gup_fast, .sources = sources_call_load, .stimuli = stimuli_call_kinds },
	{ .path = &path_pup_fast_write, .sources = sources_call_store,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_pup_unlocked_write, .sources = sources_call_store,
	  .stimuli = stimuli_few },
	{ .path = &path_pup_fast_longterm, .sources = sources_longterm,
	  .stimuli = stimuli_few },
	{ .path = &path_gup_remote_locked, .sources = sources_call_load,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_pup_remote_locked, .sources = sources_call_store,
	  .stimuli = stimuli_few },
	{ .path = &path_gup, .sources = sources_call_load, .stimuli = stimuli_few },
	{ .path = &path_pup_write, .sources = sources_call_store, .stimuli = stimuli_few },
	{ .path = &path_gup_remote, .sources = sources_call_load, .stimuli = stimuli_few },
	{ .path = &path_gup_two_pages, .sources = sources_call_load,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_gup_interruptible, .sources = sources_call_load,
	  .stimuli = stimuli_ordered },
	{ .path = &path_gup_remote_interruptible, .sources = sources_call_load,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_pup_interruptible, .sources = sources_call_store,
	  .stimuli = stimuli_call_kinds },
	{ .path = &path_gup_two_pages_interruptible, .sources = sources_call_load,
	  .stimuli = stimuli_ordered },
	{ .path = &path_gup_nowait, .sources = sources_call_load, .stimuli = stimuli_none },
	{ .path = &path_gup_nofault, .sources = sources_call_load, .stimuli = stimuli_none },
	{ .path = &path_kthread_gup, .sources = sources_call_load, .stimuli = stimuli_ordered },
	{ .path = &path_kthread_pup_remote, .sources = sources_call_store,
	  .stimuli = stimuli_few },
	{ }
};
