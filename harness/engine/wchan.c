// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find out whether /proc/PID/wchan says where a task sleeps.
 *
 * Deciding kernel code: kernel/sched/core.c:get_wchan(), fs/proc/base.c:proc_pid_wchan().
 */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "program.h"

static bool blind;

/* Is @pid asleep in ppoll()? Returns -1 without the privilege to know. */
static int in_ppoll(pid_t pid)
{
	char line[256];

	if (task_read(pid, pid, "syscall", line, sizeof(line)))
		return -1;
	return isdigit(line[0]) && strtol(line, NULL, 10) == SYS_ppoll;
}

/**
 * wchan_probe() - find out whether wchan shows where a known sleeper sleeps. Called once,
 *	before the cells.
 *
 * On Debian's 5.10 wchan is "0" for every task.
 */
void wchan_probe(void)
{
	struct timespec pace = { .tv_nsec = QUIESCE_PACE_NS };
	uint64_t deadline = now_ns() + PROBE_DEADLINE_MS * 1000000ULL;
	pid_t sleeper = fork();
	char path[64], function[64];
	int asleep;

	if (!sleeper)
		for (;;)
			syscall(SYS_ppoll, NULL, 0, NULL, NULL, 0);
	if (sleeper < 0)
		return;
	snprintf(path, sizeof(path), "/proc/%d/wchan", sleeper);
	do {
		nanosleep(&pace, NULL);
		asleep = in_ppoll(sleeper);
		blind = asleep > 0 && (!read_file(path, function, sizeof(function)) ||
				       !strcmp(function, "0"));
	} while (!asleep && now_ns() < deadline);
	kill(sleeper, SIGKILL);
	waitpid(sleeper, NULL, 0);
}

/**
 * wchan_is_blind() - tell whether wchan shows nothing on this kernel.
 * Return: the result of wchan_probe().
 */
bool wchan_is_blind(void)
{
	return blind;
}
