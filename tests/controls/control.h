/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Controls: cells that must fail, each in one way that its row says. A family of them is a
 * .c file that ends with its table; families.h has them all.
 */
#ifndef FAULTSIG_CONTROLS_CONTROL_H
#define FAULTSIG_CONTROLS_CONTROL_H

#include "matrix.h"
#include "sources.h"

/**
 * enum pace - what a control may run beside.
 * @IN_TURN: one after the other.
 * @BESIDE: anything; it sleeps until a deadline of the engine is over.
 * @ALONE: nothing; it counts what is the whole kernel's.
 * @GUEST: nothing at all, as in a guest: harness/check/guest.sh.
 */
enum pace { IN_TURN, BESIDE, ALONE, GUEST };

/**
 * struct control - a cell that must fail, or the row of a victim that behaves.
 * @name: its fixture; NULL in a row of @good.
 * @cell: path and source, and what it is judged against if not the contract. See CELL().
 * @stim: its stimulus.
 * @probe: NULL, or the function that the path has here instead of its own.
 * @setup: likewise.
 * @arm: likewise.
 * @run: likewise.
 * @check: likewise.
 * @teardown: likewise.
 * @observed: the outcome that it must be given.
 * @words: extended regular expression that its reason must match.
 * @pace: what it may run beside.
 * @good: instead of all these, a row that is judged by the contract; its path is good_*.
 *
 * A table ends with one that has neither a name nor a good path.
 */
struct control {
	const char *name;
	struct cell_variant cell;
	const struct stimulus *stim;
	const struct answer *(*probe)(void);
	int (*setup)(struct fault_cell *c);
	int (*arm)(struct fault_cell *c);
	long (*run)(struct fault_cell *c);
	const char *(*check)(struct fault_cell *c, long ret);
	void (*teardown)(struct fault_cell *c);
	enum outcome observed;
	const char *words;
	enum pace pace;
	struct matrix_row good;
};

/* The cell of a control: path_NAME, source_NAME and stimulus_NAME. */
#define CELL(path_name, source_name, stimulus_name) \
	.cell.path = &path_##path_name, .cell.source = &source_##source_name, \
	.stim = &stimulus_##stimulus_name

/* A real path, judged against something else than the contract. */
#define JUDGED_AS(outcome)	.cell.override = true, .cell.expected = outcome

/*
 * How the reason begins of a cell whose fault was held: with any numbers; without a handler
 * run or a refault; with the CPU time of a spinner.
 */
#define HELD	"^cpu [0-9.]+ ms while held, [0-9]+ handler runs, [0-9]+ refaults"
#define NUMBERS	"^cpu [0-9.]+ ms while held, 0 handler runs, 0 refaults"
#define SPUN	"^cpu ([2-9]|[1-9][0-9]+)\\.[0-9] ms while held, 0 handler runs, 0 refaults"

#endif /* FAULTSIG_CONTROLS_CONTROL_H */
