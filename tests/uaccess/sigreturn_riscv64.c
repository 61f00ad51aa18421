// SPDX-License-Identifier: GPL-2.0-only
/*
 * riscv64: the signal frame that leads to sigreturn_resume(), and the way to it.
 *
 * Deciding kernel code: arch/riscv/kernel/signal.c: rt_sigreturn(),
 * restore_sigcontext().
 */
#include "sigreturn.h"

#if defined(__riscv) && __riscv_xlen == 64
#include <signal.h>
#include <sys/syscall.h>

/* Registers for which <sys/ucontext.h> has no name, as it has REG_PC, REG_SP and others. */
#define REG_GP	3
#define REG_A1	(REG_A0 + 1)

struct rt_sigframe {
	siginfo_t info;
	ucontext_t context;
};

static unsigned long global_pointer(void)
{
	unsigned long gp;

	asm("mv %0, gp" : "=r"(gp));
	return gp;
}

static void lead(ucontext_t *context, struct resumption *r)
{
	unsigned long *regs = context->uc_mcontext.__gregs;

	regs[REG_PC] = (uintptr_t)sigreturn_resume;
	regs[REG_SP] = (uintptr_t)(r->stack + RESUME_STACK);
	regs[REG_GP] = global_pointer();
	regs[REG_A0] = (uintptr_t)r;
	regs[REG_A1] = RESUME_TOKEN;
}

/* Note the thread pointer: the frame is filled before the thread exists. */
static void keep_thread_pointer(struct resumption *r)
{
	r->thread_pointer = __builtin_thread_pointer();
}

static void restore_thread_pointer(const struct resumption *r)
{
	asm volatile("mv tp, %0" : : "r"(r->thread_pointer) : "memory");
}

static void __attribute__((noreturn)) go(const uint8_t *frame)
{
	register long nr asm("a7") = SYS_rt_sigreturn;

	asm volatile("mv sp, %0\n\t"
		     "ecall\n\t"
		     "unimp"
		     : : "r"(frame), "r"(nr) : "memory");
	__builtin_unreachable();
}

const struct signal_frame signal_frame = {
	.len = sizeof(struct rt_sigframe), .context = offsetof(struct rt_sigframe, context),
	.lead = lead, .go = go,
	.keep_thread_pointer = keep_thread_pointer,
	.restore_thread_pointer = restore_thread_pointer,
};

#endif /* riscv64 */
