/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process_vm_readv() and process_vm_writev(), and their results if a page can't be had. The
 * other side names the target, so the paths of the calling process and those of a peer use
 * the same calls.
 */
#ifndef FAULTSIG_PROCESS_VM_CALLS_H
#define FAULTSIG_PROCESS_VM_CALLS_H

#include "faultsig.h"

/*
 * A page that GUP or uaccess can't get ends the call with the exact number of bytes moved
 * before, although the manual promises only whole iovec elements.
 */
#define SHORT_COUNTS	{ 0, FAILS_PAGE, FAULT_LEN }

/*
 * But riscv64 copies from user memory in whole words, and never goes back for the bytes
 * of a word that fails (include/linux/uaccess.h: copying less is permitted).
 */
#ifdef __riscv
#define SHORT_LOADS	{ 0, FAILS_PAGE, FAULT_LEN & ~(sizeof(long) - 1) }
#else
#define SHORT_LOADS	SHORT_COUNTS
#endif

#define MOVES		(PATH_PINS | PATH_CHECK_SHORT)

const struct answer *process_vm_probe(void);

/* The held page is at the remote side: GUP. */
long vm_readv_remote_run(struct fault_cell *c);
long vm_writev_remote_run(struct fault_cell *c);

/* The held page is at the local side: uaccess. */
long vm_readv_local_run(struct fault_cell *c);
long vm_writev_local_run(struct fault_cell *c);

#endif /* FAULTSIG_PROCESS_VM_CALLS_H */
