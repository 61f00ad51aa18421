// SPDX-License-Identifier: GPL-2.0-only
/*
 * Send stimuli to a stalled thread. The stimuli themselves are in stimuli.c, the victim's
 * handlers and masks for them in handlers.c, and the actions of its leader in acts.c.
 *
 * Deciding kernel code: kernel/signal.c:complete_signal(), wants_signal() (which
 * thread takes it, and whether it is fatal), do_signal_stop(), fs/exec.c:de_thread().
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "stimuli.h"

/**
 * stimulus_prepare() - do what must be done before the signal is sent.
 * @c: the cell, its fault held.
 * Return: 0 or -errno.
 */
int stimulus_prepare(struct fault_cell *c)
{
	return c->stim->flags & STIM_FREE_THREAD ? have_leader_act(c) : 0;
}

/**
 * send_to_thread() - stimulus.send: send the signal to the stalled thread.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int send_to_thread(struct fault_cell *c)
{
	pid_t tid = atomic_load(&c->victim.shared->tid);
	int err = 0;

	if (c->stim->ahead)
		err = syscall(SYS_tgkill, c->victim.pid, tid, c->stim->ahead);
	return err || syscall(SYS_tgkill, c->victim.pid, tid, c->stim->signo) ? -errno : 0;
}

/**
 * send_to_process() - stimulus.send: send the signal to the process.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int send_to_process(struct fault_cell *c)
{
	return kill(c->victim.pid, c->stim->signo) ? -errno : 0;
}

/**
 * send_to_task() - stimulus.send: send the signal by the id of the task that is in the fault.
 * @c: the cell; the task may be a worker of the thread that called.
 * Return: 0 or -errno.
 */
int send_to_task(struct fault_cell *c)
{
	return syscall(SYS_tgkill, c->victim.pid, c->obs.stalled_tid, c->stim->signo) ? -errno : 0;
}

/**
 * send_queue() - stimulus.send: send several real-time signals of two numbers.
 * @c: the cell.
 *
 * The higher number is sent first: when both are pending, the kernel has to deliver all
 * signals of the lower number before it. Several signals of each number are sent: the
 * kernel must not drop a signal because one of its number is pending already.
 *
 * Return: 0 or -errno.
 */
int send_queue(struct fault_cell *c)
{
	pid_t tid = atomic_load(&c->victim.shared->tid);
	siginfo_t info;
	int i;

	for (i = 0; i < QUEUE_HIGH + QUEUE_LOW; i++) {
		memset(&info, 0, sizeof(info));
		info.si_code = SI_QUEUE;
		info.si_pid = getpid();
		info.si_uid = getuid();
		info.si_value.sival_int = QUEUE_BASE + i;
		info.si_signo = i < QUEUE_HIGH ? QUEUE_HIGHER : QUEUE_LOWER;
		if (syscall(SYS_rt_tgsigqueueinfo, c->victim.pid, tid, info.si_signo, &info))
			return -errno;
	}
	return 0;
}

/**
 * have_leader_act() - stimulus.send: have the victim's leader run stimulus.act().
 * @c: the cell.
 * Return: 0 or -errno.
 */
int have_leader_act(struct fault_cell *c)
{
	return victim_command(c, VICTIM_ACT, REPLY_DEADLINE_MS) ? 0 : -ETIMEDOUT;
}

/**
 * have_leader_end() - stimulus.send: have the leader run a stimulus.act() that does not return.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int have_leader_end(struct fault_cell *c)
{
	return victim_command(c, VICTIM_ACT, 0) ? 0 : -EPIPE;
}

/**
 * have_submitter_exit() - stimulus.send: tell the submitting thread to exit.
 * @c: the cell.
 * Return: 0.
 */
int have_submitter_exit(struct fault_cell *c)
{
	victim_raise_flag(&c->victim.shared->exit_now);
	return 0;
}

/**
 * stimulus_send() - send the stimulus.
 * @c: the cell; a fault message has proved that its fault is held.
 * Return: 0 or -errno.
 */
int stimulus_send(struct fault_cell *c)
{
	return c->stim->send ? c->stim->send(c) : 0;
}
