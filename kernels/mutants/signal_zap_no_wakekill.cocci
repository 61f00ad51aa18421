// SPDX-License-Identifier: GPL-2.0-only
// Mutant: exit_group() and execve() do not wake siblings that only a fatal signal may wake
// Emulates: the class of lost wake-ups in group exit
// Seen as: a process whose thread is in mlock() or O_DIRECT on a held page can't exit, and its
//   execve() hangs, until the page comes; kill -9 works
// Severity: high
// Files: kernel/signal.c
// Kernels: 6.1 6.12 7.3
// Cells: populate_read.uffd_missing_*.exit_group populate_write.uffd_minor_shmem.execve
//   vm_readv.uffd_minor_*.exit_group vm_readv.uffd_missing_anon.execve
//   mlock.uffd_missing_*.exit_group dio_read.uffd_missing_anon.execve
//   load.filemap_killable.exit_group

@@
@@
zap_other_threads(...)
{
	<...
-	signal_wake_up(t, 1);
+	signal_wake_up(t, 0);
	...>
}
