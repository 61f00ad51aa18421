/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arm64: the signal frame that leads to resume(), and the way to it.
 *
 * Deciding kernel code: arch/arm64/kernel/signal.c: rt_sigreturn(),
 * restore_sigframe(), parse_user_sigframe().
 */
#ifndef UACCESS_SIGRETURN_ARM64_H
#define UACCESS_SIGRETURN_ARM64_H

/* The kernel's struct rt_sigframe. */
struct signal_frame {
	siginfo_t info;
	ucontext_t context;
};

/* Of the room for registers the kernel reads up to a record of no length. */
#define SIGNAL_FRAME_LEN	(offsetof(struct signal_frame, context.uc_mcontext.__reserved) + \
				 sizeof(struct fpsimd_context) + sizeof(struct _aarch64_ctx))

static void frame_leads_to_resume(struct signal_frame *frame, struct resumption *r)
{
	mcontext_t *regs = &frame->context.uc_mcontext;
	struct _aarch64_ctx *record = (void *)regs->__reserved;

	regs->pc = (uintptr_t)resume;
	regs->sp = (uintptr_t)(r->stack + RESUME_STACK);
	regs->regs[0] = (uintptr_t)r;
	regs->regs[1] = RESUME_TOKEN;
	record->magic = FPSIMD_MAGIC;
	record->size = sizeof(struct fpsimd_context);
}

/* The thread pointer is no register of the frame. */
static void keep_thread_pointer(struct resumption *r)
{
	(void)r;
}

static void restore_thread_pointer(const struct resumption *r)
{
	(void)r;
}

static void __attribute__((noreturn)) return_to_frame(const struct signal_frame *frame)
{
	register long nr asm("x8") = SYS_rt_sigreturn;

	asm volatile("mov sp, %0\n\t"
		     "svc #0\n\t"
		     "udf #0"
		     : : "r"(frame), "r"(nr) : "memory");
	__builtin_unreachable();
}

#endif /* UACCESS_SIGRETURN_ARM64_H */
