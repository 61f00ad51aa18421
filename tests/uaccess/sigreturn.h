/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A signal frame that leads to a function of the suite: sigreturn.c. Each architecture has a
 * file sigreturn_ARCH.c with its signal_frame, and a word in the list here.
 */
#ifndef FAULTSIG_UACCESS_SIGRETURN_H
#define FAULTSIG_UACCESS_SIGRETURN_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#if defined(__x86_64__) || defined(__aarch64__) || (defined(__riscv) && __riscv_xlen == 64)
#define HAVE_SIGNAL_FRAME	1
#else
#define HAVE_SIGNAL_FRAME	0
#endif

struct fault_cell;

#define RESUME_TOKEN	0x5eed5eed5eedULL
/* Bytes of the stack; a handler's frame with the registers of a large CPU takes 11 KiB. */
#define RESUME_STACK	(64 << 10)

/**
 * struct resumption - the way back from a restored frame, or from one that can't be restored.
 * @back: jumps into run().
 * @token: value that came out of the frame's register for the second argument.
 * @thread_pointer: of the faulting thread, where it is an ordinary register.
 * @stack: stack to run on until then.
 */
struct resumption {
	sigjmp_buf back;
	uint64_t token;
	void *thread_pointer;
	uint8_t stack[RESUME_STACK] __attribute__((aligned(16)));
};

/**
 * struct signal_frame - the kernel's struct rt_sigframe of an architecture.
 * @len: bytes of it that the kernel reads, if everything behind the context is left out.
 * @context: offset of its ucontext_t.
 * @lead: set the registers of a cleared frame so that it leads to sigreturn_resume(), on the
 *	  resumption's stack, with the resumption and RESUME_TOKEN as arguments.
 * @go: call rt_sigreturn() for this frame.
 * @keep_thread_pointer: NULL, or note in the resumption the thread pointer, if the frame is
 *			 filled before it is known.
 * @restore_thread_pointer: NULL, or set it again.
 */
struct signal_frame {
	size_t len;
	size_t context;
	void (*lead)(ucontext_t *context, struct resumption *r);
	void (*go)(const uint8_t *frame) __attribute__((noreturn));
	void (*keep_thread_pointer)(struct resumption *r);
	void (*restore_thread_pointer)(const struct resumption *r);
};

/* sigreturn_ARCH.c */
extern const struct signal_frame signal_frame;

/* sigreturn.c */
void sigreturn_resume(struct resumption *r, uint64_t token);
int resumption_setup(struct fault_cell *c);
ucontext_t *resumption_frame(struct resumption *r, uint8_t *frame);
long resumption_run(struct resumption *r, const uint8_t *frame);
const char *rt_sigreturn_check(struct fault_cell *c, long ret);
void resumption_teardown(struct fault_cell *c);

#endif /* FAULTSIG_UACCESS_SIGRETURN_H */
