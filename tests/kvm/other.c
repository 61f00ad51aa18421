// SPDX-License-Identifier: GPL-2.0-only
/*
 * Architectures without programs for the guest: every cell skips.
 */
#include <errno.h>

#include "processor.h"

#ifndef __x86_64__

const bool guest_written;

void program_write(struct machine *m, enum guest_program program, uint32_t held)
{
	(void)m;
	(void)program;
	(void)held;
}

void program_fetched(uint8_t *held)
{
	(void)held;
}

void *guest_io_data(struct machine *m)
{
	return m->run;
}

bool guest_is_io(struct machine *m, int direction, unsigned int port, unsigned int size)
{
	(void)m;
	(void)direction;
	(void)port;
	(void)size;
	return false;
}

bool guest_done(struct machine *m, uint8_t *byte)
{
	(void)m;
	*byte = 0;
	return false;
}

int vcpu_reset(struct machine *m, bool interrupts)
{
	(void)m;
	(void)interrupts;
	return -ENOSYS;
}

int machine_place_tss(struct machine *m)
{
	(void)m;
	return -ENOSYS;
}

int machine_add_irqchip(struct machine *m)
{
	(void)m;
	return -ENOSYS;
}

#endif /* __x86_64__ */
