// SPDX-License-Identifier: GPL-2.0-only
/*
 * How stimuli are sent to a stalled thread, the victim's handlers and masks for them, and
 * what its leader does on command. The stimuli themselves are in stimuli.c.
 *
 * Deciding kernel code: kernel/signal.c:complete_signal(), wants_signal() (which
 * thread takes it, and whether it is fatal), do_signal_stop(), fs/exec.c:de_thread().
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine.h"
#include "stimuli.h"

#define SIGNAL_COST_TRIES 8
/* A signal frame with every register of a large CPU: 11 KiB. */
#define TOUCHED_STACK	(32 << 10)

/* The victim's own cell, for its signal handlers. */
static struct fault_cell *handled_cell;
static __thread sigjmp_buf access_failed;
static __thread volatile sig_atomic_t access_guarded;

static void log_signal(struct victim_shared *shared, const siginfo_t *info, const void *ucontext)
{
	struct fault_frame frame;
	uint32_t i = atomic_fetch_add(&shared->log_len, 1);

	read_frame(&frame, ucontext);
	if (i < SIGNAL_LOG_LEN) {
		shared->log[i].signo = info->si_signo;
		shared->log[i].code = info->si_code;
		shared->log[i].pid = info->si_pid;
		shared->log[i].value = info->si_value.sival_int;
		shared->log[i].pc = frame.pc;
	}
}

static void on_signal(int signo, siginfo_t *info, void *ucontext)
{
	struct victim_shared *shared = handled_cell->victim.shared;
	int saved = errno;
	uint64_t one = 1;

	(void)signo;
	if (gettid() == atomic_load(&shared->tid)) {
		log_signal(shared, info, ucontext);
		atomic_fetch_add(&shared->handlers, 1);
	} else {
		atomic_fetch_add(&shared->leader_handlers, 1);
	}
	if (write(handled_cell->victim.handler, &one, sizeof(one)) < 0)
		errno = saved;	/* the count in shared memory is what is judged */
	errno = saved;
}

static void on_bad_access(int signo, siginfo_t *info, void *ucontext)
{
	struct victim_shared *shared = handled_cell->victim.shared;

	read_frame(&shared->frame, ucontext);
	shared->fault_lsb = info->si_addr_lsb;
	shared->fault_pkey = info->si_pkey;
	shared->fault_signo = signo;
	shared->fault_code = info->si_code;
	shared->fault_addr = (uintptr_t)info->si_addr;
	if (access_guarded)
		siglongjmp(access_failed, 1);
	signal(signo, SIG_DFL);		/* not one of ours: die of it on return */
}

/* By the linker: the program's own code. */
extern const uint8_t __executable_start, etext;

/*
 * Besides its page the access needs a signal frame's worth of stack, the path's own state,
 * and the code of the function, of the handlers and of siglongjmp(): not to be counted.
 */
static void __attribute__((noinline)) touch(struct fault_cell *c)
{
	void *volatile *priv = cell_priv(c);
	const volatile uint8_t *code;
	volatile uint8_t stack[TOUCHED_STACK];
	sigjmp_buf back;
	size_t i;

	for (i = 0; i < sizeof(stack); i += 1024)
		stack[i] = 0;
	*priv = *priv;		/* a page that the controller had written, before the fork */
	/* All of the program: a page that is just being written back is not mapped with others. */
	for (code = &__executable_start; code < &etext; code += small_page())
		stack[0] = *code;
	if (!sigsetjmp(back, 1))
		siglongjmp(back, 1);
}

/**
 * guard_access() - run a user-mode access that may end in SIGSEGV or SIGBUS.
 * @access: does the access.
 * @c: passed to it.
 * Return: 0, or -EFAULT if the signal came; the shared memory has its siginfo.
 */
