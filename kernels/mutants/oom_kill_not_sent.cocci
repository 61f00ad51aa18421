// SPDX-License-Identifier: GPL-2.0-only
// Mutant: the OOM killer takes the memory of the process that it chose, but does not kill it
// Emulates: the class of kills that rely on the victim to come by
// Seen as: a process whose memory is gone; what it reads then is zeros, or SIGBUS
// Severity: high
// Files: mm/oom_kill.c
// Kernels: 6.1 6.12 7.3
// Cells: load_chosen.uffd_missing_anon.oom_kill vm_readv_chosen.uffd_minor_shmem.oom_kill
//   populate_write_chosen.uffd_wp_anon.oom_kill

@@
@@
__oom_kill_process(...)
{
	<...
-	do_send_sig_info(SIGKILL, SEND_SIG_PRIV, victim, PIDTYPE_TGID);
	...>
}
