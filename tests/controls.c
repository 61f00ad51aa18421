// SPDX-License-Identifier: GPL-2.0-only
/*
 * Negative controls: victims that misbehave on purpose, each in one way, so that
 * every oracle and every outcome of the engine is seen to fail, in its own words.
 * Not part of the matrix: nearly all of these cells are "not ok", as they must be.
 *
 * A fixture good_* is a victim without the misbehaviour, under the contract: it
 * passes.  --expect prints what must come out; harness/check/controls.sh compares.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "../kernel-module/slowfault_uapi.h"
#include "complaints.h"
#include "engine.h"
#include "io_uring/completions.h"
#include "old_matrix.h"
#include "slowfault.h"

/**
 * enum pace - what a control may run beside.
 * @IN_TURN: one after the other.
 * @BESIDE: anything; it sleeps until a deadline of the engine is over.
 * @ALONE: nothing; it counts what is the whole kernel's.
 * @GUEST: nothing at all, as in a guest: harness/check/guest.sh.
 */
enum pace { IN_TURN, BESIDE, ALONE, GUEST };

/**
 * struct control - a cell that must fail.
 * @cell: path and source, and what it is judged against if not the contract.
 * @observed: the outcome it must be given.
 * @words: extended regular expression that its reason must match.
 * @pace: what it may run beside.
 */
struct control {
	struct cell_variant cell;	/* first: the matrix knows only this */
	enum outcome observed;
	const char *words;
	enum pace pace;
};

/**
 * CONTROL() - a fixture of one cell that must not pass.
 * @control_name: fixture name.
 * @path_name: the path that misbehaves, path_NAME.
 * @source_name: source and variant name, source_NAME.
 * @test_name: the stimulus's name.
 * @outcome: what must be observed.
 * @regex: what the reason must match.
 *
 * Any further arguments are initialisers of its struct control.
 */
#define CONTROL(control_name, path_name, source_name, test_name, outcome, regex, ...) \
	FIXTURE(control_name) { }; \
	FIXTURE_VARIANT(control_name) { struct control control; }; \
	FIXTURE_SETUP(control_name) { } \
	FIXTURE_TEARDOWN(control_name) { } \
	FIXTURE_VARIANT_ADD(control_name, source_name) { \
		.control = { \
			.cell.path = &path_##path_name, \
			.cell.source = &source_##source_name, \
			.observed = outcome, .words = regex, ##__VA_ARGS__ \
		}, \
	}; \
	FAULTSIG_TEST(control_name, test_name)

/* A real path, judged against something else than the contract. */
#define JUDGED_AS(outcome)	.cell.override = true, .cell.expected = outcome

#include "controls/rig.h"
#include "controls/outcomes.h"
#include "controls/data.h"
#include "controls/stall.h"
#include "controls/signals.h"
#include "controls/stuck.h"
#include "controls/kernel_state.h"
#include "controls/unseen.h"
#include "controls/worker.h"
#include "controls/starved.h"
#include "controls/mmap_lock.h"
#include "controls/judgement.h"

/* The paths of uaccess, whose checks are put to the test. */
#include "borrow.h"
/* Of the tools' <linux/fs.h>, for its RWF_NOWAIT: a word of the kernel's own checker. */
#define __force
#include "uaccess/peer.h"
#include "uaccess/pipe.h"
#include "uaccess/file.h"
#include "uaccess/socket.h"
#include "uaccess/event.h"
#include "uaccess/name.h"
#include "uaccess/task.h"
#include "uaccess/clock.h"
#include "uaccess/descriptor.h"
#include "controls/answers.h"
#include "user_access/core.h"
#include "controls/dump.h"
#include "kernel_gup/old_call.h"
#include "controls/pages.h"
#include "controls/driver.h"
#include "controls/completions.h"
#include "controls/ledger.h"

static void print_expectation(const char *cell, const struct cell_variant *v,
			      const struct stimulus *stim)
{
	static const char *const paces[] = { "in_turn", "beside", "alone", "guest" };
	const struct control *control = (const struct control *)v;
	const char *raw = "not ok";

	if (!strncmp(cell, "good_", 5)) {
		printf("%s\tin_turn\tok\t%s\t\n", cell,
		       outcome_name(contract_outcome(v, stim)));
		return;
	}
	if (control->observed == OUTCOME_SKIP)
		raw = "skip";
	printf("%s\t%s\t%s\t%s\t%s\n", cell, paces[control->pace], raw,
	       outcome_name(control->observed), control->words);
}

/* A line each: cell, pace, raw result, observed outcome, regular expression. */
static int print_expectations(void)
{
	const struct __test_metadata *t;
	int n = print_cells(print_expectation, NULL);

	for (t = _fixture_global.tests; t; t = t->next)
		printf("global.%s\tin_turn\tok\t\t\n", t->name);
	return n ? KSFT_PASS : KSFT_FAIL;
}

int main(int argc, char **argv)
{
	program_start();
	if (argc > 1 && !strcmp(argv[1], "--expect"))
		return print_expectations();
	return faultsig_main(argc, argv, NULL);
}
