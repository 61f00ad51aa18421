// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read what the kernel wrote into a signal frame about a fault: the instruction, the kind of
 * trap and the kind of access.  There is one function for each architecture, and no other
 * file of the engine knows architectures.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:set_signal_archinfo(),
 * arch/arm64/mm/fault.c:set_thread_esr(), which both hide whether the kernel has a page;
 * arch/arm64/kernel/signal.c:setup_sigframe().
 */
#include <string.h>
#include <ucontext.h>

#include "inside.h"

#if defined(__x86_64__)

#define TRAP_STACK	12
#define TRAP_PROTECTION	13
#define TRAP_PAGE_FAULT	14
#define ERROR_PRESENT	BIT_OF(0)
#define ERROR_WRITE	BIT_OF(1)
#define ERROR_USER	BIT_OF(2)
#define ERROR_EXEC	BIT_OF(4)
#define ERROR_KEY	BIT_OF(5)

#define KERNEL_LOOKS_PRESENT	true

static void read_registers(struct fault_frame *frame, const ucontext_t *uc)
{
	const greg_t *regs = uc->uc_mcontext.gregs;

	frame->pc = regs[REG_RIP];
	frame->has_trap = true;
	frame->page_fault = regs[REG_TRAPNO] == TRAP_PAGE_FAULT;
	frame->protection = regs[REG_TRAPNO] == TRAP_PROTECTION;
	frame->stack = regs[REG_TRAPNO] == TRAP_STACK;
	frame->error = regs[REG_ERR];
	frame->present = regs[REG_ERR] & ERROR_PRESENT;
	frame->has_key = true;
	frame->key = regs[REG_ERR] & ERROR_KEY;
	frame->write = regs[REG_ERR] & ERROR_WRITE;
	frame->user = regs[REG_ERR] & ERROR_USER;
	frame->exec = regs[REG_ERR] & ERROR_EXEC;
	frame->addr = regs[REG_CR2];
}

#elif defined(__aarch64__)

/* Fields of the exception syndrome: the class, and for a data abort the write bit. */
#define ESR_CLASS(esr)		((esr) >> 26 & 0x3f)
#define CLASS_FETCH		0x20	/* from a lower level: user mode */
#define CLASS_DATA		0x24
#define ESR_WRITE		BIT_OF(6)
/* The status of a permission fault, without the level of the page table. */
#define ESR_STATUS(esr)		((esr) & 0x3c)
#define STATUS_PERMISSION	0x0c

static const struct esr_context *find_esr(const ucontext_t *uc)
{
	const uint8_t *at = uc->uc_mcontext.__reserved;
	const uint8_t *end = at + sizeof(uc->uc_mcontext.__reserved);

	while (at + sizeof(struct esr_context) <= end) {
		const struct _aarch64_ctx *head = (const void *)at;

		if (head->magic == ESR_MAGIC)
			return (const void *)at;
		if (!head->magic || !head->size)
			break;
		at += head->size;
	}
	return NULL;
}

static void read_registers(struct fault_frame *frame, const ucontext_t *uc)
{
	const struct esr_context *context = find_esr(uc);

	frame->pc = uc->uc_mcontext.pc;
	frame->addr = uc->uc_mcontext.fault_address;
	if (!context)
		return;
	frame->has_trap = true;
	frame->exec = ESR_CLASS(context->esr) == CLASS_FETCH;
	frame->page_fault = frame->exec || ESR_CLASS(context->esr) == CLASS_DATA;
	frame->user = frame->page_fault;
	frame->write = !frame->exec && context->esr & ESR_WRITE;
	frame->error = context->esr;
	frame->present = ESR_STATUS(context->esr) == STATUS_PERMISSION;
}

#elif defined(__riscv)

static void read_registers(struct fault_frame *frame, const ucontext_t *uc)
{
	frame->pc = uc->uc_mcontext.__gregs[REG_PC];
}

#else

static void read_registers(struct fault_frame *frame, const ucontext_t *uc)
{
	(void)frame;
	(void)uc;
}

#endif

#ifndef KERNEL_LOOKS_PRESENT
#define KERNEL_LOOKS_PRESENT	false
#endif

/* Does a frame say of each address of the kernel that a page is there, or that none is? */
const bool kernel_looks_present = KERNEL_LOOKS_PRESENT;

/**
 * read_frame() - read what a signal frame says about the fault.
 * @frame: filled.
 * @ucontext: third argument of the handler.
 */
void read_frame(struct fault_frame *frame, const void *ucontext)
{
	memset(frame, 0, sizeof(*frame));
	read_registers(frame, ucontext);
}
