// SPDX-License-Identifier: GPL-2.0-only
// Mutant: a signal that is forced on a thread keeps the action that the process gave it
// Emulates: the class of forced signals that do not kill
// Seen as: a process that blocks SIGSEGV runs its handler in the middle of what it had protected
//   by that, and one that ignores it burns a CPU on one instruction for ever
// Severity: high
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: load.unmapped.fault_signal_blocked store.prot_none.fault_signal_blocked
//   load.beyond_eof.fault_signal_blocked load.unmapped.fault_signal_ignored

@@
@@
force_sig_info_to_task(...)
{
	<...
-	action->sa.sa_handler = SIG_DFL;
	...>
}
