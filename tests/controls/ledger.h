/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a cell takes from the machine and does not give back, counted where nothing else
 * runs, so in a guest: a huge page, the reservation of one, a timer, a key.  The controller
 * keeps it in the place of a kernel that loses it.
 */
#ifndef FAULTSIG_CONTROLS_LEDGER_H
#define FAULTSIG_CONTROLS_LEDGER_H

#include <linux/keyctl.h>

static void *kept_pages;

/* Of the pool that the source's own pages are from. */
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

#define KEEPS(path_name, keep) \
	static const struct fault_path path_##path_name = { \
		GUP_VICTIM(path_name), .setup = rig_setup, .run = gup_run, \
		.check = gup_check, .teardown = keep, \
	}

KEEPS(keeps_huge_page, keep_huge_page);
KEEPS(keeps_reservation, keep_reservation);

CONTROL(keeps_huge_page, keeps_huge_page, uffd_missing_hugetlb, none, OUTCOME_WRONG,
	HELD "; [1-9][0-9]* huge pages not given back$", .pace = GUEST)
CONTROL(keeps_reservation, keeps_reservation, uffd_missing_hugetlb, none, OUTCOME_WRONG,
	HELD "; [1-9][0-9]* reservations of huge pages not given back$", .pace = GUEST)

static void keep_timer(struct fault_cell *c)
{
	struct sigevent none = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2 };
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &none, &timer))
		perror("timer_create");
	rig_teardown(c);
}

KEEPS(keeps_timer, keep_timer);

CONTROL(keeps_timer, keeps_timer, uffd_missing_anon, none, OUTCOME_WRONG,
	HELD "; [1-9][0-9]* queued signals or timers not given back$", .pace = GUEST)

/* The last control: the key ends with its process, and a little later. */
static void keep_key(struct fault_cell *c)
{
	if (syscall(SYS_add_key, "user", "faultsig", "", 1, KEY_SPEC_PROCESS_KEYRING) < 0)
		perror("add_key");
	rig_teardown(c);
}

KEEPS(keeps_key, keep_key);

CONTROL(keeps_key, keeps_key, uffd_missing_anon, none, OUTCOME_WRONG,
	HELD "; [1-9][0-9]* keys not given back$", .pace = GUEST)

#endif /* FAULTSIG_CONTROLS_LEDGER_H */
