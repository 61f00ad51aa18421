// SPDX-License-Identifier: GPL-2.0-only
/*
 * A victim that gets no CPU, because other tasks take all of the only one that it may use. A
 * missed deadline is then no fault of the kernel.  Its twin has the same work to do.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"
#include "rig.h"

/* Beside one of them a SCHED_IDLE task gets 3 of 1027 parts, and waits half a second. */
#define HOGS		16
#define HOGS_MS		(STALL_DEADLINE_MS + 500)	/* then the victim can die */
#define WORK_NS		200000000ULL

static pid_t hogs[HOGS];
static cpu_set_t hogged;

static void __attribute__((noreturn)) hog(void)
{
	uint64_t end = now_ns() + HOGS_MS * 1000000ULL;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (now_ns() < end)
		;
	_exit(EXIT_SUCCESS);
}

static int start_hogs(struct fault_cell *c)
{
	int i, err = rig_setup(c);

	CPU_SET(sched_getcpu(), &hogged);
	for (i = 0; i < HOGS && !err; i++) {
		hogs[i] = fork();
		if (hogs[i] < 0)
			return -errno;
		if (!hogs[i])
			hog();
		if (sched_setaffinity(hogs[i], sizeof(hogged), &hogged))
			err = -errno;
	}
	return err;
}

static void end_hogs(struct fault_cell *c)
{
	int i;

	for (i = 0; i < HOGS && hogs[i] > 0; i++) {
		kill(hogs[i], SIGKILL);
		waitpid(hogs[i], NULL, 0);
	}
	rig_teardown(c);
}

static long work_and_gup(struct fault_cell *c)
{
	rig_burn_cpu(WORK_NS);
	return rig_gup_run(c);
}

static long work_beside_hogs(struct fault_cell *c)
{
	struct sched_param none = { 0 };

	if (sched_setaffinity(0, sizeof(hogged), &hogged) ||
	    sched_setscheduler(0, SCHED_IDLE, &none))
		return -errno;
	return work_and_gup(c);
}

static const struct fault_path path_good_work = {
	.name = "good_work", GUP_VICTIM, .setup = rig_setup, .run = work_and_gup,
	.check = rig_gup_check, .teardown = rig_teardown,
};

const struct control controls_starved[] = {
	{ .name = "starved", CELL(good_gup, uffd_missing_anon, none), .setup = start_hogs,
	  .run = work_beside_hogs, .teardown = end_hogs, .observed = OUTCOME_ERROR,
	  .words = "^the victim (waited .* for a|is ready, and gets no) CPU: this machine is too busy$",
	  .pace = ALONE },
	{ .good = { .path = &path_good_work, .sources = sources_anon,
		    .stimuli = stimuli_none } },
	{ }
};
