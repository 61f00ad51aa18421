// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stimuli in a file of their own: SIGTERM to a thread that is traced. It would be fatal, but
 * the tracer is asked first, and takes the signal away, or puts one that is ignored in its place.
 * So it must not end a wait that only a fatal signal ends.
 *
 * Deciding kernel code: kernel/signal.c:complete_signal(), sig_fatal() and "!p->ptrace",
 * ptrace_signal().
 */
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tracer.h"

static int terminate(struct fault_cell *c, pid_t tid)
{
	return syscall(SYS_tgkill, c->victim.pid, tid, SIGTERM) ? -errno : 0;
}

/* Let the thread go on, without the signal or with one whose default action is none. */
static int let_go_on(struct fault_cell *c, pid_t tid)
{
	uintptr_t signo = c->stim == &stimulus_traced_sigterm_replaced ? SIGWINCH : 0;

	return ptrace(PTRACE_DETACH, tid, NULL, (void *)signo) ? -errno : 0;
}

static int terminate_thread(struct fault_cell *c)
{
	return tracer_start(c, terminate);
}

static bool see_signal_stop(struct fault_cell *c)
{
	(void)c;
	return tracer_sees(SIGTERM);
}

static void end_tracing(struct fault_cell *c)
{
	if (c->obs.stop_reported)
		tracer_do(let_go_on);
	tracer_end(c);
}

const struct stimulus stimulus_traced_sigterm = {
	.name = "traced_sigterm", .effect = EFFECT_TRACER_STOP,
	.signo = SIGTERM, .flags = STIM_STOP,
	.story = "SIGTERM, default action, to the stalled thread, whose tracer takes it away once it has stopped",
	.probe = tracer_probe, .send = terminate_thread,
	.see = see_signal_stop, .undo = end_tracing,
};

const struct stimulus stimulus_traced_sigterm_replaced = {
	.name = "traced_sigterm_replaced", .effect = EFFECT_TRACER_STOP,
	.signo = SIGTERM, .flags = STIM_STOP,
	.story = "SIGTERM, default action, to the stalled thread, whose tracer makes it a SIGWINCH, which does nothing, once it has stopped",
	.probe = tracer_probe, .send = terminate_thread,
	.see = see_signal_stop, .undo = end_tracing,
};
