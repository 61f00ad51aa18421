// SPDX-License-Identifier: GPL-2.0-only
/*
 * The matrix in the terms of the kselftest harness: rows become fixtures, variants and tests
 * while a program starts, and the harness runs them. No other file knows kselftest_harness.h.
 */
/*
 * Warnings about the harness's own code: an unused parameter in 6.12, and its setjmp()
 * wrapper, whose variables do not change between setjmp() and longjmp().
 */
#pragma GCC diagnostic ignored "-Wunused-parameter"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wclobbered"
#endif
#include "kselftest_harness.h"

#include "matrix.h"
#include "program.h"
#include "rows.h"
#include "tap.h"

/* Longer than the sum of all of engine.h's deadlines that one cell can run into. */
#define CELL_TIMEOUT_S	60

/*
 * Tests in one mapping, so many that most programs have one: each cell's two fork()s copy all
 * mappings. It is shared, because the harness reads in a test's metadata what the child that
 * ran the test wrote there.
 */
#define TESTS_AT_ONCE	4000

typedef void test_function(struct __test_metadata *t, struct __fixture_variant_metadata *v);

/* struct matrix_test - a test, and what it is to this suite: a cell's stimulus, or a check. */
struct matrix_test {
	struct __test_metadata test;	/* first: the harness knows only this member */
	const struct stimulus *stim;
	const struct matrix_check *check;
};

static const struct matrix_program *program;

static const struct stimulus *stimulus_of(const struct __test_metadata *t)
{
	return ((const struct matrix_test *)t)->stim;
}

/* ---- what a cell's process does ---- */

static const int exit_codes[] = {
	[TAP_OK] = KSFT_PASS,
	[TAP_NOT_OK] = KSFT_FAIL,
	[TAP_XFAIL] = KSFT_XFAIL,
};

/*
 * Replaces the wrapper of TEST_F(), which forks once more so that a teardown can run even if
 * its test dies. No fixture here has a teardown, and the fork is a fifth of a cell's cost.
 */
static void run_cell(struct __test_metadata *_metadata, struct __fixture_variant_metadata *v)
{
	struct tap_line line;
	char name[256];

	snprintf(name, sizeof(name), "%s.%s.%s", _metadata->fixture->name, v->name,
		 _metadata->name);
	tap_run_cell(name, v->data, stimulus_of(_metadata), &line);
	if (program->after)
		program->after();
	if (line.status == TAP_SKIP)
		SKIP(return, "%s", line.reason);
	_metadata->exit_code = exit_codes[line.status];
	snprintf(_metadata->results->reason, sizeof(_metadata->results->reason), "%s",
		 line.reason);
}

static void run_check(struct __test_metadata *_metadata, struct __fixture_variant_metadata *v)
{
	const struct matrix_check *check = ((struct matrix_test *)_metadata)->check;
	const char *wrong = check->run();

	if (!wrong)
		return;
	ksft_print_msg("%s: %s\n", check->name, wrong);
	_metadata->exit_code = KSFT_FAIL;
}

/* ---- registration ---- */

