// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's processor and programs on x86: 32-bit protected mode, flat, no paging,
 * no interrupts.  A program ends with an OUT to DONE_PORT of the first byte that it found
 * in the page, or stored there.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "processor.h"

#ifdef __x86_64__

#define DONE_PORT	0x10

#define CR0_PE		1
#define RFLAGS_FIXED	0x2
#define RFLAGS_IF	0x200

const bool guest_written = true;

/* struct code - a program being written. */
struct code {
	uint8_t *at;
};

static void emit(struct code *code, const char *bytes, size_t n)
{
	memcpy(code->at, bytes, n);
	code->at += n;
}

/* Emit an instruction and its 32-bit immediate or address. */
static void emit_imm(struct code *code, const char *bytes, size_t n, uint32_t imm)
{
	emit(code, bytes, n);
	emit(code, (const char *)&imm, sizeof(imm));
}

#define EMIT(code, bytes)	emit(code, bytes, sizeof(bytes) - 1)
#define EMIT_IMM(code, bytes, imm) emit_imm(code, bytes, sizeof(bytes) - 1, imm)
#define DATA(member)	(GUEST_DATA + offsetof(struct guest_data, member))

static struct code begin(struct machine *m)
{
	struct code code = { .at = m->ram + GUEST_CODE };

	EMIT_IMM(&code, "\xff\x05", DATA(entered));	/* inc dword [entered] */
	return code;
}

static void end(struct code *code)
{
	EMIT(code, "\xe6\x10");				/* out DONE_PORT, al */
	EMIT(code, "\xf4");				/* hlt */
}

/* Load a byte, which stalls, then copy the buffer. */
static void program_load(struct machine *m, uint32_t held)
{
	struct code code = begin(m);

	EMIT_IMM(&code, "\xbe", held);	/* mov esi, held */
	EMIT_IMM(&code, "\xbf", DATA(copy));		/* mov edi, copy */
	EMIT_IMM(&code, "\xb9", FAULT_LEN);		/* mov ecx, len */
	EMIT(&code, "\x8a\x06");			/* mov al, [esi] */
	EMIT(&code, "\xf3\xa4");			/* rep movsb */
	end(&code);
}

/* Store a byte, which stalls, then the payload. */
static void program_store(struct machine *m, uint32_t held)
{
	struct code code = begin(m);

	EMIT_IMM(&code, "\xbe", DATA(payload));		/* mov esi, payload */
	EMIT_IMM(&code, "\xbf", held);	/* mov edi, held */
	EMIT_IMM(&code, "\xb9", FAULT_LEN);		/* mov ecx, len */
	EMIT(&code, "\x8a\x06");			/* mov al, [esi] */
	EMIT(&code, "\x88\x07");			/* mov [edi], al */
	EMIT(&code, "\xf3\xa4");			/* rep movsb */
	end(&code);
}

static void program_fetch(struct machine *m, uint32_t held)
{
	struct code code = begin(m);

	EMIT_IMM(&code, "\xbb", held);	/* mov ebx, held */
	EMIT(&code, "\xff\xe3");			/* jmp ebx */
}

/**
 * program_fetched() - write the code in the page to which PROGRAM_FETCH jumps.
 * @held: the page's bytes, from the target of the jump.
 */
void program_fetched(uint8_t *held)
{
	struct code code = { .at = held };

	EMIT_IMM(&code, "\xb8", FETCHED);		/* mov eax, FETCHED */
	EMIT_IMM(&code, "\xa3", DATA(copy));		/* mov [copy], eax */
	end(&code);
}

/* String I/O: KVM itself reads or writes the page, by its emulator. */
static void program_outs(struct machine *m, uint32_t held)
{
	struct code code = begin(m);

	EMIT_IMM(&code, "\xbe", held);	/* mov esi, held */
	EMIT_IMM(&code, "\xba", DATA_PORT);		/* mov edx, DATA_PORT */
	EMIT(&code, "\x6f");				/* outsd */
	end(&code);
}

