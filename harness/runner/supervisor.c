// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultsig_supervise, while it runs the jobs of a pass: it is started here, and ended with
 * this process, however that ends. Whoever interrupts us waits for it, and so for all that
 * it has to clean up.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

static const int ends[] = { SIGHUP, SIGINT, SIGPIPE, SIGTERM };

/* For the signal handler, which gets nothing else */
static volatile pid_t supervisor;
static volatile sig_atomic_t interrupted;

static void interrupt(int sig)
{
	int error = errno;

	if (!supervisor)
		_exit(128 + sig);
	interrupted = sig;
	kill(supervisor, SIGTERM);
	errno = error;
}

static void wait_for_supervisor(void)
{
	pid_t pid = supervisor;

	while (pid && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	supervisor = 0;
}

static void stop_supervisor(void)
{
	if (!supervisor)
		return;
	kill(supervisor, SIGTERM);
	wait_for_supervisor();
}

/**
 * die_with() - end with a parent, and clean up when interrupted.
 * @parent: the parent.
 */
void die_with(pid_t parent)
{
	struct sigaction action = { .sa_handler = interrupt, .sa_flags = SA_RESTART };

	/* A shell lets what it puts in the background ignore SIGINT, for it gets that itself. */
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (ends[i] != SIGINT)
			sigaction(ends[i], &action, NULL);
	signal(SIGXFSZ, SIG_IGN);
	atexit(stop_supervisor);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(128 + SIGTERM);
}

static void exec_supervisor(const char *supervise, int jobs, const char *file, int out)
{
	char *parent = format("%d", (int)getppid()), *side_by_side = format("%d", jobs);
	int in = open(file, O_RDONLY);

	if (in >= 0 && dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		execl(supervise, supervise, "-j", side_by_side, "-p", parent, NULL);
	fprintf(stderr, "run_tests.sh: can't start %s: %s\n", supervise, strerror(errno));
	_exit(127);
}

/**
 * start_supervisor() - start faultsig_supervise.
 * @supervise: the program.
 * @jobs: how many jobs side by side.
 * @file: what it reads.
 *
 * Return: what it prints.
 */
int start_supervisor(const char *supervise, int jobs, const char *file)
{
	sigset_t all, before;
	int pipe_ends[2];
	pid_t pid;

	fflush(NULL);
	if (pipe2(pipe_ends, O_CLOEXEC))
		broke("can't make a pipe: %s", strerror(errno));
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (!pid) {
		signal(SIGPIPE, SIG_DFL);
		sigprocmask(SIG_SETMASK, &before, NULL);
		exec_supervisor(supervise, jobs, file, pipe_ends[1]);
	}
	if (pid > 0)
		supervisor = pid;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0)
		broke("can't start %s: %s", supervise, strerror(errno));
	close(pipe_ends[1]);
	return pipe_ends[0];
}

/**
 * end_supervisor() - wait for faultsig_supervise, whose output has ended.
 *
 * Ends the program if it was interrupted meanwhile.
 */
void end_supervisor(void)
{
	wait_for_supervisor();
	if (interrupted)
		exit(128 + interrupted);
}
