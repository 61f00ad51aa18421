/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86-64: the signal frame that leads to resume(), and the way to it.
 *
 * Deciding kernel code: arch/x86/kernel/signal_64.c: rt_sigreturn(),
 * restore_sigcontext(); arch/x86/kernel/signal.c:signal_fault().
 */
#ifndef UACCESS_SIGRETURN_X86_H
#define UACCESS_SIGRETURN_X86_H

#define USER_CS		0x33
#define USER_SS		0x2b
#define INTERRUPTS_ON	0x202
/* The frame's ss counts (UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS). */
#define RESTORE_SS	0x6

/* The kernel's struct rt_sigframe, as far as the system call reads it. */
struct signal_frame {
	void *return_address;
	ucontext_t context;
};

#define SIGNAL_FRAME_LEN	sizeof(struct signal_frame)

static void frame_leads_to_resume(struct signal_frame *frame, struct resumption *r)
{
	greg_t *regs = frame->context.uc_mcontext.gregs;

	frame->context.uc_flags = RESTORE_SS;
	regs[REG_RIP] = (greg_t)resume;
	/* As if called: a return address is on the stack. */
	regs[REG_RSP] = (greg_t)(r->stack + RESUME_STACK - sizeof(void *));
	regs[REG_RDI] = (greg_t)r;
	regs[REG_RSI] = RESUME_TOKEN;
	regs[REG_EFL] = INTERRUPTS_ON;
	regs[REG_CSGSFS] = USER_CS | (greg_t)USER_SS << 48;
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
	/* The handler's return has popped the return address. */
	asm volatile("mov %0, %%rsp\n\t"
		     "syscall\n\t"
		     "ud2"
		     : : "r"(&frame->context), "a"(SYS_rt_sigreturn) : "memory");
	__builtin_unreachable();
}

#endif /* UACCESS_SIGRETURN_X86_H */
