/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The third axis: stimuli, and the lists of them that rows of the matrix are crossed with.
 * A stimulus is an object that knows how it is sent and what it does to the thread that takes
 * it.  The stimuli of this file are for every path; a family may have events of its own
 * (matrix_row.own).
 */
#ifndef FAULTSIG_STIMULI_H
#define FAULTSIG_STIMULI_H

#include <stdbool.h>
#include <stdint.h>

struct answer;
struct fault_cell;
struct stimulus;

/* enum stimulus_effect - what a stimulus is to the kernel: selects the contract rule. */
enum stimulus_effect {
	EFFECT_NOTHING,		/* nothing, or nothing for this thread */
	EFFECT_HANDLER,		/* a handler is due */
	EFFECT_BLOCKED,		/* a handler is due, but the thread blocks the signal */
	EFFECT_STOP,		/* a job-control stop, until after the release */
	EFFECT_STOP_CONT,	/* a job-control stop, continued while the fault is held */
	EFFECT_KILL,		/* SIGKILL, or a sibling ends the process */
	EFFECT_TERM,		/* a fatal signal without a core */
	EFFECT_HANDLER_TERM,	/* a handler is due, then a fatal signal comes */
	EFFECT_CORE,		/* a fatal signal that dumps core */
	EFFECT_TASK_WORK,	/* no signal at all: TIF_NOTIFY_SIGNAL, or a wake-up */
	EFFECT_TRACER_STOP,	/* no signal at all: the thread has to stop for its tracer */
	EFFECT_FREEZE,		/* no signal at all: the process has to freeze */
	EFFECT_FREEZE_THAW,	/* ... and is thawed while the fault is held */
	EFFECT_FORCED,		/* the fault's own signal can't be handled */
	EFFECT_NR,
};

/* stimulus.flags */
#define STIM_PROCESS	BIT_OF(0)	/* kill(), not tgkill() */
#define STIM_RESTART	BIT_OF(1)	/* handler with SA_RESTART */
#define STIM_BLOCKED	BIT_OF(2)	/* blocked in the faulting thread */
#define STIM_IGNORED	BIT_OF(3)	/* SIG_IGN */
#define STIM_DEFAULT	BIT_OF(4)	/* SIG_DFL: the signal is fatal */
#define STIM_FREE_THREAD BIT_OF(5)	/* the leader can take it as well */
#define STIM_QUEUED	BIT_OF(6)	/* real-time: count and order matter */
#define STIM_STOP	BIT_OF(7)	/* a stop: see @see and @undo */
#define STIM_CONT_HELD	BIT_OF(8)	/* SIGCONT while the fault is held */
#define STIM_TIMER	BIT_OF(9)	/* a POSIX timer of the faulting thread */
#define STIM_LEADER	BIT_OF(10)	/* the leader ends the process: exit_group, execve */
#define STIM_POKE	BIT_OF(11)	/* the path's own event: no signal at all */
#define STIM_SUBMITTER_EXIT BIT_OF(12)	/* the submitting thread exits */
#define STIM_FAULT_BLOCKED BIT_OF(13)	/* SIGSEGV and SIGBUS are blocked in the faulting thread */
#define STIM_FAULT_IGNORED BIT_OF(14)	/* ... or SIG_IGN */
#define STIM_FREEZE	BIT_OF(15)	/* STIM_STOP, and @see tells whether all is frozen now */
#define STIM_FORCED	(STIM_FAULT_BLOCKED | STIM_FAULT_IGNORED)
#define STIM_TAKES_PAGE	BIT_OF(16)	/* the page is taken away: there are more faults on it */
#define STIM_TASK	BIT_OF(17)	/* to the task in the fault, which others wait for */

/**
 * struct stimulus - a signal or event that is sent to the stalled thread.
 * @name: the test's name.
 * @story: one sentence for "explain".
 * @effect: what it is to the kernel.
 * @signo: the signal, 0 if none.
 * @ahead: a signal with a handler that is sent first, 0 if none.
 * @flags: STIM_*.
 * @count: handler runs that it must cause in the end.
 * @exit_status: how the process ends by STIM_LEADER.
 * @period_ns: period of STIM_TIMER, at least: start_timer().
 * @storm: handler runs of STIM_TIMER that prove progress.
 * @needs: NULL, or the devices a guest needs for it: words that kernels/boot --needs takes.
 * @send: controller: sends it; NULL if there is nothing to send. 0 or -errno.
 * @act: the victim's leader: action that have_leader_act() or have_leader_end() calls for.
 * @probe: NULL, or a probe for the stimulus; returns NULL, or the answer.
 * @see: controller, for STIM_STOP: has the stop been reported? Called again and again.
 * @undo: controller, for STIM_STOP: ends the stop, or cancels a stop that never came.
 */
