/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The matrix in the kselftest harness's own terms: a fault path is a fixture, a
 * source is a variant, a stimulus is a test; a cell's name is
 * fixture.variant.test.  Included once, by each program of tests/.
 *
 * FAULT_PATH(pipe_read, SOURCES_HELD_STORE, STIMULI_ALL) = { .run = ... };
 * makes one cell of every pair; FAULT_PATH_FAILS() and FAULT_PATH_RELEASES() add
 * the sources that fail instead of stalling and the other ways to let go.
 */
#ifndef FAULTSIG_OLD_MATRIX_H
#define FAULTSIG_OLD_MATRIX_H

/*
 * The harness's own: an unused parameter in 6.12, and its setjmp() wrapper, whose
 * variables do not change between setjmp() and longjmp().
 */
#pragma GCC diagnostic ignored "-Wunused-parameter"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wclobbered"
#endif
#include "kselftest_harness.h"

#include "faultsig.h"
#include "program.h"
#include "sources.h"

/* Longer than the sum of engine.h's deadlines for a cell that meets them all. */
#define CELL_TIMEOUT_S	60

#define SOURCES_HELD_LOAD(X, path) \
	X(path, uffd_missing_anon) \
	X(path, uffd_missing_shmem) \
	X(path, uffd_missing_hugetlb) \
	X(path, uffd_minor_shmem) \
	X(path, uffd_minor_hugetlb)

#define SOURCES_HELD_STORE(X, path) \
	SOURCES_HELD_LOAD(X, path) \
	X(path, uffd_wp_anon) \
	X(path, uffd_wp_shmem) \
	X(path, uffd_wp_hugetlb)

/*
 * Also a huge page in anonymous memory.  It comes to handle_userfault() by another way
 * in the kernel, but that one is the same for all paths of a class: some of each have it.
 */
#define SOURCES_THP_LOAD(X, path) \
	SOURCES_HELD_LOAD(X, path) \
	X(path, uffd_missing_thp)

#define SOURCES_THP_STORE(X, path) \
	SOURCES_HELD_STORE(X, path) \
	X(path, uffd_missing_thp)

/* User mode only: everything else fails at once on it. */
#define SOURCES_USER_LOAD(X, path) \
	SOURCES_HELD_LOAD(X, path) \
	X(path, uffd_user_only)

#define SOURCES_USER_STORE(X, path) \
	SOURCES_HELD_STORE(X, path) \
	X(path, uffd_user_only)

#define SOURCES_USER_THP_LOAD(X, path) \
	SOURCES_THP_LOAD(X, path) \
	X(path, uffd_user_only)

/* Sources of small pages: what O_DIRECT or an instruction page can live on. */
#define SOURCES_SMALL_LOAD(X, path) \
	X(path, uffd_missing_anon) \
	X(path, uffd_missing_shmem) \
	X(path, uffd_minor_shmem)

#define SOURCES_ANON(X, path) \
	X(path, uffd_missing_anon)

#define SOURCES_FAILING(X, path) \
	X(path, uffd_poison) \
	X(path, uffd_sigbus) \
	X(path, prot_none) \
	X(path, beyond_eof)

#define SOURCES_FAILING_KERNEL(X, path) \
	SOURCES_FAILING(X, path) \
	X(path, uffd_user_only)

#define STIMULI_SIGNALS(X, path) \
	X(path, none) \
	X(path, sigusr1) \
	X(path, sigusr1_restart) \
	X(path, sigusr1_blocked) \
	X(path, sigusr1_ignored) \
	X(path, sigusr1_free_thread) \
	X(path, sigrt_queue) \
	X(path, sigterm) \
	X(path, sigquit) \
	X(path, sigkill) \
	X(path, sigkill_process) \
	X(path, sigstop) \
	X(path, sigstop_sigcont) \
	X(path, timer_fast) \
	X(path, timer_slow) \
	X(path, exit_group) \
	X(path, execve)

