/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * get_user_pages() and pin_user_pages() in all their forms: one room of kernel_gup.c. What
 * they return is a number of pages.
 */
#ifndef FAULTSIG_KERNEL_GUP_PAGES_H
#define FAULTSIG_KERNEL_GUP_PAGES_H

/* mm/internal.h:vm_fault_to_errno(). Another's protection keys are not asked for. */
static long pages_fail_on(enum source_class class, enum layout layout)
{
	(void)layout;
	return class == SOURCE_OOM ? -ENOMEM : 0;
}

static long remote_pages_fail_on(enum source_class class, enum layout layout)
{
	return class == SOURCE_PKEY ? FAILS_UNTOLD : pages_fail_on(class, layout);
}

#define GETS_PAGES \
	.ok = 1, .fails_on = pages_fail_on, .probe = slowfault_device_probe, \
	.check = pages_check, .conserve = pages_conserve

#define GETS_REMOTE_PAGES \
	.ok = 1, .fails_on = remote_pages_fail_on, \
	.probe = slowfault_device_probe, .check = pages_check, .conserve = pages_conserve

#define GUP_FUNCTION "mm/gup.c:__get_user_pages_locked(), faultin_page()"

CALL_PATH(gup_unlocked, SOURCES_CALL_LOAD, STIMULI_ORDERED, PATH_GUP, FAULT_LOAD,
	  .op = SLOWFAULT_GUP_UNLOCKED)
	.decides = GUP_FUNCTION, GETS_PAGES,
};

CALL_PATH(gup_unlocked_write, SOURCES_CALL_STORE, STIMULI_KINDS, PATH_GUP, FAULT_STORE,
	  .op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_WRITE)
	.decides = GUP_FUNCTION, GETS_PAGES,
};

static long hwpoison_fails_on(enum source_class class, enum layout layout)
{
	if (class == SOURCE_HWPOISON || class == SOURCE_POISON)
		return -EHWPOISON;
	return pages_fail_on(class, layout);
}

CALL_PATH(gup_hwpoison, SOURCES_CALL_LOAD, STIMULI_FEW, PATH_GUP, FAULT_LOAD,
	  .op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_HWPOISON)
	.ok = 1, .fails_on = hwpoison_fails_on, .decides = GUP_FUNCTION,
	.probe = slowfault_device_probe, .check = pages_check, .conserve = pages_conserve,
};

CALL_PATH(gup_unlocked_force, SOURCES_CALL_STORE, STIMULI_FEW, PATH_GUP, FAULT_STORE,
	  .op = SLOWFAULT_GUP_UNLOCKED,
	  .foll = SLOWFAULT_FOLL_WRITE | SLOWFAULT_FOLL_FORCE)
	.decides = GUP_FUNCTION, GETS_PAGES,
};

CALL_PATH(gup_fast, SOURCES_CALL_LOAD, STIMULI_KINDS, PATH_GUP, FAULT_LOAD,
	  .op = SLOWFAULT_GUP_FAST)
	.decides = GUP_FUNCTION, GETS_PAGES,
};

CALL_PATH(pup_fast_write, SOURCES_CALL_STORE, STIMULI_KINDS, PATH_GUP, FAULT_STORE,
	  .op = SLOWFAULT_PUP_FAST, .foll = SLOWFAULT_FOLL_WRITE)
	.flags = PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

CALL_PATH(pup_unlocked_write, SOURCES_CALL_STORE, STIMULI_FEW, PATH_GUP, FAULT_STORE,
	  .op = SLOWFAULT_PUP_UNLOCKED, .foll = SLOWFAULT_FOLL_WRITE)
	.flags = PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

CALL_PATH(pup_fast_longterm, SOURCES_CALL_UFFD, STIMULI_FEW, PATH_GUP_LONGTERM,
	  FAULT_STORE, .op = SLOWFAULT_PUP_FAST,
	  .foll = SLOWFAULT_FOLL_WRITE | SLOWFAULT_FOLL_LONGTERM)
	.flags = PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

/* With &locked: it may drop mmap_lock, and says so. */
CALL_PATH(gup_remote_locked, SOURCES_CALL_LOAD, STIMULI_KINDS, PATH_GUP, FAULT_LOAD,
	  .op = SLOWFAULT_GUP_REMOTE, .flags = SLOWFAULT_CALL_LOCKED)
	.flags = PATH_REMOTE, .decides = GUP_FUNCTION, GETS_REMOTE_PAGES,
};

CALL_PATH(pup_remote_locked, SOURCES_CALL_STORE, STIMULI_FEW, PATH_GUP, FAULT_STORE,
	  .op = SLOWFAULT_PUP_REMOTE, .foll = SLOWFAULT_FOLL_WRITE,
	  .flags = SLOWFAULT_CALL_LOCKED)
	.flags = PATH_REMOTE | PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

/* Without: KILLABLE goes with permission to retry, and there is none. */
CALL_PATH(gup, SOURCES_CALL_LOAD, STIMULI_FEW, PATH_GUP_LOCKED, FAULT_LOAD,
	  .op = SLOWFAULT_GUP)
	.decides = GUP_FUNCTION, GETS_PAGES,
};

CALL_PATH(pup_write, SOURCES_CALL_STORE, STIMULI_FEW, PATH_GUP_LOCKED, FAULT_STORE,
	  .op = SLOWFAULT_PUP, .foll = SLOWFAULT_FOLL_WRITE)
	.flags = PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

CALL_PATH(gup_remote, SOURCES_CALL_LOAD, STIMULI_FEW, PATH_GUP_LOCKED, FAULT_LOAD,
	  .op = SLOWFAULT_GUP_REMOTE)
	.flags = PATH_REMOTE, .decides = GUP_FUNCTION, GETS_PAGES,
};

