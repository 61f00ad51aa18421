// SPDX-License-Identifier: GPL-2.0-only
/*
 * arm64: the signal frame that leads to sigreturn_resume(), and the way to it.
 *
 * Deciding kernel code: arch/arm64/kernel/signal.c: rt_sigreturn(),
 * restore_sigframe(), parse_user_sigframe().
 */
#include "sigreturn.h"

#ifdef __aarch64__
#include <signal.h>
#include <sys/syscall.h>

struct rt_sigframe {
	siginfo_t info;
	ucontext_t context;
};

/* The kernel reads the reserved space for registers up to a record of no length. */
#define FRAME_LEN	(offsetof(struct rt_sigframe, context.uc_mcontext.__reserved) + \
			 sizeof(struct fpsimd_context) + sizeof(struct _aarch64_ctx))

static void lead(ucontext_t *context, struct resumption *r)
{
	mcontext_t *regs = &context->uc_mcontext;
	struct _aarch64_ctx *record = (void *)regs->__reserved;

	regs->pc = (uintptr_t)sigreturn_resume;
	regs->sp = (uintptr_t)(r->stack + RESUME_STACK);
	regs->regs[0] = (uintptr_t)r;
	regs->regs[1] = RESUME_TOKEN;
	record->magic = FPSIMD_MAGIC;
	record->size = sizeof(struct fpsimd_context);
}

static void __attribute__((noreturn)) go(const uint8_t *frame)
{
	register long nr asm("x8") = SYS_rt_sigreturn;

	asm volatile("mov sp, %0\n\t"
		     "svc #0\n\t"
		     "udf #0"
		     : : "r"(frame), "r"(nr) : "memory");
	__builtin_unreachable();
}

/* The frame has no thread pointer, so that none is lost. */
const struct signal_frame signal_frame = {
	.len = FRAME_LEN, .context = offsetof(struct rt_sigframe, context),
	.lead = lead, .go = go,
};

#endif /* __aarch64__ */
