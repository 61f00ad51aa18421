// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cells that take something from the machine and do not give it back: a huge page, the
 * reservation of one, a timer, a key.  It is counted where nothing else runs, and so in a
 * guest.  The controller keeps the thing, in place of a kernel that loses it.
 */
#include <linux/keyctl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"

static void *kept_pages;

/* Keep a page, or its reservation, of the pool that the source's own pages are from. */
static void keep_huge_mapping(struct fault_cell *c, int flags)
{
	kept_pages = mmap(NULL, c->region.page_size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | flags, -1, 0);
	if (kept_pages == MAP_FAILED)
		perror("a huge page");
	rig_teardown(c);
}

static void keep_huge_page(struct fault_cell *c)
{
	keep_huge_mapping(c, MAP_POPULATE);
}

static void keep_reservation(struct fault_cell *c)
{
	keep_huge_mapping(c, 0);
}

static void keep_timer(struct fault_cell *c)
{
	struct sigevent none = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2 };
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &none, &timer))
		perror("timer_create");
	rig_teardown(c);
}

/* This has to be the last control: the key goes only some time after its process. */
static void keep_key(struct fault_cell *c)
{
	if (syscall(SYS_add_key, "user", "faultsig", "", 1, KEY_SPEC_PROCESS_KEYRING) < 0)
		perror("add_key");
	rig_teardown(c);
}

const struct control controls_ledger[] = {
	{ .name = "keeps_huge_page", CELL(good_gup, uffd_missing_hugetlb, none),
	  .teardown = keep_huge_page, .observed = OUTCOME_WRONG,
	  .words = HELD "; [1-9][0-9]* huge pages not given back$", .pace = GUEST },
	{ .name = "keeps_reservation", CELL(good_gup, uffd_missing_hugetlb, none),
	  .teardown = keep_reservation, .observed = OUTCOME_WRONG,
	  .words = HELD "; [1-9][0-9]* reservations of huge pages not given back$",
	  .pace = GUEST },
	{ .name = "keeps_timer", CELL(good_gup, uffd_missing_anon, none),
	  .teardown = keep_timer, .observed = OUTCOME_WRONG,
	  .words = HELD "; [1-9][0-9]* queued signals or timers not given back$",
	  .pace = GUEST },
	{ .name = "keeps_key", CELL(good_gup, uffd_missing_anon, none), .teardown = keep_key,
	  .observed = OUTCOME_WRONG, .words = HELD "; [1-9][0-9]* keys not given back$",
	  .pace = GUEST },
	{ }
};
