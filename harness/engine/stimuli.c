// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stimuli, one object each, and the lists of them that rows of the matrix name.
 *
 * Deciding kernel code: kernel/signal.c:complete_signal(), wants_signal() (which thread
 * takes a signal, and whether it is fatal), do_signal_stop(), fs/exec.c:de_thread().
 */
#include <signal.h>

#include "engine.h"
#include "stimuli.h"

const struct stimulus stimulus_none = {
	.name = "none", .effect = EFFECT_NOTHING,
	.story = "nothing is sent: the control",
};

const struct stimulus stimulus_sigusr1 = {
	.name = "sigusr1", .effect = EFFECT_HANDLER,
	.signo = SIGUSR1, .count = 1,
	.story = "SIGUSR1 with a handler, to the stalled thread",
	.send = send_to_thread,
};

const struct stimulus stimulus_sigusr1_restart = {
	.name = "sigusr1_restart", .effect = EFFECT_HANDLER,
	.signo = SIGUSR1, .count = 1,
	.flags = STIM_RESTART,
	.story = "SIGUSR1 with an SA_RESTART handler, to the stalled thread",
	.send = send_to_thread,
};

const struct stimulus stimulus_sigusr1_blocked = {
	.name = "sigusr1_blocked", .effect = EFFECT_BLOCKED,
	.signo = SIGUSR1, .count = 1,
	.flags = STIM_BLOCKED,
	.story = "SIGUSR1 while the stalled thread blocks it",
	.send = send_to_thread,
};

const struct stimulus stimulus_sigusr1_ignored = {
	.name = "sigusr1_ignored", .effect = EFFECT_NOTHING,
	.signo = SIGUSR1,
	.flags = STIM_IGNORED,
	.story = "SIGUSR1 while it is ignored",
	.send = send_to_thread,
};

const struct stimulus stimulus_sigusr1_free_thread = {
	.name = "sigusr1_free_thread", .effect = EFFECT_NOTHING,
	.signo = SIGUSR1,
	.flags = STIM_PROCESS | STIM_FREE_THREAD,
	.story = "SIGUSR1 to the process while another thread is free to take it, and a third one blocks it",
	.send = send_to_process, .act = free_thread,
};

const struct stimulus stimulus_sigrt_queue = {
	.name = "sigrt_queue", .effect = EFFECT_HANDLER,
	.count = QUEUE_HIGH + QUEUE_LOW,
	.flags = STIM_QUEUED,
	.story = "two real-time signals of one number and five of a lower one, each with a value of its own, to the stalled thread",
	.send = send_queue,
};

const struct stimulus stimulus_sigterm = {
	.name = "sigterm", .effect = EFFECT_TERM,
	.signo = SIGTERM, .flags = STIM_DEFAULT,
	.story = "SIGTERM, default action, to the stalled thread",
	.send = send_to_thread,
};

const struct stimulus stimulus_sigquit = {
	.name = "sigquit", .effect = EFFECT_CORE,
	.signo = SIGQUIT, .flags = STIM_DEFAULT,
	.story = "SIGQUIT, default action (core), to the stalled thread",
	.send = send_to_thread,
};

const struct stimulus stimulus_sigusr1_sigterm = {
	.name = "sigusr1_sigterm", .effect = EFFECT_HANDLER_TERM,
	.ahead = SIGUSR1,
	.signo = SIGTERM, .flags = STIM_DEFAULT,
	.story = "SIGUSR1 with a handler, then SIGTERM with the default action",
	.send = send_to_thread,
};

const struct stimulus stimulus_sigkill = {
	.name = "sigkill", .effect = EFFECT_KILL,
	.signo = SIGKILL, .flags = STIM_DEFAULT,
	.story = "SIGKILL to the stalled thread",
	.send = send_to_thread,
};

const struct stimulus stimulus_sigkill_process = {
	.name = "sigkill_process", .effect = EFFECT_KILL,
	.signo = SIGKILL,
	.flags = STIM_DEFAULT | STIM_PROCESS,
	.story = "SIGKILL to the process",
	.send = send_to_process,
};

const struct stimulus stimulus_sigstop = {
	.name = "sigstop", .effect = EFFECT_STOP,
	.signo = SIGSTOP, .flags = STIM_STOP | STIM_PROCESS,
	.story = "SIGSTOP to the process; SIGCONT once it has stopped",
	.send = send_to_process, .see = see_job_stop, .undo = end_job_stop,
};

const struct stimulus stimulus_sigstop_sigcont = {
	.name = "sigstop_sigcont", .effect = EFFECT_STOP_CONT,
	.signo = SIGSTOP,
	.flags = STIM_STOP | STIM_PROCESS | STIM_CONT_HELD,
	.story = "SIGSTOP and, stopped or not, SIGCONT while the fault is held",
	.send = send_to_process, .see = see_job_stop, .undo = end_job_stop,
};

