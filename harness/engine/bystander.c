// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a stalled call does to others: a process of its own makes a call on an object of the
 * stalled one. It returns at once, or it waits for a lock that the stalled call keeps; then it
 * gets SIGKILL. A wait that SIGKILL does not end while the fault is held hands the hang on
 * to a process that never touched the page.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "complaints.h"
#include "observe.h"

/*
 * Looks in a row that find it asleep in one place, LOOK_NS apart: it waits. A bystander whose call
 * needs another process has more.
 */
#define LOOKS		10
#define LOOK_NS		1000000L

/* How often the process writes to its pipe. */
enum { BEGUN, DONE };

static void __attribute__((noreturn)) be_bystander(struct fault_cell *c, int say, pid_t parent)
{
	char word = BEGUN;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || write(say, &word, 1) != 1)
		_exit(1);
	c->variant->bystander->act(c);
	word = DONE;
	_exit(write(say, &word, 1) != 1);
}

static bool heard(int hear, int deadline_ms)
{
	struct pollfd pfd = { .fd = hear, .events = POLLIN };
	char word;

	return poll(&pfd, 1, deadline_ms) == 1 && read(hear, &word, 1) == 1;
}

/* Does it sleep, in the place where the look before found it? */
static bool sleeps_on(pid_t pid, char *place, size_t size)
{
	char before[FUNCTION_BYTES], state = task_state(pid, pid);

	snprintf(before, sizeof(before), "%s", place);
	task_function(pid, pid, place, size);
	return (state == 'S' || state == 'D') && !strcmp(before, place);
}

/* Wait until the call is back, or sleeps for good. Returns false at the deadline. */
static bool await_call(struct fault_cell *c, pid_t pid, int hear)
{
	uint64_t deadline = deadline_in(HELD_DEADLINE_MS);
	char place[FUNCTION_BYTES] = "";
	unsigned int looks = 0, enough = c->variant->bystander->looks ?: LOOKS;

	while (looks < enough) {
		if (heard(hear, LOOK_NS / 1000000))
			return true;
		if (now_ns() > deadline)
			return false;
		looks = sleeps_on(pid, place, sizeof(place)) ? looks + 1 : 0;
	}
	c->obs.bystander_waits = true;
	snprintf(c->obs.bystander_place, sizeof(c->obs.bystander_place), "%s", place);
	return true;
}

static bool await_death(pid_t pid, int deadline_ms)
{
	uint64_t deadline = deadline_in(deadline_ms);
	struct timespec pace = { .tv_nsec = LOOK_NS };

	while (waitpid(pid, NULL, WNOHANG) != pid) {
		if (now_ns() > deadline)
			return false;
		nanosleep(&pace, NULL);
	}
	return true;
}

static pid_t start(struct fault_cell *c, int *hear)
{
	pid_t parent = getpid(), pid;
	int fds[2];

	if (pipe(fds))
		return -errno;
	pid = fork();
	if (!pid)
		be_bystander(c, fds[1], parent);
	close(fds[1]);
	*hear = fds[0];
	return sysret(pid);
}

/* See what the call does, and end it. */
static void look_at(struct fault_cell *c, pid_t pid, int hear)
{
	if (!heard(hear, ARM_DEADLINE_MS) || !await_call(c, pid, hear)) {
		break_cell(c, "the bystander got no CPU");
		kill(pid, SIGKILL);
		return;
	}
	kill(pid, SIGKILL);
	if (await_death(pid, BYSTANDER_DEATH_MS))
		c->bystander = 0;
	else
		c->obs.bystander_deaf = true;
}

/**
 * bystander_watch() - while the fault is held, have the bystander make its call, if the cell
 *	has one, and see whether it can be killed in it.
 * @c: the cell, its outcome decided.
 */
void bystander_watch(struct fault_cell *c)
{
	int hear = -1;

	if (!c->variant->bystander || c->obs.broken[0])
		return;
	c->bystander = start(c, &hear);
	if (c->bystander < 0) {
		break_cell(c, "starting the bystander: %s", strerror(-c->bystander));
		c->bystander = 0;
	} else {
		look_at(c, c->bystander, hear);
	}
	if (hear >= 0)
		close(hear);
}

/**
 * bystander_end() - wait for the end of a bystander that SIGKILL did not end before.
 * @c: the cell, released.
 */
void bystander_end(struct fault_cell *c)
{
	if (c->bystander <= 0)
		return;
	if (!await_death(c->bystander, DEATH_DEADLINE_MS))
		wrong(c, "the bystander is still there after the release");
	c->bystander = 0;
}

/**
 * judge_bystander() - add complaints about what the stalled call did to the bystander.
 * @c: the cell.
 * @all: complaints.
 */
void judge_bystander(const struct fault_cell *c, struct complaints *all)
{
	const struct bystander *b = c->variant->bystander;

	if (b && b->prompt && c->obs.bystander_waits)
		add(all, "a bystander's %s waits, in %s", b->call, c->obs.bystander_place);
	if (c->obs.bystander_deaf)
		add(all, "a bystander's %s can't be killed", b->call);
}