/*
 *	[ present ][ held ]
 *
 * Two pages in the end; one, if the kernel gives up on the second.
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
	.probe = slowfault_device_probe, .check = pages_check, .conserve = pages_conserve

CALL_PATH(gup_two_pages, SOURCES_CALL_LOAD, STIMULI_KINDS, PATH_GUP, FAULT_LOAD,
	  .op = SLOWFAULT_GUP_UNLOCKED, .len = TWO_PAGES)
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

/* Let go, a handler that has dropped the lock still says "try again": then it looks. */
#define MAY_END_EARLY	(PATH_RESUMES | PATH_EINTR_AFTER | PATH_EINTR_STOP)

#define INTERRUPTIBLE \
	.probe = interruptible_probe, .check = pages_check, .conserve = pages_conserve

CALL_PATH(gup_interruptible, SOURCES_CALL_LOAD, STIMULI_ORDERED, PATH_GUP_INTERRUPTIBLE,
	  FAULT_LOAD, .op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_INTERRUPTIBLE)
	.ok = 1, .flags = MAY_END_EARLY, .decides = "mm/gup.c:gup_signal_pending()",
	INTERRUPTIBLE,
};

CALL_PATH(gup_remote_interruptible, SOURCES_CALL_LOAD, STIMULI_KINDS,
	  PATH_GUP_INTERRUPTIBLE, FAULT_LOAD, .op = SLOWFAULT_GUP_REMOTE,
	  .foll = SLOWFAULT_FOLL_INTERRUPTIBLE, .flags = SLOWFAULT_CALL_LOCKED)
	.ok = 1, .flags = MAY_END_EARLY | PATH_REMOTE,
	.decides = "mm/gup.c:gup_signal_pending()", INTERRUPTIBLE,
};

CALL_PATH(pup_interruptible, SOURCES_CALL_STORE, STIMULI_KINDS,
	  PATH_GUP_INTERRUPTIBLE, FAULT_STORE, .op = SLOWFAULT_PUP_UNLOCKED,
	  .foll = SLOWFAULT_FOLL_INTERRUPTIBLE | SLOWFAULT_FOLL_WRITE)
	.ok = 1, .flags = MAY_END_EARLY | PATH_PINS,
	.decides = "mm/gup.c:gup_signal_pending()", INTERRUPTIBLE,
};

CALL_PATH(gup_two_pages_interruptible, SOURCES_CALL_LOAD, STIMULI_ORDERED,
	  PATH_GUP_INTERRUPTIBLE, FAULT_LOAD, .op = SLOWFAULT_GUP_UNLOCKED,
	  .foll = SLOWFAULT_FOLL_INTERRUPTIBLE, .len = TWO_PAGES)
	.ok = 2, .interrupted = 1, .offset = PATH_AT_START,
	.arm = page_ahead_arm, .flags = MAY_END_EARLY,
	.decides = "mm/gup.c:gup_signal_pending()", INTERRUPTIBLE,
};

static const char *nowait_check(struct fault_cell *c, long ret)
{
	if (!the_call(c)->locked)
		return complain("FOLL_NOWAIT has dropped mmap_lock");
	return held_pages(c) ? complain("the call holds a page and returned %ld", ret) : NULL;
}

/* It tries, does not wait, and keeps mmap_lock. */
CALL_PATH(gup_nowait, SOURCES_CALL_LOAD, STIMULI_NONE, PATH_GUP_NOWAIT, FAULT_LOAD,
	  .op = SLOWFAULT_GUP_REMOTE, .foll = SLOWFAULT_FOLL_NOWAIT,
	  .flags = SLOWFAULT_CALL_LOCKED)
	.ok = GOT_NOTHING, .flags = PATH_REMOTE | PATH_RESUMES,
	.decides = "mm/gup.c:faultin_page(): FAULT_FLAG_RETRY_NOWAIT",
	.probe = slowfault_device_probe, .check = nowait_check, .conserve = pages_conserve,
};

static const struct answer *nofault_probe(void)
{
	static const struct slowfault_call call = {
		.op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_NOFAULT,
	};

	return call_probe(&call, NEED_FOLL_NOFAULT);
}

CALL_PATH(gup_nofault, SOURCES_CALL_LOAD, STIMULI_NONE, PATH_NOFAULT, FAULT_LOAD,
	  .op = SLOWFAULT_GUP_UNLOCKED, .foll = SLOWFAULT_FOLL_NOFAULT)
	.ok = -EFAULT, .decides = "mm/gup.c:faultin_page(): FOLL_NOFAULT",
	.probe = nofault_probe, .conserve = pages_conserve,
};

/* ---- from a kernel thread, while the caller waits for it ---- */

CALL_PATH(kthread_gup, SOURCES_CALL_LOAD, STIMULI_ORDERED, PATH_KTHREAD_GUP, FAULT_LOAD,
	  .op = SLOWFAULT_GUP_UNLOCKED, .flags = SLOWFAULT_CALL_KTHREAD)
	.flags = PATH_KWORKER, .decides = GUP_FUNCTION, GETS_PAGES,
};

CALL_PATH(kthread_pup_remote, SOURCES_CALL_STORE, STIMULI_FEW, PATH_KTHREAD_GUP, FAULT_STORE,
	  .op = SLOWFAULT_PUP_REMOTE, .foll = SLOWFAULT_FOLL_WRITE,
	  .flags = SLOWFAULT_CALL_KTHREAD | SLOWFAULT_CALL_LOCKED)
	.flags = PATH_KWORKER | PATH_REMOTE | PATH_PINS, .decides = GUP_FUNCTION, GETS_PAGES,
};

#endif /* FAULTSIG_KERNEL_GUP_PAGES_H */
