// SPDX-License-Identifier: GPL-2.0-only
/*
 * A crowd: more tasks that wait for the page of the cell, each by another part of the kernel.
 * They are processes of their own in the victim's memory, children of the controller, so that
 * the death of the victim is none of theirs:
 *
 *	victim's process	leader, faulting thread		gets the stimulus
 *	crowd			load, GUP, uaccess		one may be killed
 *	     \________ one mm, one userfaultfd, one page _______/
 *
 * Each of them sends one message, sleeps, and has its page when the fault is released, whatever
 * happened to the others. What they do is in crowd_inside.c.
 *
 * Deciding kernel code: mm/userfaultfd.c:wake_userfault(), userfaultfd_wake_function().
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "observe.h"

#define CROWD_PACE_NS	200000L

static bool has_crowd(const struct fault_cell *c)
{
	return c->variant->schedule && c->variant->schedule->crowd;
}

/* The process id of a task that runs; 0 is none, and to the kernel it is a whole group. */
static pid_t pid_of(const struct fault_cell *c, unsigned int i)
{
	return atomic_load(&c->victim.shared->crowd[i].pid);
}

/**
 * crowd_probe() - tell whether all tasks of a crowd can take their faults here.
 * Return: NULL, or the answer.
 */
const struct answer *crowd_probe(void)
{
	return answer_to(NEED_CROSS_MEMORY_ATTACH, "process_vm_readv() of nothing",
			 sysret(process_vm_readv(getpid(), NULL, 0, NULL, 0, 0)));
}

static unsigned int count_messages(const struct fault_cell *c)
{
	unsigned int i, n = 0;

	for (i = 0; i < CROWD; i++)
		n += !!c->crowd_messages[i];
	return n;
}

static void complain_of(struct fault_cell *c, unsigned int i, const char *what)
{
	if (!c->obs.crowd[0])
		snprintf(c->obs.crowd, sizeof(c->obs.crowd), "task %u of the crowd %s", i + 1,
			 what);
}

/* Start the tasks. Returns 0 or -errno. */
static int start(struct fault_cell *c)
{
	const struct crowd_member *last = &c->victim.shared->crowd[CROWD - 1];
	int err = 0;

	if (c->variant->schedule->neighbour)
		err = c->source->ops->hold_more(&c->region, last->page);
	if (!err && !victim_command(c, VICTIM_CROWD, REPLY_DEADLINE_MS))
		err = -ETIMEDOUT;
	return err;
}

/* Start to count CPU time; what a task used to get to its fault is no spinning. */
static void begin_cpu(struct fault_cell *c)
{
	struct task_sample sample;
	unsigned int i;
	pid_t pid;

	for (i = 0; i < CROWD; i++) {
		memset(&sample, 0, sizeof(sample));
		pid = pid_of(c, i);
		if (pid)
			sample_task(pid, pid, &sample);
		c->crowd_cpu_ns[i] = sample.cpu_ns;
	}
}

/**
 * crowd_begin() - have the crowd wait for the page, too.
 * @c: the cell, held; an error of the run if the tasks can't be started.
 */
void crowd_begin(struct fault_cell *c)
{
	uint64_t deadline = deadline_in(STALL_DEADLINE_MS);
	struct timespec pace = { .tv_nsec = CROWD_PACE_NS };
	struct starvation starvation;
	int err;

	if (!has_crowd(c))
		return;
	err = start(c);
	if (err) {
		break_cell(c, "starting the crowd: %s", strerror(-err));
		return;
	}
	begin_starvation(c, &starvation);
	while (count_messages(c) < CROWD) {
		c->obs.refaults += drain_events(c, NULL);
		if (now_ns() > deadline) {
			if (!is_starved(c, &starvation))
				complain_of(c, count_messages(c), "sent no fault message");
			return;
		}
		nanosleep(&pace, NULL);
	}
	begin_cpu(c);
}

