// SPDX-License-Identifier: GPL-2.0-only
/*
 * x86-64: the signal frame that leads to sigreturn_resume(), and the way to it.
 *
 * Deciding kernel code: arch/x86/kernel/signal_64.c: rt_sigreturn(),
 * restore_sigcontext(); arch/x86/kernel/signal.c:signal_fault().
 */
#include "sigreturn.h"

#ifdef __x86_64__
#include <sys/syscall.h>

#define USER_CS		0x33
#define USER_SS		0x2b
#define INTERRUPTS_ON	0x202
/* Flags that make the frame's ss valid (UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS). */
#define RESTORE_SS	0x6

/* The part of the kernel's struct rt_sigframe that the system call reads. */
struct rt_sigframe {
	void *return_address;
	ucontext_t context;
};

static void lead(ucontext_t *context, struct resumption *r)
{
	greg_t *regs = context->uc_mcontext.gregs;

	context->uc_flags = RESTORE_SS;
	regs[REG_RIP] = (greg_t)sigreturn_resume;
	/* Align the stack as after a call, which puts a return address there. */
	regs[REG_RSP] = (greg_t)(r->stack + RESUME_STACK - sizeof(void *));
	regs[REG_RDI] = (greg_t)r;
	regs[REG_RSI] = RESUME_TOKEN;
	regs[REG_EFL] = INTERRUPTS_ON;
	regs[REG_CSGSFS] = USER_CS | (greg_t)USER_SS << 48;
}

static void __attribute__((noreturn)) go(const uint8_t *frame)
{
	/* The handler's return has popped the return address. */
	asm volatile("mov %0, %%rsp\n\t"
		     "syscall\n\t"
		     "ud2"
		     : : "r"(frame + offsetof(struct rt_sigframe, context)),
			 "a"(SYS_rt_sigreturn) : "memory");
	__builtin_unreachable();
}

const struct signal_frame signal_frame = {
	.len = sizeof(struct rt_sigframe), .context = offsetof(struct rt_sigframe, context),
	.lead = lead, .go = go,
};

#endif /* __x86_64__ */