int guard_access(void (*access)(struct fault_cell *c), struct fault_cell *c)
{
	struct victim_shared *shared = c->victim.shared;
	struct rusage before, after;
	volatile int ret = 0;

	shared->access = (uintptr_t)access;
	touch(c);
	getrusage(RUSAGE_THREAD, &before);
	if (sigsetjmp(access_failed, 1)) {
		ret = -EFAULT;
	} else {
		access_guarded = 1;
		access(c);
	}
	access_guarded = 0;
	getrusage(RUSAGE_THREAD, &after);
	shared->minflt = after.ru_minflt - before.ru_minflt;
	shared->majflt = after.ru_majflt - before.ru_majflt;
	shared->counted = true;
	return ret;
}

static void handle(int signo, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction action = {
		.sa_sigaction = handler,
		.sa_flags = SA_SIGINFO | flags,
	};

	sigfillset(&action.sa_mask);
	sigdelset(&action.sa_mask, SIGSEGV);
	sigdelset(&action.sa_mask, SIGBUS);
	sigaction(signo, &action, NULL);
}

/**
 * install_handlers() - dispositions of the victim, for its stimulus.
 * @c: the cell, in the victim.
 */
void install_handlers(struct fault_cell *c)
{
	const struct stimulus *stim = c->stim;

	handled_cell = c;
	handle(SIGUSR1, on_signal, stim->flags & STIM_RESTART ? SA_RESTART : 0);
	handle(QUEUE_LOWER, on_signal, 0);
	handle(QUEUE_HIGHER, on_signal, 0);
	if (stim->flags & STIM_IGNORED)
		signal(stim->signo, SIG_IGN);
	if (stim->flags & STIM_DEFAULT)
		signal(stim->signo, SIG_DFL);
	if (c->path->class == PATH_USER) {
		handle(SIGSEGV, on_bad_access, 0);
		handle(SIGBUS, on_bad_access, 0);
	}
}

/**
 * faulting_thread_mask() - the faulting thread takes everything but a signal
 *	that its stimulus wants blocked.
 * @c: the cell, in the faulting thread.
 */
void faulting_thread_mask(struct fault_cell *c)
{
	sigset_t mask;

	sigemptyset(&mask);
	if (c->stim->flags & STIM_BLOCKED)
		sigaddset(&mask, c->stim->signo);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

/**
 * stimulus_prepare() - what must be true before the signal is sent.
 * @c: the cell, its fault held.
 * Return: 0 or -errno.
 */
int stimulus_prepare(struct fault_cell *c)
{
	return c->stim->flags & STIM_FREE_THREAD ? have_leader_act(c) : 0;
}

/**
 * send_to_thread() - stimulus.send: the signal goes to the stalled thread.
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
 * send_to_process() - stimulus.send: the signal goes to the process.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int send_to_process(struct fault_cell *c)
{
	return kill(c->victim.pid, c->stim->signo) ? -errno : 0;
}

/**
 * send_queue() - stimulus.send: several real-time signals of two numbers.
 * @c: the cell.
 *
 * The higher number first: pending together, all of the lower one are due before it.
 * Several of a number: one that is pending is no reason to drop the next.
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
 * have_leader_act() - stimulus.send: the victim's leader runs stimulus.act().
 * @c: the cell.
 * Return: 0 or -errno.
 */
int have_leader_act(struct fault_cell *c)
{
	return victim_command(c, VICTIM_ACT, REPLY_DEADLINE_MS) ? 0 : -ETIMEDOUT;
}

/**
 * have_leader_end() - stimulus.send: the same, and stimulus.act() does not return.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int have_leader_end(struct fault_cell *c)
{
	return victim_command(c, VICTIM_ACT, 0) ? 0 : -EPIPE;
}

/**
 * have_submitter_exit() - stimulus.send: the submitting thread is told to exit.
 * @c: the cell.
 * Return: 0.
 */
int have_submitter_exit(struct fault_cell *c)
{
	victim_raise_flag(&c->victim.shared->exit_now);
	return 0;
}

/**
 * stimulus_send() - send it.
 * @c: the cell; a fault message has proved that its fault is held.
 * Return: 0 or -errno.
 */
int stimulus_send(struct fault_cell *c)
{
	return c->stim->send ? c->stim->send(c) : 0;
}

static void take_signal(int signo)
{
	(void)signo;
}

/* ns that a signal to this thread takes, handler and return included: the least of many */
static long signal_cost(int signo)
{
	struct sigaction action = { .sa_handler = take_signal }, before;
	long cost, least = LONG_MAX;
	uint64_t begin;
	int tries;

	sigaction(signo, &action, &before);
	for (tries = 0; tries < SIGNAL_COST_TRIES; tries++) {
		begin = now_ns();
		raise(signo);
		cost = (long)(now_ns() - begin);
		least = cost < least ? cost : least;
	}
	sigaction(signo, &before, NULL);
	return least;
}

/**
 * stimulus_probe() - can this machine take the stimulus?
 * @stim: the stimulus.
 *
 * A kernel with KASAN and lockdep, emulated, has not come back to the fault from one signal
 * when a fast timer sends the next: nothing would ever stall.
 *
 * Return: NULL, or the answer.
 */
const struct answer *stimulus_probe(const struct stimulus *stim)
{
	if (stim->period_ns && signal_cost(stim->signo) > stim->period_ns / 2)
		return lacks(NEED_FAST_SIGNALS);
	return NULL;
}

/**
 * start_timer() - stimulus.act: start the timer of the stalled thread.
 * @c: the cell, in the victim.
 * Return: 0 or -errno.
 */
int start_timer(struct fault_cell *c)
{
	struct itimerspec when = {
		.it_value.tv_nsec = c->stim->period_ns,
		.it_interval.tv_nsec = c->stim->period_ns,
	};
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = c->stim->signo,
	};

	event._sigev_un._tid = atomic_load(&c->victim.shared->tid);
	if (timer_create(CLOCK_MONOTONIC, &event, &c->timer))
		return -errno;
	c->timer_armed = true;
	return timer_settime(c->timer, 0, &when, NULL) ? -errno : 0;
}

