// SPDX-License-Identifier: GPL-2.0-only
/*
 * The scheduling policy of a run: no task of it stays a real-time task, and every victim runs
 * below its controller, whatever the program was started under.  Otherwise a victim that
 * spins would keep the CPU from the controller that has to see it and to end it.
 *
 *	program		controller		victim
 *	nice -20 to -6	as the program		nice 0
 *	nice -5 to 18	as the program		5 more, at most 19
 *	nice 19		as the program		SCHED_IDLE
 *	SCHED_IDLE	SCHED_OTHER, nice 19	SCHED_IDLE
 *	real-time	SCHED_OTHER		as above
 *
 * To leave SCHED_IDLE takes a privilege (RLIMIT_NICE). Without it both stay in SCHED_IDLE,
 * side by side, and the run says so.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>

#include "engine.h"
#include "environment.h"

#define VICTIM_NICER	5	/* a third of the controller's weight */
#define NICE_LAST	19

static int policy_now(void)
{
	return sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
}

/*
 * A real-time task that reaps a victim waits for it in a busy loop inside waitid(), and keeps
 * the CPU from the very task it waits for: for 950 ms, until the kernel throttles it, or for
 * ever where throttling is off.  Leaving a real-time policy needs no privilege.
 */
static void leave_real_time(int policy)
{
	struct sched_param none = { 0 };

	if (policy == SCHED_FIFO || policy == SCHED_RR || policy == SCHED_DEADLINE)
		sched_setscheduler(0, SCHED_OTHER, &none);
}

/* No policy is below SCHED_IDLE: leave it, so that the victim can run below the program. */
static void leave_idle(int policy)
{
	struct sched_param none = { 0 };

	if (policy == SCHED_IDLE && !setpriority(PRIO_PROCESS, 0, NICE_LAST))
		sched_setscheduler(0, SCHED_OTHER, &none);
}

static const char *policy_name(int policy)
{
	static const char *const names[] = {
		[SCHED_OTHER] = "SCHED_OTHER", [SCHED_FIFO] = "SCHED_FIFO",
		[SCHED_RR] = "SCHED_RR", [SCHED_BATCH] = "SCHED_BATCH",
		[SCHED_IDLE] = "SCHED_IDLE", [SCHED_DEADLINE] = "SCHED_DEADLINE",
	};

	return policy >= 0 && (size_t)policy < ARRAY_LEN(names) && names[policy] ?
	       names[policy] : "another policy";
}

/**
 * choose_policy() - set the policy of the program itself. Called once.
 *
 * Prints the policy if it is not the usual one.
 */
void choose_policy(void)
{
	int policy = policy_now(), nice = getpriority(PRIO_PROCESS, 0);

	leave_real_time(policy);
	leave_idle(policy);
	if (policy == SCHED_OTHER && !nice)
		return;
	printf("# faultsig note: started under %s, nice %d; goes on under %s, nice %d, %s\n",
	       policy_name(policy), nice, policy_name(policy_now()),
	       getpriority(PRIO_PROCESS, 0),
	       policy_now() == SCHED_IDLE ? "and so do the victims" : "the victims below that");
}

/**
 * run_ahead() - in the controller: become a real-time task, for as long as it only waits.
 *
 * Whoever wakes it is preempted by it, in the kernel, too, unless that is built or booted
 * without preemption. A child is no real-time task.
 *
 * Return: the policy so far, for run_beside(), or -errno: -EPERM without CAP_SYS_NICE.
 */
int run_ahead(void)
{
	struct sched_param lowest = { .sched_priority = 1 };
	int policy = policy_now();

	return sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &lowest) ? -errno : policy;
}

/**
 * run_beside() - in the controller: stop being a real-time task.
 * @policy: what run_ahead() returned.
 */
void run_beside(int policy)
{
	struct sched_param none = { 0 };

	if (policy >= 0)
		sched_setscheduler(0, policy, &none);
}

/**
 * run_below() - in the victim: take a policy or nice value below the controller's.
 *
 * The victim's kernel workers inherit it.
 *
 * Return: 0 or -errno.
 */
int run_below(void)
{
	int nice = getpriority(PRIO_PROCESS, 0), below = nice + VICTIM_NICER;
	struct sched_param none = { 0 };

	if (nice == NICE_LAST)
		return sched_setscheduler(0, SCHED_IDLE, &none) ? -errno : 0;
	if (below < 0)
		below = 0;
	if (below > NICE_LAST)
		below = NICE_LAST;
	return setpriority(PRIO_PROCESS, 0, below) ? -errno : 0;
}
