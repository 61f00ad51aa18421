// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stimulus in a file of its own: a job-control stop of a thread that is traced. The thread
 * traps for its tracer, which has it listen: it stays stopped as any other thread of the
 * process. SIGCONT then makes it trap once more, and go on.
 *
 * Deciding kernel code: kernel/signal.c:do_signal_stop(), do_jobctl_trap(),
 * kernel/ptrace.c:ptrace_request(PTRACE_LISTEN).
 */
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>

#include "tracer.h"

static int stop_process(struct fault_cell *c, pid_t tid)
{
	(void)tid;
	return kill(c->victim.pid, SIGSTOP) ? -errno : 0;
}

static int listen_on(struct fault_cell *c, pid_t tid)
{
	(void)c;
	return ptrace(PTRACE_LISTEN, tid, NULL, NULL) ? -errno : 0;
}

static int stop_traced(struct fault_cell *c)
{
	return tracer_start(c, stop_process);
}

static bool see_group_stop(struct fault_cell *c)
{
	int err;

	if (!tracer_sees(SIGSTOP | PTRACE_EVENT_STOP << 8))
		return false;
	err = tracer_do(listen_on);
	if (err)
		break_cell(c, "PTRACE_LISTEN: %d", err);
	return true;
}

/* SIGCONT ends the stop, and the end of the tracer the trap in which it is announced. */
static void continue_listening(struct fault_cell *c)
{
	kill(c->victim.pid, SIGCONT);
	tracer_end(c);
}

const struct stimulus stimulus_ptrace_listen = {
	.name = "ptrace_listen", .effect = EFFECT_TRACER_STOP,
	.signo = SIGSTOP, .flags = STIM_STOP | STIM_PROCESS,
	.story = "SIGSTOP to the process while the stalled thread is traced, PTRACE_LISTEN once it has stopped, then SIGCONT",
	.probe = tracer_probe, .send = stop_traced,
	.see = see_group_stop, .undo = continue_listening,
};
