/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory at the other side of the copy, opposite the page that stalls: the
 * victim's own, which the controller sees too, or another process's.
 */
#ifndef FAULTSIG_PROCESS_VM_OTHER_SIDE_H
#define FAULTSIG_PROCESS_VM_OTHER_SIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct fault_cell;

/* Space for FAULT_LEN and two pages; a page of payload follows. */
#define OTHER_LEN	(3 * small_page())

/* A byte that is neither in the payload nor in any page: nothing was written here. */
#define UNTOUCHED	0x33

/**
 * struct other_side - the memory the call copies to or from.
 * @buf: the same address in controller, victim and peer: OTHER_LEN bytes.
 * @ahead: payload, for an iovec element that does not fault.
 * @peer: target of the call, 0 if that is the victim itself.
 * @in_peer: the memory is the peer's, and the victim's own at @buf stays as it is.
 * @mem: /proc/PEER/mem, or -1.
 * @become: NULL, or the peer, its source armed: the last thing to do. 0 or -errno.
 */
struct other_side {
	uint8_t *buf;
	uint8_t *ahead;
	pid_t peer;
	bool in_peer;
	int mem;
	int (*become)(struct fault_cell *c);
};

struct other_side *other_side(struct fault_cell *c);
int other_side_map(struct fault_cell *c, bool in_peer);
void other_side_teardown(struct fault_cell *c);

/* Functions for calls that write to the other side. */
int vm_sink_setup(struct fault_cell *c);
const char *vm_sink_check(struct fault_cell *c, long ret);
const char *vm_sink_conserve(struct fault_cell *c, long moved);
const char *vm_sink_conserve_behind(struct fault_cell *c, size_t ahead, size_t moved);

/* Functions for calls that read from the other side. */
int vm_origin_setup(struct fault_cell *c);
const char *vm_origin_check(struct fault_cell *c, long ret);

/* Functions for the side that stalls. */
size_t vm_known_part(struct fault_cell *c, size_t len);
const char *vm_check_page(struct fault_cell *c, size_t len);

#endif /* FAULTSIG_PROCESS_VM_OTHER_SIDE_H */
