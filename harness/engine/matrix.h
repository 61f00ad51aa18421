/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The matrix as data: a row crosses one fault path with lists of sources, stimuli, layouts
 * and releases. The kselftest harness sees a row as fixtures, a source as a variant and a
 * stimulus as a test, so that a cell's name is fixture.variant.test.
 *
 *	row		fixture			variant			test
 *	.sources	PATH			SOURCE			each of .stimuli, .own
 *	.apart		PATH_APART		SOURCE			each of .stimuli, .own
 *	.fails		PATH_fails		SOURCE_LAYOUT		none
 *	.late		PATH_fails_late		SOURCE			stimuli_pending
 *			PATH_good_first		SOURCE			none, signals
 *	.releases	PATH_release		SOURCE_RELEASE		none, sigusr1
 *	..., .taken	PATH_APART		SOURCE_RELEASE		each of .taken
 *	.schedules	PATH_SCHEDULE		SOURCE			each of the case's
 *
 * A family of paths is a .c file that ends with its rows; a program is a list of families.
 * Only matrix.c knows kselftest_harness.h.
 */
#ifndef FAULTSIG_MATRIX_H
#define FAULTSIG_MATRIX_H

#include "faultsig.h"
#include "stimuli.h"

/* Sets of layouts for matrix_row.layouts; 0 is the whole buffer in the failing page. */
#define LAYOUTS_SHORT	(BIT_OF(LAYOUT_FIRST_BYTE) | BIT_OF(LAYOUT_SECOND_PAGE) | \
			 BIT_OF(LAYOUT_MID_BUFFER))	/* for buffers of any length */
#define LAYOUTS_PAGES	(BIT_OF(LAYOUT_FIRST_BYTE) | BIT_OF(LAYOUT_SECOND_PAGE))
							/* for buffers of whole pages */

/**
 * struct matrix_row - one path, and the lists it is crossed with. Every list ends with NULL.
 * @path: the path.
 * @apart: NULL, or a suffix for the name of the fixture: a path may have several rows.
 * @bystander: NULL, or what another process does while the fault is held.
 * @sources: sources that stall, or fail for this path; NULL if none.
 * @stimuli: stimuli for @sources.
 * @own: more stimuli, listed after @stimuli, such as the path's own events; NULL if none.
 * @fails: sources that fail at once; NULL if none.
 * @layouts: set of BIT_OF(LAYOUT_*) for @fails, LAYOUTS_*; 0: LAYOUT_FIRST_BYTE.
 * @late: sources whose page stalls and is followed by a page that can't be had: the call
 *	  ends with a short count or an error while a signal is pending. Also the page stalls
 *	  behind good bytes, and the count has to be whole. NULL if none.
 * @releases: ways to release the fault other than the usual one; NULL if none.
 * @taken: stimuli for @releases, which is right only after them; NULL: stimuli_release.
 * @schedules: moments of stimulus and release other than the usual ones, each with sources
 *	       and stimuli of its own; ended by a case without a schedule. NULL if none.
 */
struct matrix_row {
	const struct fault_path *path;
	const char *apart;
	const struct bystander *bystander;
	const struct fault_source *const *sources;
	const struct stimulus *const *stimuli;
	const struct stimulus *const *own;
	const struct fault_source *const *fails;
	unsigned int layouts;
	const struct fault_source *const *late;
	const struct release_case *releases;
	const struct stimulus *const *taken;
	const struct schedule_case *schedules;
};

/* A list written in a row: SOURCES(&source_uffd_wp_anon), STIMULI(&stimulus_sigquit). */
#define SOURCES(...)	((const struct fault_source *const []){ __VA_ARGS__, NULL })
#define STIMULI(...)	((const struct stimulus *const []){ __VA_ARGS__, NULL })

/*
 * struct matrix_check - a test without a cell, named global.NAME. Its function returns NULL or
 * a complaint.
 */
struct matrix_check {
	const char *name;
	const char *(*run)(void);
};

/**
 * struct matrix_program - a test program.
 * @families: tables of rows, each ended by a row without a path; the list ends with NULL.
 * @checks: NULL, or tables of tests without a cell, each ended by a test without a name;
 *	    the list ends with NULL.
 * @add: NULL, or a function that adds further cells with matrix_add() and matrix_add_row().
 * @prepare: NULL, or a function called once ahead of the first cell, in the program's own
 *	     process, for shared set-up that vanishes with it.
 * @after: NULL, or a function that each cell's controller calls when it has judged the cell.
 * @raw: its failures are no kernel's, and no list of known defects is about them.
 */
struct matrix_program {
	const struct matrix_row *const *families;
	const struct matrix_check *const *checks;
	void (*add)(void);
	void (*prepare)(void);
	void (*after)(void);
	bool raw;
};

typedef void matrix_printer(const char *cell, const struct cell_variant *v,
			    const struct stimulus *stim);

void matrix_add_row(const struct matrix_row *row);
void matrix_add(const char *fixture, const char *variant, const struct cell_variant *cell,
		const struct stimulus *stim);
int matrix_print(const struct matrix_program *program, matrix_printer *print);
int matrix_main(int argc, char **argv, const struct matrix_program *program);

#endif /* FAULTSIG_MATRIX_H */