static struct matrix_test *add_test(struct __fixture_metadata *f, const char *name,
				    test_function *run)
{
	static struct matrix_test *free_tests;
	static unsigned int left;
	struct matrix_test *t;

	if (!left) {
		left = TESTS_AT_ONCE;
		free_tests = mmap(NULL, left * sizeof(*t), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (free_tests == MAP_FAILED) {
			perror("a mapping for the tests");
			exit(KSFT_FAIL);
		}
	}
	t = free_tests++;
	left--;
	t->test.name = name;
	t->test.fn = run;
	t->test.fixture = f;
	t->test.termsig = -1;
	t->test.timeout = CELL_TIMEOUT_S;
	__register_test(&t->test);
	return t;
}

static struct __fixture_metadata *add_fixture(const char *name)
{
	struct __fixture_metadata *f = rows_allocate(sizeof(*f));

	f->name = name;
	__register_fixture(f);
	return f;
}

static void add_variant(struct __fixture_metadata *f, const char *name,
			const struct cell_variant *cell)
{
	struct __fixture_variant_metadata *v = rows_allocate(sizeof(*v));

	v->name = name;
	v->data = cell;
	__register_fixture_variant(f, v);
}

static void add_tests(struct __fixture_metadata *f, const struct stimulus *const *stimuli)
{
	for (; stimuli && *stimuli; stimuli++)
		add_test(f, (*stimuli)->name, run_cell)->stim = *stimuli;
}

static const struct row_harness harness = {
	.add_fixture = add_fixture, .add_variant = add_variant, .add_tests = add_tests,
};

/**
 * matrix_add_row() - add the cells of one row; matrix_program.add() may call it.
 * @row: the row.
 */
void matrix_add_row(const struct matrix_row *row)
{
	rows_add(&harness, row);
}

/**
 * matrix_add() - add one cell under a name of its own; matrix_program.add() may call it.
 * @fixture: name of its fixture, which has no other cell.
 * @variant: name of its variant.
 * @cell: path, source, layout and release; kept, not copied.
 * @stim: its stimulus.
 */
void matrix_add(const char *fixture, const char *variant, const struct cell_variant *cell,
		const struct stimulus *stim)
{
	struct __fixture_metadata *f = add_fixture(fixture);

	add_variant(f, variant, cell);
	add_test(f, stim->name, run_cell)->stim = stim;
}

static void register_all(void)
{
	const struct matrix_row *const *family = program->families;
	const struct matrix_check *const *checks = program->checks;
	const struct matrix_check *check;
	const struct matrix_row *row;

	for (; checks && *checks; checks++)
		for (check = *checks; check->name; check++)
			add_test(&_fixture_global, check->name, run_check)->check = check;
	for (; family && *family; family++)
		for (row = *family; row->path; row++)
			matrix_add_row(row);
	if (program->add)
		program->add();
}

/* ---- cells named one by one ---- */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sort the names in "-r NAME -r NAME ..." to @names. Returns 0 if there are other arguments. */
static size_t read_names(int argc, char **argv, const char **names)
{
	size_t nr = 0;

	for (int i = 1; i < argc; i += 2) {
		if (strcmp(argv[i], "-r") || i + 1 == argc)
			return 0;
		names[nr++] = argv[i + 1];
	}
	qsort(names, nr, sizeof(*names), compare_names);
	return nr;
}

/* Append to the harness's list a fixture with those of a variant's cells that are named. */
static void keep_variant(struct __fixture_metadata *f, struct __fixture_variant_metadata *v,
			 const char **names, size_t nr)
{
	struct __fixture_metadata *kept = NULL;
	struct matrix_test *copy;
	struct __test_metadata *t;
	char name[256];
	const char *key = name;

	for (t = f->tests; t; t = t->next) {
		snprintf(name, sizeof(name), "%s.%s%s%s", f->name, v ? v->name : "", v ? "." : "",
			 t->name);
		if (!bsearch(&key, names, nr, sizeof(*names), compare_names))
			continue;
		if (!kept) {
			kept = add_fixture(f->name);
			if (v)
				add_variant(kept, v->name, v->data);
		}
		copy = add_test(kept, t->name, t->fn);
		copy->stim = stimulus_of(t);
		copy->check = ((struct matrix_test *)t)->check;
	}
}

/*
 * The harness asks of every test, twice, whether one of the arguments names it: with the
 * hundreds of names that run_tests.sh gives, an eighth of a guest's time. Leave it the named
 * tests and no arguments. Returns the arguments left to it.
 */
static int keep_named(int argc, char **argv)
{
	const char **names = rows_allocate((argc + 1) * sizeof(*names));
	struct __fixture_variant_metadata *v;
	struct __fixture_metadata *f = __fixture_list;
	size_t nr = read_names(argc, argv, names);

	if (nr)
		__fixture_list = NULL;
	for (; nr && f; f = f->next) {
		if (!f->variant)
			keep_variant(f, NULL, names, nr);
		for (v = f->variant; v; v = v->next)
			keep_variant(f, v, names, nr);
	}
	free(names);
	return nr ? 1 : argc;
}

/* ---- the program ---- */

/* Print all cells, or only the cell named @only. Returns the number of cells printed. */
static int print_cells(matrix_printer *print, const char *only)
{
	struct __fixture_variant_metadata *v;
	struct __fixture_metadata *f;
	struct __test_metadata *t;
	char name[256];
	int n = 0;

	for (f = __fixture_list; f; f = f->next)
		for (v = f->variant; v; v = v->next)
			for (t = f->tests; t; t = t->next) {
				snprintf(name, sizeof(name), "%s.%s.%s", f->name, v->name, t->name);
				if (only && strcmp(only, name))
					continue;
				print(name, v->data, stimulus_of(t));
				n++;
			}
	return n;
}

static void (*started[32])(void);

static bool is_started(void (*start)(void))
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(started) && started[i]; i++)
		if (started[i] == start)
			return true;
	return !start;
}

