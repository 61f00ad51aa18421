// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of kernel-mode accesses to user memory: copy_to_user(), get_user() and
 * their kin, below the system calls of the families here. A load path has the
 * kernel read the page, a store path has it write to it. A signal that does
 * not kill waits, asleep, for the release; the call then completes in full.
 *
 * Deciding kernel code: arch/x86/mm/fault.c:do_user_addr_fault(),
 * include/linux/sched/signal.h:fault_signal_pending(), lib/iov_iter.c.
 */
#include "uaccess/families.h"

static const struct matrix_row *const families[] = {
	rows_pipe, rows_full_pipe, rows_file, rows_socket, rows_socket_flags, rows_event,
	rows_name, rows_task,
	rows_rseq, rows_clock, rows_sigreturn, rows_descriptor, rows_rights, rows_vsyscall, NULL
};

static const struct matrix_program program = { .families = families };

int main(int argc, char **argv)
{
	return matrix_main(argc, argv, &program);
}