const struct stimulus stimulus_timer_fast = {
	.name = "timer_fast", .effect = EFFECT_HANDLER,
	.signo = SIGUSR1, .count = 1,
	.flags = STIM_TIMER, .period_ns = 100000, .storm = 20,
	.story = "a timer of the stalled thread that fires every 100 us, or slower on a slow machine",
	.send = have_leader_act, .act = start_timer,
};

const struct stimulus stimulus_timer_slow = {
	.name = "timer_slow", .effect = EFFECT_HANDLER,
	.signo = SIGUSR1, .count = 1,
	.flags = STIM_TIMER, .period_ns = 1000000, .storm = 5,
	.story = "a timer of the stalled thread that fires every 1 ms, or slower on a slow machine",
	.send = have_leader_act, .act = start_timer,
};

const struct stimulus stimulus_exit_group = {
	.name = "exit_group", .effect = EFFECT_KILL,
	.flags = STIM_LEADER,
	.story = "a sibling calls exit_group()",
	.send = have_leader_end, .act = exit_all,
};

const struct stimulus stimulus_execve = {
	.name = "execve", .effect = EFFECT_KILL,
	.exit_status = EXEC_CHILD_STATUS,
	.flags = STIM_LEADER,
	.story = "a sibling calls execve()",
	.send = have_leader_end, .act = exec_self,
};

const struct stimulus stimulus_fault_signal_blocked = {
	.name = "fault_signal_blocked", .effect = EFFECT_FORCED,
	.flags = STIM_FAULT_BLOCKED,
	.story = "nothing is sent, but the thread blocks the signals of bad accesses",
};

const struct stimulus stimulus_fault_signal_ignored = {
	.name = "fault_signal_ignored", .effect = EFFECT_FORCED,
	.flags = STIM_FAULT_IGNORED,
	.story = "nothing is sent, but the process ignores the signals of bad accesses",
};

const struct stimulus *const stimuli_none[] = {
	&stimulus_none, NULL
};

/* Stimuli for every way to release a fault. */
const struct stimulus *const stimuli_release[] = {
	&stimulus_none, &stimulus_sigusr1, NULL
};

const struct stimulus *const stimuli_brief[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigkill, NULL
};

const struct stimulus *const stimuli_few[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigstop, &stimulus_sigkill, NULL
};

/* Stimuli that do not end the call, or leave a signal pending at the release. */
const struct stimulus *const stimuli_pending[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart,
	&stimulus_sigusr1_blocked, &stimulus_sigrt_queue, &stimulus_timer_slow,
	&stimulus_sigstop, &stimulus_sigkill, NULL
};

/* Stimuli that must not make a short count of a whole one. */
const struct stimulus *const stimuli_good_first[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart, &stimulus_sigstop,
	&stimulus_sigkill, NULL
};

const struct stimulus *const stimuli_signals[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart,
	&stimulus_sigusr1_blocked, &stimulus_sigusr1_ignored,
	&stimulus_sigusr1_free_thread, &stimulus_sigrt_queue, &stimulus_sigterm,
	&stimulus_sigquit, &stimulus_sigkill, &stimulus_sigkill_process, &stimulus_sigstop,
	&stimulus_sigstop_sigcont, &stimulus_timer_fast, &stimulus_timer_slow,
	&stimulus_exit_group, &stimulus_execve, NULL
};

/*
 * Stimuli for paths on which the order of two signals makes no difference.  Uaccess paths
 * are none of them: whether a spinning thread takes the second signal depends on its CPU.
 */
const struct stimulus *const stimuli_ordered[] = {
	&stimulus_none, &stimulus_sigusr1, &stimulus_sigusr1_restart,
	&stimulus_sigusr1_blocked, &stimulus_sigusr1_ignored,
	&stimulus_sigusr1_free_thread, &stimulus_sigrt_queue, &stimulus_sigterm,
	&stimulus_sigquit, &stimulus_sigkill, &stimulus_sigkill_process, &stimulus_sigstop,
	&stimulus_sigstop_sigcont, &stimulus_timer_fast, &stimulus_timer_slow,
	&stimulus_exit_group, &stimulus_execve, &stimulus_sigusr1_sigterm, NULL
};

const struct stimulus *const stimuli_forced[] = {
	&stimulus_fault_signal_blocked, &stimulus_fault_signal_ignored, NULL
};

/* Stops that are no signals: by a freezer, and by a tracer. */
const struct stimulus *const stimuli_frozen[] = {
	&stimulus_freezer_v1, &stimulus_freezer_v1_attach, &stimulus_freezer_v1_thaw,
	&stimulus_cgroup_freeze, &stimulus_cgroup_freeze_thaw, NULL
};

const struct stimulus *const stimuli_traced[] = {
	&stimulus_ptrace_interrupt, &stimulus_ptrace_listen, &stimulus_traced_sigterm,
	&stimulus_traced_sigterm_replaced, NULL
};
