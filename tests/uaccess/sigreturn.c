// SPDX-License-Identifier: GPL-2.0-only
/*
 * A signal frame on the page, which rt_sigreturn() restores. It leads to a stack
 * of the cell's own, and from there back into the path. A bad frame ends in SIGSEGV.
 *
 *   run() -- sp = frame --> rt_sigreturn() -- pc, sp, arguments --> sigreturn_resume() --> run()
 *                                         `-- SIGSEGV          --> bad_frame()         --> run()
 *
 * The frame, and the deciding kernel code, are in sigreturn_ARCH.c.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "families.h"
#include "peer.h"
#include "sigreturn.h"
#include "sources.h"

#if HAVE_SIGNAL_FRAME

/* Values of siglongjmp(). */
enum { RESUMED = 1, BAD_FRAME };

/**
 * sigreturn_resume() - function to which the restored frame leads.
 * @r: the way back into run().
 * @token: value that the frame had for the second argument.
 */
void sigreturn_resume(struct resumption *r, uint64_t token)
{
	if (signal_frame.restore_thread_pointer)
		signal_frame.restore_thread_pointer(r);
	r->token = token;
	siglongjmp(r->back, RESUMED);
}

/* After half a frame no register is certain, but the handler's own stack is intact. */
static void bad_frame(int signo, siginfo_t *info, void *ucontext)
{
	const ucontext_t *uc = ucontext;
	uint8_t *stack = uc->uc_stack.ss_sp;
	struct resumption *r = (void *)(stack - offsetof(struct resumption, stack));

	(void)signo;
	(void)info;
	siglongjmp(r->back, BAD_FRAME);
}

/* Give the handler a stack of its own, as the stack pointer is the frame. */
static void catch_bad_frame(struct resumption *r)
{
	struct sigaction action = {
		.sa_sigaction = bad_frame,
		.sa_flags = SA_SIGINFO | SA_ONSTACK,
	};
	stack_t other = { .ss_sp = r->stack, .ss_size = RESUME_STACK };

	sigaltstack(&other, NULL);
	sigaction(SIGSEGV, &action, NULL);
}

/**
 * resumption_setup() - fault_path.setup: map the stack of a resumption.
 * @c: the cell. The controller fills the frame, which has the stack's addresses.
 * Return: 0 or -errno.
 */
int resumption_setup(struct fault_cell *c)
{
	struct resumption *r = mmap(NULL, sizeof(*r), PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (r == MAP_FAILED)
		return -errno;
	*cell_priv(c) = r;
	return 0;
}

/**
 * resumption_frame() - make the frame that leads to sigreturn_resume().
 * @r: the way back.
 * @frame: signal_frame.len bytes.
 * Return: the context of the frame.
 */
ucontext_t *resumption_frame(struct resumption *r, uint8_t *frame)
{
	ucontext_t *context = (void *)(frame + signal_frame.context);

	memset(frame, 0, signal_frame.len);
	context->uc_stack.ss_flags = SS_DISABLE;
	/* Block signals: no handler may run until sigreturn_resume() has left these registers. */
	sigfillset(&context->uc_sigmask);
	signal_frame.lead(context, r);
	return context;
}

static void rt_sigreturn_fill(struct fault_cell *c, uint8_t *page)
{
	resumption_frame(*cell_priv(c), cell_buf_in(c, page));
}

/**
 * resumption_run() - restore a frame.
 * @r: the way back.
 * @frame: the frame, in the faulting thread.
 * Return: 0, or -EFAULT if it can't be restored.
 */
long resumption_run(struct resumption *r, const uint8_t *frame)
{
	if (signal_frame.keep_thread_pointer)
		signal_frame.keep_thread_pointer(r);
	catch_bad_frame(r);
	switch (sigsetjmp(r->back, 1)) {
	case RESUMED:
		return 0;
	case BAD_FRAME:
		return -EFAULT;
	default:
		signal_frame.go(frame);
	}
}

static long rt_sigreturn_run(struct fault_cell *c)
{
	return resumption_run(*cell_priv(c), cell_buf(c));
}

/**
 * rt_sigreturn_check() - fault_path.check: did the registers come out of the frame?
 * @c: the cell.
 * @ret: unused.
 * Return: NULL, or a complaint.
 */
const char *rt_sigreturn_check(struct fault_cell *c, long ret)
{
	const struct resumption *r = *cell_priv(c);

	(void)ret;
	if (r->token != RESUME_TOKEN)
		return complain("the second argument became %#llx", (unsigned long long)r->token);
	return check_page_around(c, 0);
}

/**
 * resumption_teardown() - fault_path.teardown: unmap the stack.
 * @c: the cell.
 */
void resumption_teardown(struct fault_cell *c)
{
	if (*cell_priv(c))
		munmap(*cell_priv(c), sizeof(struct resumption));
}

#else

static const struct answer *rt_sigreturn_probe(void)
{
	return lacks(NEED_SIGNAL_FRAME);
}

#endif

static const struct fault_path path_rt_sigreturn = {
	.name = "rt_sigreturn", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "arch/*/kernel/signal*.c: rt_sigreturn(): copy_from_user(), __get_user()",
#if HAVE_SIGNAL_FRAME
	.setup = resumption_setup, .fill = rt_sigreturn_fill, .run = rt_sigreturn_run,
	.check = rt_sigreturn_check, .teardown = resumption_teardown,
#else
	.probe = rt_sigreturn_probe,
#endif
#ifdef __aarch64__
	.flags = PATH_WORD_BY_WORD,
#endif
};

const struct matrix_row rows_sigreturn[] = {
	{ .path = &path_rt_sigreturn, .sources = sources_held_load,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ }
};
