/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where nobody has written the guest's programs yet: every cell skips.
 */
#ifndef KVM_OTHER_H
#define KVM_OTHER_H

#define GUEST_WRITTEN	false

#define DATA_PORT	0
#define FETCHED		0
#define IO_DATA		0

static void no_program(struct machine *m, uint32_t held)
{
	(void)m;
	(void)held;
}

#define program_load	no_program
#define program_store	no_program
#define program_fetch	no_program
#define program_outs	no_program
#define program_ins	no_program

static void program_fetched(uint8_t *held)
{
	(void)held;
}

static void *io_data(struct machine *m)
{
	return m->run;
}

static bool is_io(struct machine *m, int direction, unsigned int port, unsigned int size)
{
	(void)m;
	(void)direction;
	(void)port;
	(void)size;
	return false;
}

static bool guest_done(struct machine *m, uint8_t *byte)
{
	(void)m;
	*byte = 0;
	return false;
}

static int reset_vcpu(struct machine *m, bool interrupts)
{
	(void)m;
	(void)interrupts;
	return -ENOSYS;
}

static int place_tss(struct machine *m)
{
	(void)m;
	return -ENOSYS;
}

#define add_irqchip	place_tss

#endif /* KVM_OTHER_H */