static int map_and_unmap(void)
{
	void *page = mmap(NULL, small_page(), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return -errno;
	return munmap(page, small_page()) ? -errno : 0;
}

/**
 * free_thread() - stimulus.act: the leader unblocks the signal, and can take it.
 * @c: the cell, in the victim.
 * Return: 0 or -errno.
 */
int free_thread(struct fault_cell *c)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, c->stim->signo);
	return -pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static int move_region_away(struct fault_region *r)
{
	void *to = mremap(r->base, r->page_size, r->page_size,
			  MREMAP_MAYMOVE | MREMAP_FIXED, r->base + r->size - r->page_size);

	return to == MAP_FAILED ? -errno : 0;
}

/**
 * exit_all() - stimulus.act: exit_group().
 * @c: the cell, in the victim.
 * Return: not at all.
 */
int exit_all(struct fault_cell *c)
{
	(void)c;
	_exit(0);
}

/**
 * exec_self() - stimulus.act: execve() of the program itself, which then exits.
 * @c: the cell, in the victim.
 * Return: -errno.
 */
int exec_self(struct fault_cell *c)
{
	char *argv[] = { "faultsig", NULL };
	char *envp[] = { EXEC_CHILD_ENV "=1", NULL };

	(void)c;
	execve("/proc/self/exe", argv, envp);
	return -errno;
}

/**
 * poke_path() - stimulus.act: an event of the path's own.
 * @c: the cell, in the victim.
 * Return: 0 or -errno.
 */
int poke_path(struct fault_cell *c)
{
	return c->path->poke ? c->path->poke(c, c->stim) : -ENOSYS;
}

/**
 * leader_obeys() - the leader's commands.
 * @c: the cell, in the victim.
 * @command: what to do.
 * Return: 0 or -errno.
 */
int leader_obeys(struct fault_cell *c, enum victim_command command)
{
	struct fault_region *r = &c->region;

	switch (command) {
	case VICTIM_ACT:
		return c->stim->act(c);
	case VICTIM_MAP_AND_UNMAP:
		return map_and_unmap();
	case VICTIM_JOIN:
		return victim_join(c);
	case VICTIM_UNMAP_REGION:
		return munmap(r->base, r->page_size) ? -errno : 0;
	case VICTIM_MOVE_REGION:
		return move_region_away(r);
	default:
		return -EINVAL;
	}
}
