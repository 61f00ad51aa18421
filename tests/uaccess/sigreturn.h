/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A signal frame on the page, which rt_sigreturn() restores.  It leads to a stack
 * of the cell's own, and from there back into the path.  A bad frame ends in SIGSEGV.
 *
 *   run() -- rsp = frame --> rt_sigreturn() -- rip, rsp, rdi --> resume()    --> run()
 *                                          `-- SIGSEGV, rdi  --> bad_frame() --> run()
 *
 * Deciding kernel code: arch/x86/kernel/signal_64.c: rt_sigreturn(),
 * restore_sigcontext(); arch/x86/kernel/signal.c:signal_fault().
 */
#ifndef UACCESS_SIGRETURN_H
#define UACCESS_SIGRETURN_H

#ifdef __x86_64__

#define USER_CS		0x33
#define USER_SS		0x2b
#define INTERRUPTS_ON	0x202
/* The frame's ss counts (UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS). */
#define RESTORE_SS	0x6
#define RESUME_TOKEN	0x5eed5eed5eedULL
/* A handler's frame with every register of a large CPU fits: 11 KiB. */
#define RESUME_STACK	(64 << 10)

/* The kernel's struct rt_sigframe, as far as the system call reads it. */
struct signal_frame {
	void *return_address;
	ucontext_t context;
};

/**
 * struct resumption - where a restored frame leads, or one that can't be restored.
 * @back: into run().
 * @token: what came out of the frame's rsi.
 * @stack: to run on until then.
 */
struct resumption {
	sigjmp_buf back;
	uint64_t token;
	uint8_t stack[RESUME_STACK] __attribute__((aligned(16)));
};

/* siglongjmp() with these. */
enum { RESUMED = 1, BAD_FRAME };

static void resume(struct resumption *r, uint64_t token)
{
	r->token = token;
	siglongjmp(r->back, RESUMED);
}

static void bad_frame(int signo, siginfo_t *info, void *ucontext)
{
	const ucontext_t *uc = ucontext;
	struct resumption *r = (struct resumption *)uc->uc_mcontext.gregs[REG_RDI];

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

static const char *rt_sigreturn_probe(void)
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
	greg_t *regs = frame->context.uc_mcontext.gregs;
	struct resumption *r = *cell_priv(c);

	memset(frame, 0, sizeof(*frame));
	frame->context.uc_flags = RESTORE_SS;
	frame->context.uc_stack.ss_flags = SS_DISABLE;
	regs[REG_RIP] = (greg_t)resume;
	/* As if called: a return address is on the stack. */
	regs[REG_RSP] = (greg_t)(r->stack + RESUME_STACK - sizeof(void *));
	regs[REG_RDI] = (greg_t)r;
	regs[REG_RSI] = RESUME_TOKEN;
	regs[REG_EFL] = INTERRUPTS_ON;
	regs[REG_CSGSFS] = USER_CS | (greg_t)USER_SS << 48;
}

static void __attribute__((noreturn))
return_to_frame(const struct signal_frame *frame, struct resumption *r)
{
	/* The handler's return has popped the return address. */
	asm volatile("mov %0, %%rsp\n\t"
		     "syscall\n\t"
		     "ud2"
		     : : "r"(&frame->context), "a"(SYS_rt_sigreturn), "D"(r) : "memory");
	__builtin_unreachable();
}

static long rt_sigreturn_run(struct fault_cell *c)
{
	struct resumption *r = *cell_priv(c);

	catch_bad_frame(r);
	switch (sigsetjmp(r->back, 1)) {
	case RESUMED:
		return 0;
	case BAD_FRAME:
		return -EFAULT;
	default:
		return_to_frame(cell_buf(c), r);
	}
}

static const char *rt_sigreturn_check(struct fault_cell *c, long ret)
{
	const struct resumption *r = *cell_priv(c);

	(void)ret;
	if (r->token != RESUME_TOKEN)
		return complain("rsi became %#llx", (unsigned long long)r->token);
	return check_page_around(c, 0);
}

static void resumption_teardown(struct fault_cell *c)
{
	if (*cell_priv(c))
		munmap(*cell_priv(c), sizeof(struct resumption));
}

#else

static const char *rt_sigreturn_probe(void)
{
	return "needs a signal frame of this architecture";
}

#define resumption_setup	NULL
#define rt_sigreturn_fill	NULL
#define rt_sigreturn_run	NULL
#define rt_sigreturn_check	NULL
#define resumption_teardown	NULL

#endif

FAULT_PATH(rt_sigreturn, SOURCES_HELD_LOAD, STIMULI_SIGNALS) = {
	.name = "rt_sigreturn", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "arch/x86/kernel/signal_64.c: rt_sigreturn(): __get_user()",
	.probe = rt_sigreturn_probe,
	.setup = resumption_setup, .fill = rt_sigreturn_fill, .run = rt_sigreturn_run,
	.check = rt_sigreturn_check, .teardown = resumption_teardown,
};

FAULT_PATH_FAILS(rt_sigreturn, SOURCES_FAILING_KERNEL)

#endif /* UACCESS_SIGRETURN_H */
