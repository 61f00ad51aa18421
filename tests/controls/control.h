/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Controls: cells that must fail, each in the one way that its row says. A family of controls
 * is a .c file that ends with its table; families.h has all families.
 */
#ifndef FAULTSIG_CONTROLS_CONTROL_H
#define FAULTSIG_CONTROLS_CONTROL_H

#include "matrix.h"
#include "sources.h"

/**
 * enum pace - the programs that a control may run beside.
 * @IN_TURN: no other control of this pace.
 * @BESIDE: any control; it sleeps until a deadline of the engine is over.
 * @ALONE: no control; it reads counters of the whole kernel.
 * @GUEST: no other program at all, as in a guest: harness/check/guest.sh.
 */
enum pace { IN_TURN, BESIDE, ALONE, GUEST };

/**
 * struct control - a cell that must fail, or the row of a victim that behaves.
 * @name: its fixture; NULL in a row of @good.
 * @cell: path and source, and the outcome to judge by if not the contract's. See CELL().
 * @stim: its stimulus.
 * @probe: NULL, or a function that replaces the path's @probe.
 * @setup: NULL, or a function that replaces the path's @setup.
 * @arm: NULL, or a function that replaces the path's @arm.
 * @run: NULL, or a function that replaces the path's @run.
 * @check: NULL, or a function that replaces the path's @check.
 * @teardown: NULL, or a function that replaces the path's @teardown.
 * @observed: the outcome that it must be given.
 * @words: extended regular expression that its reason must match.
 * @pace: the programs that it may run beside.
 * @good: instead of all these, a row that is judged by the contract; its path is good_*.
 *
 * A table ends with an element that has neither a name nor a good path.
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

/* Judge a real path by this outcome and not by the contract. */
#define JUDGED_AS(outcome)	.cell.override = true, .cell.expected = outcome

/*
 * The beginning of the reason of a cell whose fault was held. HELD takes any numbers, NUMBERS
 * no handler run and no refault, SPUN the CPU time of a spinner.
 */
#define HELD	"^cpu [0-9.]+ ms while held, [0-9]+ handler runs, [0-9]+ refaults"
#define NUMBERS	"^cpu [0-9.]+ ms while held, 0 handler runs, 0 refaults"
#define SPUN	"^cpu ([2-9]|[1-9][0-9]+)\\.[0-9] ms while held, 0 handler runs, 0 refaults"

#endif /* FAULTSIG_CONTROLS_CONTROL_H */