struct stimulus {
	const char *name;
	const char *story;
	enum stimulus_effect effect;
	int signo;
	int ahead;
	unsigned int flags;
	unsigned int count;
	int exit_status;
	long period_ns;
	unsigned int storm;
	const char *needs;
	int (*send)(struct fault_cell *c);
	int (*act)(struct fault_cell *c);
	const struct answer *(*probe)(const struct stimulus *stim);
	bool (*see)(struct fault_cell *c);
	void (*undo)(struct fault_cell *c);
};

/* stimulus.c: functions for .send */
int send_to_thread(struct fault_cell *c);
int send_to_process(struct fault_cell *c);
int send_to_task(struct fault_cell *c);
int send_queue(struct fault_cell *c);
int have_leader_act(struct fault_cell *c);
int have_leader_end(struct fault_cell *c);
int have_submitter_exit(struct fault_cell *c);

/* job_stop.c: functions for .see and .undo */
bool see_job_stop(struct fault_cell *c);
void end_job_stop(struct fault_cell *c);

/* acts.c: functions for .act */
int start_timer(struct fault_cell *c);
int free_thread(struct fault_cell *c);
int exit_all(struct fault_cell *c);
int exec_self(struct fault_cell *c);

/* stimuli.c */
extern const struct stimulus stimulus_none;
extern const struct stimulus stimulus_sigusr1;
extern const struct stimulus stimulus_sigusr1_restart;
extern const struct stimulus stimulus_sigusr1_blocked;
extern const struct stimulus stimulus_sigusr1_ignored;
extern const struct stimulus stimulus_sigusr1_free_thread;
extern const struct stimulus stimulus_sigrt_queue;
extern const struct stimulus stimulus_sigterm;
extern const struct stimulus stimulus_sigquit;
extern const struct stimulus stimulus_sigusr1_sigterm;
extern const struct stimulus stimulus_sigkill;
extern const struct stimulus stimulus_sigkill_process;
extern const struct stimulus stimulus_sigstop;
extern const struct stimulus stimulus_sigstop_sigcont;
extern const struct stimulus stimulus_timer_fast;
extern const struct stimulus stimulus_timer_slow;
extern const struct stimulus stimulus_exit_group;
extern const struct stimulus stimulus_execve;

/* The signal of the fault itself can't be handled; for sources that fail at once. */
extern const struct stimulus stimulus_fault_signal_blocked;
extern const struct stimulus stimulus_fault_signal_ignored;

/* ptrace_interrupt.c, ptrace_listen.c, traced_sigterm.c */
extern const struct stimulus stimulus_ptrace_interrupt;
extern const struct stimulus stimulus_ptrace_listen;
extern const struct stimulus stimulus_traced_sigterm;
extern const struct stimulus stimulus_traced_sigterm_replaced;

/* freezer_v1.c, cgroup_freeze.c, system_freezer.c */
extern const struct stimulus stimulus_freezer_v1;
extern const struct stimulus stimulus_freezer_v1_attach;
extern const struct stimulus stimulus_freezer_v1_thaw;
extern const struct stimulus stimulus_cgroup_freeze;
extern const struct stimulus stimulus_cgroup_freeze_thaw;
extern const struct stimulus stimulus_system_freezer;

/* Lists, each ended by NULL. */
extern const struct stimulus *const stimuli_none[];
extern const struct stimulus *const stimuli_release[];
extern const struct stimulus *const stimuli_brief[];
extern const struct stimulus *const stimuli_few[];
extern const struct stimulus *const stimuli_pending[];
extern const struct stimulus *const stimuli_good_first[];
extern const struct stimulus *const stimuli_signals[];
extern const struct stimulus *const stimuli_ordered[];
extern const struct stimulus *const stimuli_forced[];
extern const struct stimulus *const stimuli_frozen[];
extern const struct stimulus *const stimuli_traced[];

#endif /* FAULTSIG_STIMULI_H */
