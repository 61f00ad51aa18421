/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A signal frame that leads to a place of ours: see sigreturn.c. An architecture is a file
 * sigreturn_ARCH.c with its signal_frame, and a word in the list here.
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

/**
 * struct signal_frame - the kernel's struct rt_sigframe of an architecture.
 * @len: bytes of it that the kernel reads, if all behind the context is left out.
 * @context: where its ucontext_t begins.
 * @lead: set the registers of a frame that is cleared: to resume(), on the resumption's
 *	  stack, with the resumption and RESUME_TOKEN as arguments.
 * @go: call rt_sigreturn() for this frame.
 * @keep_thread_pointer: NULL, or note in the resumption what the frame can't know.
 * @restore_thread_pointer: NULL, or the way back.
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

#endif /* FAULTSIG_UACCESS_SIGRETURN_H */