static void program_ins(struct machine *m, uint32_t held)
{
	struct code code = begin(m);

	EMIT_IMM(&code, "\xbf", held);	/* mov edi, held */
	EMIT_IMM(&code, "\xba", DATA_PORT);		/* mov edx, DATA_PORT */
	EMIT(&code, "\x6d");				/* insd */
	EMIT(&code, "\xb0\x0f");			/* mov al, low byte of IO_DATA */
	end(&code);
}

static void (*const programs[])(struct machine *m, uint32_t held) = {
	[PROGRAM_LOAD] = program_load,
	[PROGRAM_STORE] = program_store,
	[PROGRAM_FETCH] = program_fetch,
	[PROGRAM_OUTS] = program_outs,
	[PROGRAM_INS] = program_ins,
};

/**
 * program_write() - write a program to GUEST_CODE.
 * @m: the machine.
 * @program: the program.
 * @held: the address that it accesses, physical.
 */
void program_write(struct machine *m, enum guest_program program, uint32_t held)
{
	programs[program](m, held);
}

/**
 * guest_io_data() - find the bytes of the guest's last OUT, or of its pending IN.
 * @m: the machine.
 * Return: the bytes, in the vCPU's page.
 */
void *guest_io_data(struct machine *m)
{
	return (uint8_t *)m->run + m->run->io.data_offset;
}

/**
 * guest_is_io() - tell whether KVM_RUN ended with this I/O, of one item.
 * @m: the machine.
 * @direction: KVM_EXIT_IO_*.
 * @port: the port.
 * @size: its bytes.
 * Return: true if so.
 */
bool guest_is_io(struct machine *m, int direction, unsigned int port, unsigned int size)
{
	return m->run->exit_reason == KVM_EXIT_IO && m->run->io.direction == direction &&
	       m->run->io.port == port && m->run->io.size == size && m->run->io.count == 1;
}

/**
 * guest_done() - tell whether the guest came to the end of its program.
 * @m: the machine.
 * @byte: out: the byte that it reports there.
 * Return: true if so.
 */
bool guest_done(struct machine *m, uint8_t *byte)
{
	if (!guest_is_io(m, KVM_EXIT_IO_OUT, DONE_PORT, 1))
		return false;
	*byte = *(uint8_t *)guest_io_data(m);
	return true;
}

static struct kvm_segment flat(unsigned int selector, unsigned int type)
{
	return (struct kvm_segment) {
		.limit = 0xffffffff, .selector = selector, .type = type,
		.present = 1, .db = 1, .s = 1, .g = 1,
	};
}

/**
 * vcpu_reset() - put the vCPU at the beginning of the program, and start the machine.
 * @m: the machine.
 * @interrupts: let interrupts in.
 * Return: 0 or -errno.
 */
int vcpu_reset(struct machine *m, bool interrupts)
{
	struct kvm_regs regs = {
		.rip = GUEST_CODE,
		.rflags = RFLAGS_FIXED | (interrupts ? RFLAGS_IF : 0),
	};
	struct kvm_sregs sregs;

	if (ioctl(m->vcpu, KVM_GET_SREGS, &sregs))
		return -errno;
	sregs.cr0 |= CR0_PE;
	sregs.cs = flat(8, 11);
	sregs.ds = flat(16, 3);
	sregs.es = sregs.ds;
	sregs.ss = sregs.ds;
	if (ioctl(m->vcpu, KVM_SET_SREGS, &sregs) || ioctl(m->vcpu, KVM_SET_REGS, &regs))
		return -errno;
	return machine_start(m);
}

/**
 * machine_place_tss() - set the address of the TSS, which Intel without unrestricted guests
 *			 needs and others ignore.
 * @m: the machine.
 * Return: 0.
 */
int machine_place_tss(struct machine *m)
{
	ioctl(m->vm, KVM_SET_TSS_ADDR, 0xfffbd000UL);
	return 0;
}

/**
 * machine_add_irqchip() - place the TSS, and add an interrupt controller in the kernel.
 * @m: the machine.
 * Return: 0 or -errno.
 */
int machine_add_irqchip(struct machine *m)
{
	machine_place_tss(m);
	return ioctl(m->vm, KVM_CREATE_IRQCHIP, 0) ? -errno : 0;
}

#endif /* __x86_64__ */
