/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A signal frame on the page, which rt_sigreturn() restores.  It leads to a stack
 * of the cell's own, and from there back into the path.  A bad frame ends in SIGSEGV.
 *
 *   run() -- sp = frame --> rt_sigreturn() -- pc, sp, arguments --> resume()    --> run()
 *                                         `-- SIGSEGV          --> bad_frame() --> run()
 *
 * The frame, and the deciding kernel code, are in sigreturn_ARCH.h.
 */
#ifndef UACCESS_SIGRETURN_H
#define UACCESS_SIGRETURN_H

#if defined(__x86_64__) || defined(__aarch64__) || (defined(__riscv) && __riscv_xlen == 64)

#define RESUME_TOKEN	0x5eed5eed5eedULL
/* A handler's frame with every register of a large CPU fits: 11 KiB. */
#define RESUME_STACK	(64 << 10)

/**
 * struct resumption - where a restored frame leads, or one that can't be restored.
 * @back: into run().
 * @token: what came out of the frame's register for a second argument.
 * @thread_pointer: the faulting thread's, where it is an ordinary register.
 * @stack: to run on until then.
 */
struct resumption {
	sigjmp_buf back;
	uint64_t token;
	void *thread_pointer;
	uint8_t stack[RESUME_STACK] __attribute__((aligned(16)));
};

/* siglongjmp() with these. */
enum { RESUMED = 1, BAD_FRAME };

static void resume(struct resumption *r, uint64_t token);

#if defined(__x86_64__)
#include "sigreturn_x86.h"
#elif defined(__aarch64__)
#include "sigreturn_arm64.h"
#else
#include "sigreturn_riscv64.h"
#endif

static void resume(struct resumption *r, uint64_t token)
{
	restore_thread_pointer(r);
	r->token = token;
	siglongjmp(r->back, RESUMED);
}

/* No register is sure to have outlived half a frame, but the other stack has. */
static void bad_frame(int signo, siginfo_t *info, void *ucontext)
{
	const ucontext_t *uc = ucontext;
	uint8_t *stack = uc->uc_stack.ss_sp;
	struct resumption *r = (void *)(stack - offsetof(struct resumption, stack));

	(void)signo;
	(void)info;
	siglongjmp(r->back, BAD_FRAME);
}

/* The stack pointer is the frame: the handler needs another one. */
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

static const struct answer *rt_sigreturn_probe(void)
{
	return NULL;
}

/* Before the fork: the frame, which the controller fills, has its addresses. */
static int resumption_setup(struct fault_cell *c)
{
	struct resumption *r = mmap(NULL, sizeof(*r), PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (r == MAP_FAILED)
		return -errno;
	*cell_priv(c) = r;
	return 0;
}

static void rt_sigreturn_fill(struct fault_cell *c, uint8_t *page)
{
	struct signal_frame *frame = buffer_in(c, page);

	memset(frame, 0, SIGNAL_FRAME_LEN);
	frame->context.uc_stack.ss_flags = SS_DISABLE;
	/* No handler before resume() has left the frame's registers. */
	sigfillset(&frame->context.uc_sigmask);
	frame_leads_to_resume(frame, *cell_priv(c));
}

static long rt_sigreturn_run(struct fault_cell *c)
{
	struct resumption *r = *cell_priv(c);

	keep_thread_pointer(r);
	catch_bad_frame(r);
	switch (sigsetjmp(r->back, 1)) {
	case RESUMED:
		return 0;
	case BAD_FRAME:
		return -EFAULT;
	default:
		return_to_frame(cell_buf(c));
	}
}

static const char *rt_sigreturn_check(struct fault_cell *c, long ret)
{
	const struct resumption *r = *cell_priv(c);

	(void)ret;
	if (r->token != RESUME_TOKEN)
		return complain("the second argument became %#llx", (unsigned long long)r->token);
	return check_page_around(c, 0);
}

static void resumption_teardown(struct fault_cell *c)
{
	if (*cell_priv(c))
		munmap(*cell_priv(c), sizeof(struct resumption));
}

#else

static const struct answer *rt_sigreturn_probe(void)
{
	return lacks(NEED_SIGNAL_FRAME);
}

#define resumption_setup	NULL
#define rt_sigreturn_fill	NULL
#define rt_sigreturn_run	NULL
#define rt_sigreturn_check	NULL
#define resumption_teardown	NULL

#endif

FAULT_PATH(rt_sigreturn, SOURCES_HELD_LOAD, STIMULI_SIGNALS) = {
	.name = "rt_sigreturn", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "arch/*/kernel/signal*.c: rt_sigreturn(): copy_from_user(), __get_user()",
	.probe = rt_sigreturn_probe,
	.setup = resumption_setup, .fill = rt_sigreturn_fill, .run = rt_sigreturn_run,
	.check = rt_sigreturn_check, .teardown = resumption_teardown,
};

FAULT_PATH_FAILS(rt_sigreturn, SOURCES_FAILING_KERNEL)

#endif /* UACCESS_SIGRETURN_H */
