/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest's processor and its programs: x86.c, or other.c for architectures without them.
 * A program ends with an OUT of the first byte that it found in the page, or stored there.
 */
#ifndef KVM_PROCESSOR_H
#define KVM_PROCESSOR_H

#include "machine.h"

#define DATA_PORT	0x11		/* port of the string I/O */
#define FETCHED		0x1d2c3b4aU	/* the immediate of the instruction that is fetched */
#define IO_DATA		0x5c6d7e0fU	/* data that the port returns */

enum guest_program {
	PROGRAM_LOAD,		/* loads a byte, which stalls, then copies the buffer */
	PROGRAM_STORE,		/* stores a byte, which stalls, then the payload */
	PROGRAM_FETCH,		/* jumps to the page: see program_fetched() */
	PROGRAM_OUTS,		/* string I/O: KVM's emulator reads the page */
	PROGRAM_INS,		/* string I/O: KVM's emulator writes the page */
};

extern const bool guest_written;

void program_write(struct machine *m, enum guest_program program, uint32_t held);
void program_fetched(uint8_t *held);
void *guest_io_data(struct machine *m);
bool guest_is_io(struct machine *m, int direction, unsigned int port, unsigned int size);
bool guest_done(struct machine *m, uint8_t *byte);
int vcpu_reset(struct machine *m, bool interrupts);
int machine_place_tss(struct machine *m);
int machine_add_irqchip(struct machine *m);

#endif /* KVM_PROCESSOR_H */
