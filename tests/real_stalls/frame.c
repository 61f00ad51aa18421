// SPDX-License-Identifier: GPL-2.0-only
/*
 * A signal frame that the kernel writes to a stack whose page is held: a family of
 * real_stalls.c. Registers of the FPU are stored with page faults disabled; if that fails, the
 * kernel touches the stack, and tries again.
 *
 * Deciding kernel code: arch/x86/kernel/signal.c:get_sigframe(), setup_rt_frame(),
 * arch/x86/kernel/fpu/signal.c:copy_fpstate_to_sigframe(); kernel/signal.c:signal_setup_done().
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "families.h"
#include "sources.h"

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ	51
#endif

/* Bytes of the stack for the handler itself. */
#define HANDLER_STACK	256

/* The signal of the path: no stimulus sends it. */
#define FRAME_SIGNAL	SIGUSR2

static volatile sig_atomic_t handler_runs;
static sigjmp_buf no_frame;

static const struct answer *frame_probe(void)
{
	size_t frame = getauxval(AT_MINSIGSTKSZ);

	if (!frame || frame + HANDLER_STACK > small_page())
		return lacks(NEED_ALT_STACK);
	return NULL;
}

static void on_frame(int signo)
{
	(void)signo;
	handler_runs++;
}

/* The kernel could not write the frame; this handler is on the thread's own stack. */
static void on_no_frame(int signo)
{
	(void)signo;
	siglongjmp(no_frame, 1);
}

static void handle(int signo, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigfillset(&action.sa_mask);
	sigaction(signo, &action, NULL);
}

static long sigframe_run(struct fault_cell *c)
{
	stack_t stack = { .ss_sp = cell_buf(c), .ss_size = small_page() };

	handle(FRAME_SIGNAL, on_frame, SA_ONSTACK);
	handle(SIGSEGV, on_no_frame, 0);
	if (sigaltstack(&stack, NULL))
		return -errno;
	if (sigsetjmp(no_frame, 1))
		return -EFAULT;
	syscall(SYS_tgkill, getpid(), gettid(), FRAME_SIGNAL);
	return handler_runs == 1 ? 0 : -ENOMSG;
}

static const struct fault_path path_sigframe = {
	.name = "sigframe", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "arch/*/kernel/signal.c: setup_rt_frame()",
	.len = PATH_WHOLE_PAGE, .offset = PATH_AT_START,
	.probe = frame_probe, .run = sigframe_run,
};

const struct matrix_row rows_frame[] = {
	{ .path = &path_sigframe,
	  .sources = SOURCES(&source_uffd_missing_anon, &source_uffd_minor_shmem,
			     &source_uffd_wp_anon),
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ .path = &path_sigframe, .apart = "file", .sources = SOURCES(&source_fuse_private),
	  .stimuli = stimuli_few },
	{ }
};
