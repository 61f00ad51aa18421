/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts for the controls: rig.c. */
#ifndef FAULTSIG_CONTROLS_RIG_H
#define FAULTSIG_CONTROLS_RIG_H

#include <linux/userfaultfd.h>
#include <stdatomic.h>

#include "engine.h"
#include "uffd.h"

/**
 * struct rig - memory shared by controller, victim and peers of one cell.
 * @go: futex: the misbehaviour may begin.
 * @held: futex: a peer or sibling is where it has to be.
 * @copy: bytes that the path took from the page.
 * @wakes: number of spurious wakes so far.
 * @peer: a child of the controller, or 0.
 * @let_go: eventfd, inherited by all processes, that ends the peer.
 */
struct rig {
	_Atomic uint32_t go;
	_Atomic uint32_t held;
	uint8_t copy[FAULT_LEN];
	unsigned int wakes;
	pid_t peer;
	int let_go;
};

struct rig *rig_of(struct fault_cell *c);
int rig_setup(struct fault_cell *c);
void rig_teardown(struct fault_cell *c);
void rig_await(_Atomic uint32_t *flag);
void rig_burn_cpu(uint64_t ns);
int rig_fork_peer(struct fault_cell *c);
void rig_let_peer_go(struct fault_cell *c);
void rig_reap_peer(struct fault_cell *c);
int rig_start_sibling(void *(*function)(void *arg), struct fault_cell *c);
void rig_after_judgement(void (*undo)(void));
void rig_undo(void);

/* The well-behaved victims. A control differs from one of them in one thing. */
extern const struct fault_path path_good_gup;
extern const struct fault_path path_good_load;
extern const struct fault_path path_good_pipe;

long rig_vm_read(struct fault_cell *c, size_t len);
long rig_gup_run(struct fault_cell *c);
const char *rig_gup_check(struct fault_cell *c, long ret);
void rig_load_byte(struct fault_cell *c);
long rig_load_run(struct fault_cell *c);
const char *rig_load_check(struct fault_cell *c, long ret);
long rig_pipe_run(struct fault_cell *c);

/* Parts of the initialiser of a path in get_user_pages(), or of a user-mode load. */
#define GUP_VICTIM \
	.class = PATH_GUP, .access = FAULT_LOAD, .ok = FAULT_LEN, \
	.decides = "mm/process_vm_access.c:process_vm_rw_single_vec()"
#define USER_VICTIM \
	.class = PATH_USER, .access = FAULT_LOAD, \
	.decides = "arch/x86/mm/fault.c:do_user_addr_fault()"

/* The operations of uffd_missing_anon, for a source that differs in one of them. */
const struct answer *held_probe(const struct fault_source *source, bool user_mode);
int held_prepare(struct fault_region *r);
int held_arm(struct fault_region *r);
int held_next(struct fault_region *r, struct fault_event *event);
int held_release(struct fault_region *r);
int held_wake(struct fault_region *r);
int held_hold_more(struct fault_region *r, const void *page);

int release_nobody(struct fault_region *r);
int wake_nobody(struct fault_region *r);

#define HELD_SOURCE	.backing = BACKING_ANON, .own = &uffd_missing

/* Find the cell of a region, for sources that do more than a source may know. */
static inline struct fault_cell *cell_of(struct fault_region *r)
{
	return (struct fault_cell *)((char *)r - offsetof(struct fault_cell, region));
}

#endif /* FAULTSIG_CONTROLS_RIG_H */
