/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bystander: another process, whose call has nothing to do with the page that stalls, but
 * with an object of the stalled call: its pipe, its file, its memory. A row of the matrix may
 * ask for one.
 */
#ifndef FAULTSIG_BYSTANDER_H
#define FAULTSIG_BYSTANDER_H

#include <stdbool.h>

struct fault_cell;

/**
 * struct bystander - what the other process does while the fault is held.
 * @call: the call, as a complaint names it: "epoll_wait(0)".
 * @prompt: it has to return at once: it is no call that waits.
 * @looks: how many in a row, 1 ms apart, have to find it asleep in one place; 0: 10.
 * @act: the call itself, which may not change what the cell checks; runs in a child of the
 *	 controller, which has the cell's descriptors.
 */
struct bystander {
	const char *call;
	bool prompt;
	unsigned int looks;
	void (*act)(struct fault_cell *c);
};

#endif /* FAULTSIG_BYSTANDER_H */
