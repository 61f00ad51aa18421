// SPDX-License-Identifier: GPL-2.0-only
/*
 * The victim: a process whose leader blocks every signal and obeys one-byte
 * commands, and whose second thread takes the fault.
 *
 * It stays in the harness's process group (a harness timeout reaches it), dies
 * with its controller (PR_SET_PDEATHSIG), keeps none of the runner's
 * descriptors, and reports through shared memory, never by asserting.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "environment.h"

static void broken(struct fault_cell *c, const char *what, int err)
{
	snprintf(c->victim.shared->broken, sizeof(c->victim.shared->broken),
		 "%s: %s", what, strerror(err));
}

/* Send the source's descriptor, if it has one, with the word that we are armed. */
static int send_armed(int ctl, int fd)
{
	char space[CMSG_SPACE(sizeof(int))] = { 0 };
	char word = fd >= 0 ? 'A' : 'a';
	struct iovec iov = { .iov_base = &word, .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *cmsg;

	if (fd >= 0) {
		msg.msg_control = space;
		msg.msg_controllen = sizeof(space);
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	}
	return sendmsg(ctl, &msg, 0) == 1 ? 0 : -errno;
}

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

static void wait_flag(_Atomic uint32_t *flag)
{
	struct timespec slice = { .tv_sec = 1 };
	int left = (HELD_DEADLINE_MS + RELEASE_DEADLINE_MS) / 1000 + 1;

	while (!atomic_load(flag) && left--)
		syscall(SYS_futex, flag, FUTEX_WAIT, 0, &slice, NULL, 0);
}

static void ring(int fd)
{
	uint64_t one = 1;

	if (write(fd, &one, sizeof(one)) != sizeof(one))
		_exit(EXIT_FAILURE);
}

static void unblock_all(void)
{
	sigset_t none;

	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
}

/* Poisoned or unmapped, it never will: there is nothing to resume. */
static bool page_comes(const struct fault_cell *c)
{
	enum release_how how = c->variant->release;

	return how != RELEASE_POISON && how != RELEASE_MUNMAP && how != RELEASE_MREMAP;
}

static bool check_is_due(const struct fault_cell *c)
{
	long ret = c->victim.shared->ret;

	if (!c->path->check)
		return false;
	if (c->variant->layout != LAYOUT_HELD)
		return c->path->flags & PATH_CHECK_SHORT && ret > 0;
	if (ret == -EINTR && c->path->flags & PATH_RESUMES)
		return page_comes(c);
	return ret == c->path->ok || c->path->flags & PATH_ASYNC;
}

static void finish(struct fault_cell *c)
{
	struct victim_shared *shared = c->victim.shared;
	const char *wrong = NULL;

	if (check_is_due(c))
		wrong = c->path->check(c, shared->ret);
	if (wrong && !*shared->wrong)
		snprintf(shared->wrong, sizeof(shared->wrong), "%s", wrong);
	atomic_store(&shared->finished, 1);
	ring(c->victim.done);
}

/*
 * The path itself; of a source that fails once, again, and what it returns then. A copy that
 * failed may be tried again by the byte by the kernel itself.
 */
static long run_path(struct fault_cell *c)
{
	struct victim_shared *shared = c->victim.shared;
	long first = c->path->run(c), want;

	if (c->source->class != SOURCE_SIGBUS_ONCE ||
	    (c->path->class == PATH_UACCESS && first == c->path->ok))
		return first;
	want = contract_failure(c->path, SOURCE_SIGBUS, c->variant->layout);
	if (first != want)
		snprintf(shared->wrong, sizeof(shared->wrong),
			 "the first try returned %ld, not %ld", first, want);
	return c->path->run(c);
}

static void *faulting_thread(void *arg)
{
	struct fault_cell *c = arg;
	struct victim_shared *shared = c->victim.shared;

	atomic_store(&shared->tid, gettid());
	faulting_thread_mask(c);
	shared->ret = run_path(c);
	if (cell_submitter_exits(c)) {
		wait_flag(&shared->exit_now);
		return NULL;	/* the leader finishes, see victim_join() */
	}
	if (c->timer_armed)
		timer_delete(c->timer);
	atomic_store(&shared->returned, 1);
	ring(c->victim.done);
	wait_flag(&shared->released);
	unblock_all();
	finish(c);
	return NULL;
}

/**
 * victim_join() - leader: wait for the exit of the faulting thread, and finish
 *	its story in its place.
 * @c: the cell, in the victim.
 * Return: 0 or -errno.
 */
int victim_join(struct fault_cell *c)
{
	int err = pthread_join(c->victim.thread, NULL);

	if (!err)
		finish(c);
	return -err;
}

static void leave_runner(void)
{
	/* Too small for a file; for a pipe, 0 would still start the helper. */
	struct rlimit no_core = { 1, 1 };
	int null;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The hard limit stays: a path may want its core (PATH_DUMPS). */
	prlimit(0, RLIMIT_CORE, NULL, &no_core);
	no_core.rlim_cur = 1;
	setrlimit(RLIMIT_CORE, &no_core);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0)
		return;
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
}