/* Wait until a task is dead. Returns false at the deadline. */
static bool await_death(struct fault_cell *c, unsigned int i, int deadline_ms)
{
	uint64_t deadline = deadline_in(deadline_ms);
	struct timespec pace = { .tv_nsec = CROWD_PACE_NS };
	pid_t pid = pid_of(c, i);

	while (pid && !c->crowd_reaped[i]) {
		c->crowd_reaped[i] = waitpid(pid, NULL, WNOHANG) == pid;
		if (!c->crowd_reaped[i] && now_ns() > deadline)
			return false;
		if (!c->crowd_reaped[i])
			nanosleep(&pace, NULL);
	}
	return true;
}

/**
 * crowd_watch() - while the fault is held, look whether the crowd still sleeps, and kill one
 *	of its tasks if the schedule says so.
 * @c: the cell, its outcome decided.
 */
void crowd_watch(struct fault_cell *c)
{
	struct task_sample sample;
	unsigned int i;
	pid_t pid;

	if (!has_crowd(c))
		return;
	c->obs.refaults += drain_events(c, NULL);
	for (i = 0; i < CROWD; i++) {
		memset(&sample, 0, sizeof(sample));
		pid = pid_of(c, i);
		if (!pid)
			continue;
		sample_task(pid, pid, &sample);
		if (c->crowd_messages[i] > 1)
			complain_of(c, i, "was woken while the fault was held");
		else if (atomic_load(&c->victim.shared->crowd[i].done))
			complain_of(c, i, "was done while the fault was held");
		else if (sample.cpu_ns > c->crowd_cpu_ns[i] + SPIN_CPU_NS && !sample.asleep)
			complain_of(c, i, "did not sleep while the fault was held");
	}
	if (!c->variant->schedule->kill_one || !pid_of(c, 0))
		return;
	kill(pid_of(c, 0), SIGKILL);
	if (!await_death(c, 0, DEATH_DEADLINE_MS))
		complain_of(c, 0, "did not die of SIGKILL");
	if (c->crowd_messages[0] && atomic_load(&c->victim.shared->crowd[0].done))
		complain_of(c, 0, "was done while the fault was held");
}

/*
 * The last task waits for another page. If the release has woken it, it is on its way to a second
 * message when the release is done.
 */
static void look_at_neighbour(struct fault_cell *c)
{
	const struct crowd_member *m = &c->victim.shared->crowd[CROWD - 1];
	uint64_t deadline = deadline_in(RELEASE_DEADLINE_MS);
	struct timespec pace = { .tv_nsec = CROWD_PACE_NS };

	while (task_state(m->pid, m->pid) == 'R' && now_ns() < deadline)
		nanosleep(&pace, NULL);
	drain_events(c, NULL);
	if (c->crowd_messages[CROWD - 1] > 1 || atomic_load(&m->done))
		complain_of(c, CROWD - 1, "was woken by the release of another page");
}

/**
 * crowd_released() - wait until all tasks of the crowd have had their page.
 * @c: the cell, released.
 */
void crowd_released(struct fault_cell *c)
{
	const struct crowd_member *m;
	unsigned int i;

	for (i = 0; has_crowd(c) && i < CROWD; i++) {
		m = &c->victim.shared->crowd[i];
		if (!c->crowd_messages[i] || c->crowd_reaped[i])
			continue;
		if (c->variant->schedule->neighbour && i == CROWD - 1)
			look_at_neighbour(c);
		else if (!await_death(c, i, RELEASE_DEADLINE_MS))
			complain_of(c, i, "was not woken by the release");
		else if (!atomic_load(&m->done))
			complain_of(c, i, "died");
		else if (!m->right)
			complain_of(c, i, "did not find the content of the page");
	}
}

/**
 * crowd_end() - end what is left of the crowd.
 * @c: the cell.
 */
void crowd_end(struct fault_cell *c)
{
	unsigned int i;
	pid_t pid;

	for (i = 0; has_crowd(c) && i < CROWD; i++) {
		pid = pid_of(c, i);
		if (!pid || c->crowd_reaped[i])
			continue;
		kill(pid, SIGKILL);
		if (!await_death(c, i, DEATH_DEADLINE_MS))
			complain_of(c, i, "was left behind");
	}
}
