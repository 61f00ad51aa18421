// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tracer of a stalled thread. It is a thread of the controller, because only the thread
 * that has seized another may ask anything of it: tracer_start() and tracer_do() have it act,
 * and wait until it has. When it ends, the kernel detaches the thread that it traced, whether
 * that is stopped or not.
 *
 * Deciding kernel code: kernel/ptrace.c:ptrace_attach(), exit_ptrace(),
 * kernel/signal.c:do_jobctl_trap().
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tracer.h"

/* struct tracer - the tracer of the cell; this process has only one cell. */
static struct tracer {
	struct fault_cell *cell;
	pthread_t thread;
	pid_t tid;
	int (*act)(struct fault_cell *c, pid_t tid);
	int err;
	sem_t asked;
	sem_t done;
} tracer;

static void *trace(void *arg)
{
	struct tracer *t = arg;

	t->err = ptrace(PTRACE_SEIZE, t->tid, NULL, NULL) ? -errno : 0;
	while (t->act) {
		t->err = t->err ?: t->act(t->cell, t->tid);
		sem_post(&t->done);
		while (sem_wait(&t->asked))
			;
	}
	return NULL;
}

static int await_done(void)
{
	struct timespec deadline;

	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += REPLY_DEADLINE_MS / 1000;
	return sem_timedwait(&tracer.done, &deadline) ? -errno : tracer.err;
}

/**
 * tracer_start() - seize the stalled thread by a new tracer.
 * @c: the cell; the caller calls tracer_end().
 * @act: what the tracer does then; 0 or -errno.
 * Return: 0 or -errno.
 */
int tracer_start(struct fault_cell *c, int (*act)(struct fault_cell *c, pid_t tid))
{
	tracer.cell = c;
	tracer.act = act;
	tracer.tid = atomic_load(&c->victim.shared->tid);
	sem_init(&tracer.asked, 0, 0);
	sem_init(&tracer.done, 0, 0);
	if (pthread_create(&tracer.thread, NULL, trace, &tracer))
		return -EAGAIN;
	return await_done();
}

/**
 * tracer_do() - have the tracer do one thing more.
 * @act: what; 0 or -errno.
 * Return: 0 or -errno.
 */
int tracer_do(int (*act)(struct fault_cell *c, pid_t tid))
{
	tracer.act = act;
	sem_post(&tracer.asked);
	return await_done();
}

/**
 * tracer_sees() - see a stop: any thread of the controller may wait for it.
 * @status: what the stop has to tell: a signal, and an event above it.
 * Return: true if the traced thread has stopped with that status since the last time.
 */
bool tracer_sees(int status)
{
	siginfo_t info = { 0 };

	return !waitid(P_PID, tracer.tid, &info, WSTOPPED | WNOHANG | __WALL) &&
	       info.si_code == CLD_TRAPPED && info.si_status == status;
}

/**
 * tracer_end() - stimulus.undo: end the tracer, which lets go of the traced thread.
 * @c: the cell.
 */
void tracer_end(struct fault_cell *c)
{
	(void)c;
	/* pthread_cancel() would sort all tables of a static program for the way up the stack. */
	tracer.act = NULL;
	sem_post(&tracer.asked);
	pthread_join(tracer.thread, NULL);
}

/**
 * tracer_probe() - stimulus.probe: tell whether tracing works: trace a child for a moment,
 *	and kill it while it is traced.
 * @stim: unused.
 * Return: NULL, or the answer.
 */
const struct answer *tracer_probe(const struct stimulus *stim)
{
	pid_t pid = fork();
	long ret;

	(void)stim;
	if (!pid)
		for (;;)
			pause();
	if (pid < 0)
		return no_answer("fork()", -errno);
	ret = sysret(ptrace(PTRACE_SEIZE, pid, NULL, NULL));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return answer_to(NEED_PTRACE, "PTRACE_SEIZE", ret);
}
