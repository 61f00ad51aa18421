/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * riscv64: the signal frame that leads to resume(), and the way to it.
 *
 * Deciding kernel code: arch/riscv/kernel/signal.c: rt_sigreturn(),
 * restore_sigcontext().
 */
#ifndef UACCESS_SIGRETURN_RISCV64_H
#define UACCESS_SIGRETURN_RISCV64_H

/* Of REG_PC, REG_SP and so on in <sys/ucontext.h> these have no name. */
#define REG_GP	3
#define REG_A1	(REG_A0 + 1)

/* The kernel's struct rt_sigframe. */
struct signal_frame {
	siginfo_t info;
	ucontext_t context;
};

#define SIGNAL_FRAME_LEN	sizeof(struct signal_frame)

static unsigned long global_pointer(void)
{
	unsigned long gp;

	asm("mv %0, gp" : "=r"(gp));
	return gp;
}

static void frame_leads_to_resume(struct signal_frame *frame, struct resumption *r)
{
	unsigned long *regs = frame->context.uc_mcontext.__gregs;

	regs[REG_PC] = (uintptr_t)resume;
	regs[REG_SP] = (uintptr_t)(r->stack + RESUME_STACK);
	regs[REG_GP] = global_pointer();
	regs[REG_A0] = (uintptr_t)r;
	regs[REG_A1] = RESUME_TOKEN;
}

/* The frame is filled before the thread is there. */
static void keep_thread_pointer(struct resumption *r)
{
	r->thread_pointer = __builtin_thread_pointer();
}

static void restore_thread_pointer(const struct resumption *r)
{
	asm volatile("mv tp, %0" : : "r"(r->thread_pointer) : "memory");
}

static void __attribute__((noreturn)) return_to_frame(const struct signal_frame *frame)
{
	register long nr asm("a7") = SYS_rt_sigreturn;

	asm volatile("mv sp, %0\n\t"
		     "ecall\n\t"
		     "unimp"
		     : : "r"(frame), "r"(nr) : "memory");
	__builtin_unreachable();
}

#endif /* UACCESS_SIGRETURN_RISCV64_H */