/*
 * Where order is to make no difference.  Not for uaccess paths: whether a spinning
 * thread takes the second signal depends on the CPU it is on.
 */
#define STIMULI_ORDERED(X, path) \
	STIMULI_SIGNALS(X, path) \
	X(path, sigusr1_sigterm)

#define STIMULI_FEW(X, path) \
	X(path, none) \
	X(path, sigusr1) \
	X(path, sigstop) \
	X(path, sigkill)

#define STIMULI_NONE(X, path) \
	X(path, none)

#define FAULTSIG_VARIANT(path_name, source_name) \
	FIXTURE_VARIANT_ADD(path_name, source_name) { \
		.cell = { .path = &path_##path_name, .source = &source_##source_name }, \
	};

/*
 * A test's name is its stimulus's. Its body never runs: run_cell() takes its place, see
 * gather_tests().
 */
#define FAULTSIG_TEST(path_name, test_name) \
	TEST_F_TIMEOUT(path_name, test_name, CELL_TIMEOUT_S) \
	{ \
		_metadata->exit_code = KSFT_FAIL; \
	}

#define FAULTSIG_FIXTURE(name) \
	FIXTURE(name) { }; \
	FIXTURE_VARIANT(name) { struct cell_variant cell; }; \
	FIXTURE_SETUP(name) { } \
	FIXTURE_TEARDOWN(name) { }

/* One cell for each source and stimulus of a path: see FAULT_PATH(), and borrow.h. */
#define CELLS(path_name, SOURCES, STIMULI) \
	FAULTSIG_FIXTURE(path_name) \
	SOURCES(FAULTSIG_VARIANT, path_name) \
	STIMULI(FAULTSIG_TEST, path_name)

/* The same of one source in a fixture of its own, path_suffix: fewer stimuli, say. */
#define CELLS_APART(path_name, suffix, source_name, STIMULI) \
	FAULTSIG_FIXTURE(path_name##_##suffix) \
	FIXTURE_VARIANT_ADD(path_name##_##suffix, source_name) { \
		.cell = { .path = &path_##path_name, .source = &source_##source_name }, \
	}; \
	STIMULI(FAULTSIG_TEST, path_name##_##suffix)

/**
 * FAULT_PATH() - a fault path: one cell for each source and stimulus.
 * @path_name: fixture name.
 * @SOURCES: X-macro list of sources.
 * @STIMULI: X-macro list of stimuli.
 *
 * Followed by the initialiser of its struct fault_path.
 */
#define FAULT_PATH(path_name, SOURCES, STIMULI) \
	static const struct fault_path path_##path_name; \
	CELLS(path_name, SOURCES, STIMULI) \
	static const struct fault_path path_##path_name

/**
 * FAULT_PATH_APART() - CELLS_APART() of a room, which others may borrow; after FAULT_PATH().
 * @path_name: the path.
 * @suffix: what the fixture's name ends with.
 * @source_name: the source.
 * @STIMULI: X-macro list of stimuli.
 */
#define FAULT_PATH_APART(path_name, suffix, source_name, STIMULI) \
	CELLS_APART(path_name, suffix, source_name, STIMULI)

#define FAULTSIG_FAILS_VARIANT(path_name, source_name, LAYOUT, layout_name) \
	FIXTURE_VARIANT_ADD(path_name##_fails, source_name##_##layout_name) { \
		.cell = { .path = &path_##path_name, .source = &source_##source_name, \
			  .layout = LAYOUT }, \
	};

#define FAULTSIG_FAILS_FIRST(path_name, source_name) \
	FAULTSIG_FAILS_VARIANT(path_name, source_name, LAYOUT_FIRST_BYTE, first_byte)
#define FAULTSIG_FAILS_PAGE(path_name, source_name) \
	FAULTSIG_FAILS_VARIANT(path_name, source_name, LAYOUT_SECOND_PAGE, second_page)
#define FAULTSIG_FAILS_MID(path_name, source_name) \
	FAULTSIG_FAILS_VARIANT(path_name, source_name, LAYOUT_MID_BUFFER, mid_buffer)

/* The whole buffer on sources that fail. */
#define CELLS_FAILS(path_name, SOURCES) \
	FAULTSIG_FIXTURE(path_name##_fails) \
	SOURCES(FAULTSIG_FAILS_FIRST, path_name) \
	FAULTSIG_TEST(path_name##_fails, none)

/**
 * FAULT_PATH_FAILS() - the whole buffer on a source that fails; after FAULT_PATH().
 * @path_name: the path.
 * @SOURCES: X-macro list of failing sources.
 */
#define FAULT_PATH_FAILS(path_name, SOURCES) CELLS_FAILS(path_name, SOURCES)

/**
 * FAULT_PATH_SHORT() - also the second page, and the middle of a page: short counts.
 * @path_name: the path; its buffer may be of any length.
 * @SOURCES: X-macro list of failing sources.
 */
#define FAULT_PATH_SHORT(path_name, SOURCES) \
	FAULTSIG_FIXTURE(path_name##_fails) \
	SOURCES(FAULTSIG_FAILS_FIRST, path_name) \
	SOURCES(FAULTSIG_FAILS_PAGE, path_name) \
	SOURCES(FAULTSIG_FAILS_MID, path_name) \
	FAULTSIG_TEST(path_name##_fails, none)

/**
 * FAULT_PATH_PAGES() - also the second page: short counts of an aligned buffer.
 * @path_name: the path; its buffer must start and end with a page.
 * @SOURCES: X-macro list of failing sources.
 */
#define FAULT_PATH_PAGES(path_name, SOURCES) \
	FAULTSIG_FIXTURE(path_name##_fails) \
	SOURCES(FAULTSIG_FAILS_FIRST, path_name) \
	SOURCES(FAULTSIG_FAILS_PAGE, path_name) \
	FAULTSIG_TEST(path_name##_fails, none)

#define STIMULI_PENDING(X, path) \
	X(path, none) \
	X(path, sigusr1) \
	X(path, sigusr1_restart) \
	X(path, sigusr1_blocked) \
	X(path, sigrt_queue) \
	X(path, timer_slow) \
	X(path, sigstop) \
	X(path, sigkill)

#define FAULTSIG_HELD_FIRST(path_name, source_name) \
	FIXTURE_VARIANT_ADD(path_name##_fails_late, source_name) { \
		.cell = { .path = &path_##path_name, .source = &source_##source_name, \
			  .layout = LAYOUT_HELD_FIRST }, \
	};

/**
 * FAULT_PATH_FAILS_LATE() - the buffer leads from a page that stalls into one that is not
 *	there: a short count, or an error, with a signal pending.
 * @path_name: the path, after FAULT_PATH_SHORT().
 */
#define FAULT_PATH_FAILS_LATE(path_name) \
	FAULTSIG_FIXTURE(path_name##_fails_late) \
	FAULTSIG_HELD_FIRST(path_name, uffd_missing_anon) \
	FAULTSIG_HELD_FIRST(path_name, uffd_missing_shmem) \
	STIMULI_PENDING(FAULTSIG_TEST, path_name##_fails_late)

#define FAULTSIG_RELEASE(path_name, source_name, how, HOW) \
	FIXTURE_VARIANT_ADD(path_name##_release, source_name##_##how) { \
		.cell = { .path = &path_##path_name, .source = &source_##source_name, \
			  .release = HOW }, \
	};

#define RELEASES_LOAD(path_name) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, zeropage, RELEASE_ZEROPAGE) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, poison, RELEASE_POISON) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, wake, RELEASE_WAKE) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, unregister, RELEASE_UNREGISTER) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, close, RELEASE_CLOSE) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, munmap, RELEASE_MUNMAP) \
	FAULTSIG_RELEASE(path_name, uffd_missing_anon, mremap, RELEASE_MREMAP) \
	FAULTSIG_RELEASE(path_name, uffd_missing_shmem, zeropage, RELEASE_ZEROPAGE) \
	FAULTSIG_RELEASE(path_name, uffd_missing_shmem, poison, RELEASE_POISON) \
	FAULTSIG_RELEASE(path_name, uffd_missing_shmem, wake, RELEASE_WAKE) \
	FAULTSIG_RELEASE(path_name, uffd_missing_hugetlb, poison, RELEASE_POISON) \
	FAULTSIG_RELEASE(path_name, uffd_missing_hugetlb, wake, RELEASE_WAKE) \
	FAULTSIG_RELEASE(path_name, uffd_minor_shmem, poison, RELEASE_POISON) \
	FAULTSIG_RELEASE(path_name, uffd_minor_shmem, wake, RELEASE_WAKE) \
	FAULTSIG_RELEASE(path_name, uffd_minor_shmem, unregister, RELEASE_UNREGISTER) \
	FAULTSIG_RELEASE(path_name, uffd_minor_shmem, close, RELEASE_CLOSE)

#define RELEASES_STORE(path_name) \
	RELEASES_LOAD(path_name) \
	FAULTSIG_RELEASE(path_name, uffd_wp_anon, wake, RELEASE_WAKE) \
	FAULTSIG_RELEASE(path_name, uffd_wp_anon, unregister, RELEASE_UNREGISTER) \
	FAULTSIG_RELEASE(path_name, uffd_wp_anon, close, RELEASE_CLOSE) \
	FAULTSIG_RELEASE(path_name, uffd_wp_shmem, wake, RELEASE_WAKE) \
	FAULTSIG_RELEASE(path_name, uffd_wp_shmem, unregister, RELEASE_UNREGISTER)

/**
 * FAULT_PATH_RELEASES() - every way to let a held fault go; after FAULT_PATH().
 * @path_name: the path.
 * @RELEASES: RELEASES_LOAD or RELEASES_STORE.
 */
#define FAULT_PATH_RELEASES(path_name, RELEASES) \
	FAULTSIG_FIXTURE(path_name##_release) \
	RELEASES(path_name) \
	FAULTSIG_TEST(path_name##_release, none) \
	FAULTSIG_TEST(path_name##_release, sigusr1)

/* Controls only: undoes, in the controller, what had to outlive the judgement. */
static void (*after_judgement)(void);

/* Events of a path's own, until its family has them. */
static const struct stimulus old_task_work = {
	.name = "task_work", .effect = EFFECT_TASK_WORK,
	.flags = STIM_POKE,
	.story = "another request completes: task work, no signal at all",
	.send = have_leader_act, .act = poke_path,
};

static const struct stimulus old_cancel = {
	.name = "cancel", .effect = EFFECT_TASK_WORK,
	.flags = STIM_POKE,
	.story = "the stalled request is cancelled: no signal at all",
	.send = have_leader_act, .act = poke_path,
};

static const struct stimulus *stimulus_of(const struct __test_metadata *t)
{
	static const struct stimulus *const all[] = {
		&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart,
		&stimulus_sigusr1_blocked, &stimulus_sigusr1_ignored,
		&stimulus_sigusr1_free_thread, &stimulus_sigrt_queue, &stimulus_sigterm,
		&stimulus_sigquit, &stimulus_sigusr1_sigterm, &stimulus_sigkill,
		&stimulus_sigkill_process, &stimulus_sigstop, &stimulus_sigstop_sigcont,
		&stimulus_timer_fast, &stimulus_timer_slow, &stimulus_exit_group,
		&stimulus_execve, &old_task_work, &old_cancel,
	};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (!strcmp(all[i]->name, t->name))
			return all[i];
	exit(KSFT_FAIL);
}

/*
 * What a test does, without the second fork of TEST_F(): that one is for teardowns which
 * must survive their test, and no fixture here has any. A fifth of what a cell costs.
 */
static void run_cell(struct __test_metadata *_metadata, struct __fixture_variant_metadata *v)
{
	struct cell_verdict verdict;
	char name[256];

	snprintf(name, sizeof(name), "%s.%s.%s", _metadata->fixture->name, v->name,
		 _metadata->name);
	cell_run(v->data, stimulus_of(_metadata), name, &verdict);
	if (after_judgement)
		after_judgement();
	if (verdict.status == CELL_SKIP)
		SKIP(return, "%.1000s", verdict.reason);
	if (verdict.status != CELL_PASS)
		_metadata->exit_code = KSFT_FAIL;
}

typedef void (*cell_printer)(const char *cell, const struct cell_variant *v,
			     const struct stimulus *stim);

/* Print the cells, or only the one named. Returns how many. */
static int print_cells(cell_printer print, const char *only)
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

static void choose_watched(void)
{
	struct __fixture_variant_metadata *v;
	struct __fixture_metadata *f;
	struct __test_metadata *t;

	for (f = __fixture_list; f; f = f->next)
		for (v = f->variant; v; v = v->next)
			for (t = f->tests; t && v->data; t = t->next)
				cell_choose_watch(v->data, stimulus_of(t));
}

static void append_test(struct __fixture_metadata *f, struct __test_metadata *t)
{
	t->next = NULL;
	t->prev = t;
	if (!f->tests) {
		f->tests = t;
		return;
	}
	t->prev = f->tests->prev;
	t->prev->next = t;
	f->tests->prev = t;
}

/*
 * The harness gives each test a shared mapping of its own, and forks three times a cell:
 * with 800 of them that was half of a cell's CPU time.  One mapping serves as well, and
 * run_cell() in the place of each wrapper.
 * Those of TEST() have none: they are in the first fixture, which is left alone.
 */
static void gather_tests(void)
{
	struct __test_metadata *all, *t, *next;
	struct __fixture_metadata *f;
	size_t n = 0;

	for (f = __fixture_list->next; f; f = f->next)
		for (t = f->tests; t; t = t->next)
			n++;
	all = mmap(NULL, n * sizeof(*all), PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all == MAP_FAILED) {
		perror("a mapping for the tests");
		exit(KSFT_FAIL);
	}
	for (f = __fixture_list->next; f; f = f->next) {
		t = f->tests;
		f->tests = NULL;
		for (; t; t = next) {
			next = t->next;
			*all = *t;
			all->fn = run_cell;
			append_test(f, all++);
			munmap(t, sizeof(*t));
		}
	}
}

static int faultsig_main(int argc, char **argv, void (*prepare)(void))
{
	if (argc > 1 && !strcmp(argv[1], "--list"))
		return print_cells(program_list_cell, NULL) ? KSFT_PASS : KSFT_FAIL;
	if (argc > 2 && !strcmp(argv[1], "--explain")) {
		if (print_cells(program_explain_cell, argv[2]))
			return KSFT_PASS;
		fprintf(stderr, "%s: no cell '%s'; --list shows them\n", argv[0], argv[2]);
		return KSFT_FAIL;
	}
	environment_check();
	program_lock();
	pins_share();
	choose_watched();
	gather_tests();
	wchan_probe();
	hugepool_lease();
	if (prepare)
		prepare();
	return test_harness_run(argc, argv);
}

/**
 * FAULTSIG_MAIN() - main() of a program.
 * @prepare: NULL, or called once before the cells: shared set-up that vanishes
 *	     with the process.
 */
#define FAULTSIG_MAIN(prepare) \
	int main(int argc, char **argv) \
	{ \
		program_start(); \
		return faultsig_main(argc, argv, prepare); \
	}

#endif /* FAULTSIG_OLD_MATRIX_H */
