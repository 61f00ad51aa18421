// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stimulus in a file of its own: a tracer seizes the stalled thread and interrupts it. The
 * interruption is no signal, but signal_pending() is true until the thread has stopped for its
 * tracer, which it can do only on the way to user mode.
 *
 * The tracer is a thread of the controller: when it ends, the kernel detaches the thread that
 * it traced, whether that is stopped or not.
 *
 * Deciding kernel code: kernel/ptrace.c:ptrace_request(PTRACE_INTERRUPT), exit_ptrace(),
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

#include "engine.h"

/* struct tracer - the tracer of the cell; this process has only one cell. */
static struct tracer {
	pthread_t thread;
	pid_t tid;
	int err;
	sem_t sent;
} tracer;

static void *trace(void *arg)
{
	struct tracer *t = arg;

	if (ptrace(PTRACE_SEIZE, t->tid, NULL, NULL) ||
	    ptrace(PTRACE_INTERRUPT, t->tid, NULL, NULL))
		t->err = -errno;
	sem_post(&t->sent);
	for (;;)
		pause();
	return NULL;
}

static int interrupt_thread(struct fault_cell *c)
{
	struct timespec deadline;

	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += REPLY_DEADLINE_MS / 1000;
	tracer.tid = atomic_load(&c->victim.shared->tid);
	sem_init(&tracer.sent, 0, 0);
	if (pthread_create(&tracer.thread, NULL, trace, &tracer))
		return -EAGAIN;
	return sem_timedwait(&tracer.sent, &deadline) ? -errno : tracer.err;
}

/* See the stop: any thread of the controller may wait for it, not only the tracer. */
static bool see_tracer_stop(struct fault_cell *c)
{
	siginfo_t info = { 0 };

	(void)c;
	return !waitid(P_PID, tracer.tid, &info, WSTOPPED | WNOHANG | __WALL) &&
	       info.si_code == CLD_TRAPPED &&
	       info.si_status == (SIGTRAP | PTRACE_EVENT_STOP << 8);
}

/* End the tracer, which lets go of the traced thread. */
static void stop_tracing(struct fault_cell *c)
{
	(void)c;
	pthread_cancel(tracer.thread);
	pthread_join(tracer.thread, NULL);
}

/* Ask whether tracing works: trace a child for a moment, and kill it while it is traced. */
static const struct answer *probe_ptrace(const struct stimulus *stim)
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

const struct stimulus stimulus_ptrace_interrupt = {
	.name = "ptrace_interrupt", .effect = EFFECT_TRACER_STOP, .flags = STIM_STOP,
	.story = "PTRACE_INTERRUPT of the stalled thread by a tracer, which lets go once it has stopped",
	.probe = probe_ptrace, .send = interrupt_thread,
	.see = see_tracer_stop, .undo = stop_tracing,
};
