// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start, command and reap the victim: the controller's side. The victim's side is inside.c.
 *
 *	controller				victim, forked by victim_start()
 *
 *	victim_command()  ---- ctl: one byte -----> leader: blocks all signals, obeys
 *	receive_armed()   <--- ctl: reply, once ---   commands, arms the source
 *	      |                with the source's fd
 *	      v
 *	source.next()     <--- message: fault ----- faulting thread: path.run()
 *	stimulus.send()   ---- signal ------------>   stalls in its fault
 *	source.release()  ---- page, wake-up ----->   returns to user mode
 *	wait_victim()     <--- done: eventfd ------   returned, finished
 *	victim_raise_flag() -- futex ------------->   waits for released, exit_now
 *	judge()           <--- victim_shared ------   result, handler runs, complaints
 *	wait_victim(),
 *	victim_reap()     <--- pidfd --------------  end of the process
 */
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inside.h"

static int receive_armed(struct fault_cell *c)
{
	char space[CMSG_SPACE(sizeof(int))], word = 0;
	struct iovec iov = { .iov_base = &word, .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};
	struct pollfd pfd = { .fd = c->victim.ctl, .events = POLLIN };
	struct cmsghdr *cmsg;

	if (poll(&pfd, 1, ARM_DEADLINE_MS) != 1)
		return -ETIMEDOUT;
	if (recvmsg(c->victim.ctl, &msg, MSG_CMSG_CLOEXEC) != 1)
		return -EPIPE;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (word == 'A' && cmsg && cmsg->cmsg_type == SCM_RIGHTS)
		memcpy(&c->region.fd, CMSG_DATA(cmsg), sizeof(int));
	else if (word != 'a')
		return -EPROTO;
	return 0;
}

/**
 * victim_start() - fork the victim and wait until it is armed.
 * @c: the cell; on success its victim runs and @c->region.fd is the source's.
 * Return: 0, or -errno with the observation's "broken" set: an error of the run.
 */
int victim_start(struct fault_cell *c)
{
	struct victim *v = &c->victim;
	pid_t parent = getpid();
	int pair[2], err;

	v->shared = mmap(NULL, sizeof(*v->shared), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (v->shared == MAP_FAILED)
		return -errno;
	c->region.key = &v->shared->pkey;
	v->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (v->done < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return -errno;
	v->pid = fork();
	if (v->pid < 0)
		return -errno;
	if (!v->pid) {
		close(pair[0]);
		v->ctl = pair[1];
		victim_main(c, parent);
	}
	close(pair[1]);
	v->ctl = pair[0];
	v->pidfd = syscall(SYS_pidfd_open, v->pid, 0);
	if (v->pidfd < 0)
		return -errno;
	err = receive_armed(c);
	if (err)
		snprintf(c->obs.broken, sizeof(c->obs.broken), "%s",
			 v->shared->broken[0] ? v->shared->broken : strerror(-err));
	return err;
}

/**
 * victim_command() - have the leader do something.
 * @c: the cell.
 * @command: the command, see leader_obeys().
 * @deadline_ms: how long the command may take, milliseconds; 0 to not wait for the reply.
 * Return: true if the leader replied in time that it obeyed.
 */
bool victim_command(struct fault_cell *c, enum victim_command command, int deadline_ms)
{
	struct pollfd pfd = { .fd = c->victim.ctl, .events = POLLIN };
	uint8_t byte = command, reply = 0;

	if (send(c->victim.ctl, &byte, 1, MSG_NOSIGNAL) != 1)
		return false;
	if (!deadline_ms)
		return true;
	if (poll(&pfd, 1, deadline_ms) != 1)
		return false;
	return read(c->victim.ctl, &reply, 1) == 1 && reply == byte;
}

/**
 * victim_raise_flag() - set a flag that the faulting thread waits for.
 * @flag: "released" or "exit_now" of the shared memory.
 */
void victim_raise_flag(_Atomic uint32_t *flag)
{
	atomic_store(flag, 1);
	syscall(SYS_futex, flag, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static uint64_t timeval_ns(const struct timeval *tv)
{
	return tv->tv_sec * 1000000000ULL + tv->tv_usec * 1000ULL;
}

/* Record CPU time after the release by rusage, which has the threads that are gone, too. */
static void note_cpu_after(struct fault_cell *c, const struct rusage *used)
{
	uint64_t total = timeval_ns(&used->ru_utime) + timeval_ns(&used->ru_stime);

	if (!c->cpu_release_ns)
		return;
	c->obs.cpu_after_known = true;
	if (total > c->cpu_release_ns)
		c->obs.cpu_after_ns = total - c->cpu_release_ns;
}

/**
 * victim_reap() - wait for the victim's death.
 * @c: the cell; its victim's "death" says how it ended.
 * @deadline_ms: how long, milliseconds.
 * Return: true if it is dead and reaped.
 */
bool victim_reap(struct fault_cell *c, int deadline_ms)
{
	struct pollfd pfd = { .fd = c->victim.pidfd, .events = POLLIN };
	struct timespec pace = { .tv_nsec = REAP_PACE_NS };
	uint64_t deadline = now_ns() + deadline_ms * 1000000ULL;
	struct victim *v = &c->victim;
	struct rusage used;

	if (v->reaped)
		return true;
	if (poll(&pfd, 1, deadline_ms) != 1)
		return false;
	/*
	 * Sleep ahead of waitid(): the victim's last thread may still be flushing its /proc
	 * entries in release_task(), and waitid() would busy-wait for that in
	 * shrink_dcache_parent(). That was half of a cell's CPU time.
	 */
	do {
		nanosleep(&pace, NULL);
		if (syscall(SYS_waitid, P_PID, v->pid, &v->death, WEXITED | WNOHANG, &used))
			return false;
	} while (!v->death.si_pid && now_ns() < deadline);
	v->reaped = v->death.si_pid;
	if (v->reaped)
		note_cpu_after(c, &used);
	return v->reaped;
}

/* Name a victim that is left behind, by its faulting thread if that is there, or its leader. */
static void left_behind(struct fault_cell *c)
{
	pid_t pid = c->victim.pid, tid = c->obs.stalled_tid;

	if (!tid || !task_state(pid, tid))
		tid = pid;
	task_function(pid, tid, c->obs.function, sizeof(c->obs.function));
	snprintf(c->obs.wrong, sizeof(c->obs.wrong), "task %d left behind, state %c in %s",
		 pid, task_state(pid, tid), c->obs.function);
}

/**
 * victim_end() - end the victim: no task may outlive its cell.
 * @c: the cell; the source has released the fault by now.
 *
 * A victim that can't be killed even then is named in the observation and left.
 */
void victim_end(struct fault_cell *c)
{
	struct victim *v = &c->victim;

	if (v->pid <= 0 || v->pidfd < 0)
		return;
	if (!v->reaped) {
		victim_command(c, VICTIM_QUIT, 0);
		if (!c->obs.woken || !victim_reap(c, DEATH_DEADLINE_MS))
			kill(v->pid, SIGKILL);
	}
	if (!victim_reap(c, DEATH_DEADLINE_MS))
		left_behind(c);
	close(v->pidfd);
	close(v->ctl);
	close(v->done);
}