static void start_source(void (*start)(void))
{
	size_t i = 0;

	while (i < ARRAY_LEN(started) && started[i])
		i++;
	if (i == ARRAY_LEN(started)) {
		fprintf(stderr, "more than %zu kinds of sources\n", i);
		exit(KSFT_FAIL);
	}
	started[i] = start;
	start();
}

/* Is one of the variant's cells to run? */
static bool is_wanted(int argc, char **argv, struct __fixture_metadata *f,
		      struct __fixture_variant_metadata *v)
{
	struct __test_metadata *t;

	for (t = f->tests; t; t = t->next)
		if (test_enabled(argc, argv, f, v, t))
			return true;
	return false;
}

/* Start the sources of the cells that are to run: some of them take a tenth of a second. */
static void start_sources(int argc, char **argv)
{
	struct __fixture_variant_metadata *v;
	struct __fixture_metadata *f;
	void (*start)(void);

	for (f = __fixture_list; f; f = f->next)
		for (v = f->variant; v; v = v->next) {
			start = ((const struct cell_variant *)v->data)->source->ops->start;
			if (!is_started(start) && is_wanted(argc, argv, f, v))
				start_source(start);
		}
}

/* Of a name that is mistyped the harness makes "1..0" and exit status 0, which is green. */
static void refuse_nothing(int argc, char **argv)
{
	struct __fixture_variant_metadata no_variant = { .name = "" }, *v;
	struct __fixture_metadata *f;

	for (f = __fixture_list; f; f = f->next)
		for (v = f->variant ?: &no_variant; v; v = v->next)
			if (is_wanted(argc, argv, f, v))
				return;
	printf("Bail out! faultsig: no cell matches; --list shows them\n");
	exit(KSFT_FAIL);
}

static void choose_watched(void)
{
	struct __fixture_variant_metadata *v;
	struct __fixture_metadata *f;
	struct __test_metadata *t;

	for (f = __fixture_list; f; f = f->next)
		for (v = f->variant; v; v = v->next)
			for (t = f->tests; t; t = t->next)
				cell_choose_watch(v->data, stimulus_of(t));
}

/**
 * matrix_print() - print each cell of a program; a program calls it in place of matrix_main().
 * @p: the program.
 * @print: called for each cell, in the order of --list.
 * Return: the number of cells.
 */
int matrix_print(const struct matrix_program *p, matrix_printer *print)
{
	program = p;
	program_start();
	register_all();
	return print_cells(print, NULL);
}

/**
 * matrix_main() - main() of a test program.
 * @argc: number of arguments of main().
 * @argv: arguments of main(); --list, --explain CELL or --explain for all cells, --contract,
 *	  --contract-check, or those of the kselftest harness.
 * @p: the program.
 * Return: exit status.
 */
int matrix_main(int argc, char **argv, const struct matrix_program *p)
{
	program = p;
	program_start();
	register_all();
	if (argc > 1 && !strcmp(argv[1], "--list"))
		return print_cells(program_list_cell, NULL) ? KSFT_PASS : KSFT_FAIL;
	if (argc > 1 && !strcmp(argv[1], "--explain")) {
		if (print_cells(program_explain_cell, argv[2]))
			return KSFT_PASS;
		fprintf(stderr, "%s: no cell '%s'; --list shows them\n", argv[0], argv[2]);
		return KSFT_FAIL;
	}
	if (argc > 1 && !strcmp(argv[1], "--contract")) {
		contract_print();
		return KSFT_PASS;
	}
	if (argc > 1 && !strcmp(argv[1], "--contract-check"))
		return print_cells(contract_check_cell, NULL) ? KSFT_PASS : KSFT_FAIL;
	program_prepare();
	if (!program->raw)
		tap_prepare();
	choose_watched();
	argc = keep_named(argc, argv);
	opterr = 0;	/* wrong options are the harness's to complain about */
	refuse_nothing(argc, argv);
	start_sources(argc, argv);
	opterr = 1;
	optind = 1;	/* the harness goes on from there */
	if (program->prepare)
		program->prepare();
	return test_harness_run(argc, argv);
}