static void leader_loop(struct fault_cell *c)
{
	uint8_t command;
	ssize_t n;

	for (;;) {
		n = read(c->victim.ctl, &command, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n != 1 || command == VICTIM_QUIT)
			_exit(0);
		if (leader_obeys(c, command))
			command = VICTIM_FAILED;
		if (write(c->victim.ctl, &command, 1) != 1)
			_exit(EXIT_FAILURE);
	}
}

static void arm_victim(struct fault_cell *c)
{
	int err;

	install_handlers(c);
	err = c->source->ops->arm(c);
	if (err) {
		broken(c, "arming the source", -err);
		_exit(EXIT_FAILURE);
	}
	err = c->path->arm ? c->path->arm(c) : 0;
	if (err) {
		broken(c, "arming the path", -err);
		_exit(EXIT_FAILURE);
	}
	err = send_armed(c->victim.ctl, c->region.fd);
	if (err) {
		broken(c, "sending the source's descriptor", -err);
		_exit(EXIT_FAILURE);
	}
	/* Only the controller may keep a userfaultfd open. */
	if (c->region.fd >= 0)
		close(c->region.fd);
	c->region.fd = -1;
}

/* A signal for the process is not its: it blocks them all. */
static void *blocked_thread(void *arg)
{
	for (;;)
		pause();
	return arg;
}

/* Beside the free thread there is one that must not be chosen in its place. */
static int start_threads(struct fault_cell *c)
{
	pthread_t blocked;
	int err = 0;

	if (c->stim->flags & STIM_FREE_THREAD)
		err = pthread_create(&blocked, NULL, blocked_thread, NULL);
	return err ?: pthread_create(&c->victim.thread, NULL, faulting_thread, c);
}

static void __attribute__((noreturn)) victim_main(struct fault_cell *c, pid_t parent)
{
	sigset_t all;
	int err;

	leave_runner();
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	err = run_below();
	if (err) {
		broken(c, "running below the controller", -err);
		_exit(EXIT_FAILURE);
	}
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, NULL);
	arm_victim(c);
	err = start_threads(c);
	if (err) {
		broken(c, "pthread_create", err);
		_exit(EXIT_FAILURE);
	}
	leader_loop(c);
	_exit(0);
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
	v->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	v->handler = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (v->done < 0 || v->handler < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
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
 * @command: see leader_obeys().
 * @deadline_ms: how long it may take, milliseconds; 0 to not wait for the reply.
 * Return: true if the leader replied in time that it did it.
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

/* Threads that are gone are counted here, and not in /proc/PID/task. */
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
	 * The pace comes first: the last thread may still be flushing its /proc entries
	 * behind our back, in release_task(), and waitid() would busy-wait for that in
	 * shrink_dcache_parent(): half of a cell's CPU time.
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

/* By the faulting thread if it is still there, else by the leader. */
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
 * victim_end() - no task may outlive its cell.
 * @c: the cell; the source has let go by now.
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
	close(v->handler);
}
