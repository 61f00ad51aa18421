// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stimulus in a file of its own: a tracer seizes the stalled thread and interrupts it. The
 * interruption is no signal, but signal_pending() is true until the thread has stopped for its
 * tracer, which it can do only on the way to user mode.
 *
 * Deciding kernel code: kernel/ptrace.c:ptrace_request(PTRACE_INTERRUPT),
 * kernel/signal.c:do_jobctl_trap().
 */
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>

#include "tracer.h"

static int interrupt(struct fault_cell *c, pid_t tid)
{
	(void)c;
	return ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) ? -errno : 0;
}

static int interrupt_thread(struct fault_cell *c)
{
	return tracer_start(c, interrupt);
}

static bool see_tracer_stop(struct fault_cell *c)
{
	(void)c;
	return tracer_sees(SIGTRAP | PTRACE_EVENT_STOP << 8);
}

const struct stimulus stimulus_ptrace_interrupt = {
	.name = "ptrace_interrupt", .effect = EFFECT_TRACER_STOP, .flags = STIM_STOP,
	.story = "PTRACE_INTERRUPT of the stalled thread by a tracer, which lets go once it has stopped",
	.probe = tracer_probe, .send = interrupt_thread,
	.see = see_tracer_stop, .undo = tracer_end,
};
