// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of user-mode instructions: load, store, atomic, instruction fetch.  Any
 * signal interrupts them: the handler runs, the instruction faults again.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_user_addr_fault(),
 * include/linux/sched/signal.h:fault_signal_pending() with user_mode(regs).
 */
#include <errno.h>
#include <string.h>

#include "matrix.h"

#include "user_access/instructions.h"
#include "user_access/core.h"
#include "user_access/dump.h"

FAULTSIG_MAIN(NULL)
