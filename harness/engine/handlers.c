// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals in the victim: its handlers and masks, and user-mode accesses that may end in
 * SIGSEGV or SIGBUS.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "inside.h"

/* Stack to touch: the signal frame of a CPU with large registers takes 11 KiB. */
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

	(void)signo;
	if (gettid() == atomic_load(&shared->tid)) {
		log_signal(shared, info, ucontext);
		atomic_fetch_add(&shared->handlers, 1);
	} else {
		atomic_fetch_add(&shared->leader_handlers, 1);
	}
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
	signal(signo, SIG_DFL);		/* no guarded access failed: die of it on return */
}

/* The bounds of the program's own code, from the linker. */
extern const uint8_t __executable_start, etext;

/*
 * Touch all other memory that the access needs, so that the faults on it are not counted: a
 * signal frame's worth of stack, the path's own state, and the code of the function, of the
 * handlers and of siglongjmp().
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
	*priv = *priv;		/* the controller wrote this page before the fork: unshare it */
	/*
	 * fork() makes every page old (mm/memory.c: pte_mkold()). The first access to one is a
	 * fault that counts, where the processor does not set the access flag by itself.
	 */
	stack[0] = ((const volatile struct cell_variant *)c->variant)->layout;
	/* Touch every page of the code: fault-around leaves out a page under writeback. */
	for (code = &__executable_start; code < &etext; code += small_page())
		stack[0] = *code;
	if (!sigsetjmp(back, 1))
		siglongjmp(back, 1);
}

/**
 * guard_access() - run a user-mode access that may end in SIGSEGV or SIGBUS.
 * @access: function that does the access.
 * @c: argument of @access.
 * Return: 0, or -EFAULT if the signal came; its siginfo is then in the shared memory.
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
 * install_handlers() - set the signal dispositions that the stimulus needs.
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
	if (stim->flags & STIM_FAULT_IGNORED) {
		signal(SIGSEGV, SIG_IGN);
		signal(SIGBUS, SIG_IGN);
	}
}

/**
 * faulting_thread_mask() - unblock all signals in the faulting thread, but for those that
 *	its stimulus wants blocked.
 * @c: the cell, in the faulting thread.
 */
void faulting_thread_mask(struct fault_cell *c)
{
	sigset_t mask;

	sigemptyset(&mask);
	if (c->stim->flags & STIM_BLOCKED)
		sigaddset(&mask, c->stim->signo);
	if (c->stim->flags & STIM_FAULT_BLOCKED) {
		sigaddset(&mask, SIGSEGV);
		sigaddset(&mask, SIGBUS);
	}
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
}
