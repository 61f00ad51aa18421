// SPDX-License-Identifier: GPL-2.0-only
/*
 * Between a cell's verdict and its line of TAP stands what is known of this kernel: a known
 * defect is XFAIL, as selftests have it, so that a collection is green until something is new.
 * The verdict knows nothing of that; FAULTSIG_RAW=1 leaves it out.
 */
#include <errno.h>
#include <stdio.h>

#include "engine.h"
#include "known.h"
#include "tap.h"

/**
 * tap_prepare() - read what is known; called once, ahead of the cells.
 */
void tap_prepare(void)
{
	known_read();
}

static void set_line(struct tap_line *line, enum tap_status status, const char *reason)
{
	line->status = status;
	snprintf(line->reason, sizeof(line->reason), "%.999s", reason);
}

static void set_judged(const struct known_cell *cell, const struct cell_verdict *verdict,
		       struct tap_line *line)
{
	const struct known_result result = {
		.ok = verdict->status == CELL_PASS,
		.observed = outcome_name(verdict->observed),
		.complaints = verdict->complaints,
	};
	char text[sizeof(line->reason) - 32];

	switch (known_result(cell, &result, text, sizeof(text))) {
	case KNOWN_DEFECT:
		set_line(line, TAP_XFAIL, text);
		break;
	case KNOWN_GONE:
		line->status = TAP_NOT_OK;
		snprintf(line->reason, sizeof(line->reason), "unexpected pass of: %s", text);
		break;
	default:
		set_line(line, result.ok ? TAP_OK : TAP_NOT_OK, "");
		if (text[0])
			printf("# %s: %s\n", cell->name, text);
		fflush(stdout);
	}
}

/**
 * tap_run_cell() - run a cell, and compare its verdict with what is known.
 * @name: the cell.
 * @v: its row.
 * @stim: its stimulus.
 * @line: filled.
 *
 * A pass where a failure is known is "not ok": of XPASS the harness makes an "ok".
 */
void tap_run_cell(const char *name, const struct cell_variant *v, const struct stimulus *stim,
		  struct tap_line *line)
{
	const struct known_cell cell = {
		.program = program_invocation_short_name,
		.name = name,
		.class = path_class_name(v->path->class),
		.expected = outcome_name(contract_outcome(v, stim)),
	};
	const char *reason = known_skip(&cell);
	struct cell_verdict verdict;

	if (reason) {
		set_line(line, TAP_SKIP, reason);
		return;
	}
	cell_run(v, stim, name, &verdict);
	if (verdict.status == CELL_SKIP)
		set_line(line, TAP_SKIP, verdict.reason);
	else if (verdict.status == CELL_ERROR)
		set_line(line, TAP_NOT_OK, "");
	else
		set_judged(&cell, &verdict, line);
}
