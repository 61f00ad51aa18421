// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_vm_readv() of a process that dumps core: one family of process_vm.c.  The thread
 * is in GUP when SIGQUIT comes, and the core can't be dumped before that is over.
 */
#include <sys/uio.h>
#include <unistd.h>

#include "calls.h"
#include "families.h"
#include "sources.h"
#include "user_access/core.h"

static long vm_readv_dumps_run(struct fault_cell *c)
{
	uint8_t copy[FAULT_LEN];
	struct iovec local = { copy, sizeof(copy) };
	struct iovec remote = { cell_buf(c), cell_len(c) };

	return sysret(process_vm_readv(getpid(), &local, 1, &remote, 1, 0));
}

static const struct answer *vm_readv_dumps_probe(void)
{
	return process_vm_probe() ?: core_probe();
}

static const struct fault_path path_vm_readv_dumps = {
	.name = "vm_readv_dumps", .class = PATH_GUP, .access = FAULT_LOAD,
	.flags = PATH_PINS | PATH_REMOTE | PATH_DUMPS,
	.decides = "kernel/signal.c:complete_signal(), fs/coredump.c:do_coredump()",
	.ok = FAULT_LEN,
	.probe = vm_readv_dumps_probe, .setup = dump_setup, .arm = dump_arm,
	.run = vm_readv_dumps_run, .conserve = dump_check, .teardown = dump_teardown,
};

const struct matrix_row rows_process_vm_dump[] = {
	{ .path = &path_vm_readv_dumps, .sources = sources_held_load,
	  .stimuli = STIMULI(&stimulus_sigquit) },
	{ }
};
